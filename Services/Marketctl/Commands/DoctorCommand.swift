import Crypto
import KafkaClient
import Messaging
import PostgresClient
import Runtime

package struct DoctorCommand: Command {
    package let name = "doctor"
    package let summary = "say what is wrong with an installation and how to mend it"
    package let forms = [
        Form(
            options: [OwnedService.option("only that one; all if left out")],
            meaning:
                "database, schemas, lanes, tables, topics, keys, parked inputs, unpublished events; exit 1 if anything is wrong"
        )
    ]
    package let notes = "AUTH_JWKS_FILE and ENCRYPTION_KEYS, if set, are checked too."

    package func run(_ call: Call, _ surroundings: Surroundings) async throws -> Int32 {
        var findings = Findings()
        if await findings.check("database", { try await databaseAnswers(surroundings) }) {
            for service in OwnedService.chosen(call) {
                await findings.check("\(service.name): schema") { try await self.schema(of: service, surroundings) }
                await findings.check("\(service.name): work") { try await self.work(of: service, surroundings) }
                await findings.check("\(service.name): tables") { try await self.tables(of: service, surroundings) }
                guard surroundings.hasEncryptionKeys else { continue }
                await findings.check("\(service.name): keys") { try await self.sealed(of: service, surroundings) }
            }
        }
        await findings.check("topics") { try await TopicsCommand.faults(surroundings) }
        if let path = surroundings.environment["AUTH_JWKS_FILE"] {
            await findings.check("token keys") { try self.keys(path) }
        }
        print(findings.faults == 0 ? "all is well" : "what is wrong: \(findings.faults)")
        return findings.faults == 0 ? 0 : 1
    }

    private func databaseAnswers(_ surroundings: Surroundings) async throws -> [String] {
        let connection = try await PostgresConnection.connect(try surroundings.database())
        let encoding = try await connection.query("SELECT current_setting('server_encoding')")[0].get(0, String.self)
        await connection.close()
        return encoding == "UTF8"
            ? []
            : [
                "the database's encoding is \(encoding), not UTF8: Chinese text cannot be kept; make it anew with -E UTF8"
            ]
    }

    private func schema(of service: OwnedService, _ surroundings: Surroundings) async throws -> [String] {
        let migrations = try service.migrations()
        let lanes = try surroundings.partitions()
        return try await service.withConnection(surroundings) { connection in
            let pending = try await MachineSchema.status(connection, service: migrations).filter { status in
                if case .applied = status.state { false } else { true }
            }
            guard pending.isEmpty else {
                return ["\(pending.count) migrations are not applied as they are here: run 'marketctl migrate'"]
            }
            let present = try await connection.query("SELECT count(*) FROM lane")[0].get(0, Int64.self)
            return present == lanes ? [] : ["\(present) lanes, but TOPIC_PARTITIONS is \(lanes): set it to \(present)"]
        }
    }

    private func work(of service: OwnedService, _ surroundings: Surroundings) async throws -> [String] {
        try await service.withConnection(surroundings) { connection in
            let row = try await connection.query(
                """
                SELECT (SELECT count(DISTINCT key) FROM parked) AS parked,
                    (SELECT coalesce(sum(next_number - 1 - acknowledged), 0)::int8 FROM lane) AS unpublished,
                    (SELECT count(*) FROM effect WHERE attempt > 5) AS failing,
                    (SELECT count(*) FROM lane WHERE owner = '') AS unowned
                """)[0]
            var faults: [String] = []
            let (parked, unpublished): (Int64, Int64) = (try row.get("parked"), try row.get("unpublished"))
            let (failing, unowned): (Int64, Int64) = (try row.get("failing"), try row.get("unowned"))
            if parked > 0 {
                faults.append(
                    "\(parked) lines of inputs are parked: 'marketctl parked list --service \(service.name)' says why")
            }
            if unpublished > 1_000 {
                faults.append(
                    "\(unpublished) events wait to be published: is the service running, and its broker reachable?")
            }
            if failing > 0 {
                faults.append("\(failing) calls to the outside failed more than five times: see effect.last_error")
            }
            if unowned > 0 { faults.append("\(unowned) lanes never had an owner: the service has not run yet") }
            return faults
        }
    }

    private func tables(of service: OwnedService, _ surroundings: Surroundings) async throws -> [String] {
        let (retention, topics, faults) = try await service.withConnection(surroundings) { connection in
            (
                try await Retention.stored(on: connection), try await TableCheck.topicsRead(connection),
                try await TableCheck.faults(at: surroundings.now, on: connection)
            )
        }
        return faults + RetentionCheck.faults(retention, try await RetentionCheck.ages(of: topics, surroundings))
    }

    private func sealed(of service: OwnedService, _ surroundings: Surroundings) async throws -> [String] {
        let keys = try surroundings.encryptionKeys()
        let (states, box) = (keys.states, try keys.box())
        return try await service.withConnection(surroundings) { connection in
            let places = try await service.sealed.places(on: connection)
            let trials = try await service.sealed.trials(keys.ids, box, on: connection)
            return places.flatMap { states.faults($0.counts, in: $0.name, of: service.name) }
                + trials.compactMap { states.fault($0.trial, in: $0.column) }
        }
    }

    private func keys(_ path: String) throws -> [String] {
        try JSONWebKeySet(json: try readFile(path)).keys.isEmpty
            ? ["\(path) holds no key: no token can be checked"] : []
    }
}

/// Collects what the checks say.
private struct Findings {
    private(set) var faults = 0

    /// True if the check found nothing wrong.
    @discardableResult
    mutating func check(_ what: String, _ ask: () async throws -> [String]) async -> Bool {
        var found: [String]
        do { found = try await ask() } catch { found = [sentence(for: error)] }
        print(found.isEmpty ? "ok      \(what)" : found.map { "WRONG   \(what): \($0)" }.joined(separator: "\n"))
        faults += found.count
        return found.isEmpty
    }
}
