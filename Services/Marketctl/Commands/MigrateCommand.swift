import Messaging
import PostgresClient

struct MigrateCommand: Command {
    let name = "migrate"
    let summary = "bring the services' schemas up to date"
    let usage = """
        marketctl migrate [--service NAME …] [--dry-run]    apply what is pending, in order, each migration in its own transaction
        marketctl migrate status [--service NAME …]         show where each migration stands

        Makes the schema and the role of each service if they are missing; a role can touch its own schema only. The password of a
        role is taken from DATABASE_PASSWORD_<SERVICE> (DATABASE_PASSWORD_PARTNER_DOMAIN_FULFILMENT), if set.
        Two runs at once are safe: one waits for the other.
        """

    func run(_ arguments: Arguments, _ surroundings: Surroundings) async throws -> Int32 {
        let services = try OwnedService.chosen(arguments)
        if arguments.words.first == "status" { return try await showStatus(services, surroundings) }
        guard arguments.words.isEmpty else { throw UsageError(message: "'\(arguments.words[0])' is not known here.") }
        let lanes = try surroundings.partitions()
        let isDry = arguments.flag("dry-run")
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
        var isPending = false
        for service in services {
            let migrations = try service.migrations()
            let states = try await service.withConnection(surroundings) {
                try await MachineSchema.status($0, service: migrations)
            }
            for status in states {
                if case .applied = status.state {} else { isPending = true }
                print("\(service.name)\t\(status.version)\t\(status.name)\t\(status.state)")
            }
        }
        return isPending ? 1 : 0
    }
}
