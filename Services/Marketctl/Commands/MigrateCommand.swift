import Kernel
import Messaging
import PostgresClient

package struct MigrateCommand: Command {
    package let name = "migrate"
    package let summary = "bring the services' schemas up to date"
    package let forms = [
        Form(
            options: [
                OwnedService.option("only that one; all if left out"),
                Option("dry-run", "say what would be applied, and change nothing"),
            ], meaning: "apply what is pending, in order, each migration in its own transaction"),
        Form(
            "status", options: [OwnedService.option("only that one; all if left out")],
            meaning: "show where each migration stands; exit 1 if one is not applied as it is here"),
    ]
    package let notes = """
        Makes the schema and the role of each service if they are missing; a role can touch its own schema only. The password of a
        role is taken from DATABASE_PASSWORD_<SERVICE> (DATABASE_PASSWORD_PARTNER_DOMAIN_FULFILMENT), if set.
        Two runs at once are safe: one waits for the other.
        """

    package func run(_ call: Call, _ surroundings: Surroundings) async throws -> Int32 {
        let services = OwnedService.chosen(call)
        if call.action == "status" { return try await showStatus(services, surroundings) }
        let lanes = try surroundings.partitions()
        let isDry = call.has("dry-run")
        if !isDry { try await prepare(services, surroundings) }
        for service in services {
            let migrations = try service.migrations()
            let applied = try await service.withConnection(surroundings) {
                try await MachineSchema.migrate($0, service: migrations, lanes: lanes, dryRun: isDry)
            }
            let verb = isDry ? "would apply" : "applied"
            print("\(service.name): \(applied.isEmpty ? "up to date" : "\(verb) \(applied.joined(separator: ", "))")")
        }
        return 0
    }

    private func prepare(_ services: [OwnedService], _ surroundings: Surroundings) async throws {
        let connection = try await PostgresConnection.connect(try surroundings.database())
        // For searches by a part of a name; an extension is made once per database, by somebody who may.
        _ = try await connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public")
        for service in services {
            let password = surroundings.environment["DATABASE_PASSWORD_\(service.role.uppercased())"]
            try await ServiceSchema(schema: service.schema, role: service.role).create(
                on: connection, password: password)
        }
        await connection.close()
    }

    private func showStatus(_ services: [OwnedService], _ surroundings: Surroundings) async throws -> Int32 {
        var lines = [["SERVICE", "VERSION", "NAME", "STATE"]]
        var isAsHere = true
        for service in services {
            let migrations = try service.migrations()
            let states = try await service.withConnection(surroundings) {
                try await MachineSchema.status($0, service: migrations)
            }
            for status in states {
                if case .applied = status.state {} else { isAsHere = false }
                lines.append([service.name, "\(status.version)", status.name, status.state.sentence])
            }
        }
        print(Table(lines).text)
        return isAsHere ? 0 : 1
    }
}

extension MigrationStatus.State {
    package var sentence: String {
        switch self {
        case .applied(let at): "applied \(Instant(microseconds: at.microsecondsSince1970).rfc3339)"
        case .pending: "pending: run 'marketctl migrate'"
        case .changed: "its text is another than the one that was applied: go back to the build that applied it"
        case .unknownToThisBuild: "applied by another build, this one does not have it: take the newer build"
        }
    }
}
