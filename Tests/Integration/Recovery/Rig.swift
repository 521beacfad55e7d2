import FoundationEssentials
import Glibc
import HTTPClient
import Messaging
import PostgresClient
import Synchronization
import TestKit
import Testing

/// The `posting` program as operators run it, on a schema and a broker of its own.
final class Rig: Sendable {
    static let laneCount = 2

    let broker: Broker
    let database: PostgresConnection
    private let schema: PostgresConfiguration
    private let http = OutboundHTTPClient()
    private let started = Mutex<[ChildProcess]>([])

    private init(_ schema: PostgresConfiguration, embeddedBroker: Bool) async throws {
        self.schema = schema
        broker = try await Broker(prefix: schema.searchPath[0], embedded: embeddedBroker)
        database = try await PostgresConnection.connect(schema)
        try await MachineSchema.migrate(database, service: [], lanes: Self.laneCount)
    }

    static func run(embeddedBroker: Bool = false, _ body: (Rig) async throws -> Void) async throws {
        try await SchemaLease.withSchema { schema in
            let rig = try await Rig(schema, embeddedBroker: embeddedBroker)
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body(rig)) } catch {
                outcome = .failure(Trouble("\(error)\(rig.lastWords)"))
            }
            rig.http.close()
            await rig.database.close()
            try await rig.broker.close()
            try outcome.get()
        }
    }

    // MARK: Processes

    struct Posting {
        let process: ChildProcess
        let adminPort: Int
    }

    func start(instance: String = "one", crashAt: String = "") throws -> Posting {
        let adminPort = try freePort()
        let process = try ChildProcess(
            "posting",
            environment: [
                "DATABASE_URL": schema.connectionString, "DATABASE_SCHEMA": schema.searchPath[0],
                "KAFKA_BOOTSTRAP_SERVERS": broker.bootstrapServers, "TOPIC_PREFIX": broker.topicPrefix,
                "TOPIC_PARTITIONS": "\(Self.laneCount)", "INSTANCE_ID": instance, "CRASH_AT": crashAt,
                "HTTP_PORT": "0", "ADMIN_ADDRESS": "127.0.0.1", "ADMIN_PORT": "\(adminPort)",
                "KAFKA_OPTION_SESSION_TIMEOUT_MS": "6000", "KAFKA_OPTION_HEARTBEAT_INTERVAL_MS": "500",
                "KAFKA_OPTION_FETCH_WAIT_MAX_MS": "10",
                "ENCRYPTION_KEYS": "k1:" + String(repeating: "A", count: 43) + "=",
            ])
        started.withLock { $0.append(process) }
        return Posting(process: process, adminPort: adminPort)
    }

    private var lastWords: String {
        started.withLock { $0 }.map {
            "\nprocess \($0.id), exit \($0.exitStatus.map(String.init) ?? "none"), said last: \($0.log.suffix(3_000))"
        }.joined()
    }

    func isReady(_ posting: Posting) async -> Bool {
        let answer = try? await http.send(OutboundRequest("GET", "http://127.0.0.1:\(posting.adminPort)/health/ready"))
        return answer?.status == 200
    }

    // MARK: The database

    func number(_ sql: SQL) async throws -> Int64 { try await database.query(sql)[0].get(0) }

    func journalled() async throws -> Int64 { try await number("SELECT count(*) FROM journal") }

    /// Whether the database knows all events to be in Kafka.
    func isAllPublished() async throws -> Bool {
        try await number("SELECT count(*) FROM lane WHERE acknowledged < next_number - 1") == 0
    }

    /// Waits until so many inputs are applied, and all their events are known to be in Kafka.
    func settled(_ inputs: Int, within seconds: Int = 40) async throws {
        try await wait(for: "\(inputs) inputs to be applied and published", within: seconds) {
            guard try await journalled() >= inputs else { return false }
            return try await isAllPublished()
        }
    }

    /// Checks everything that was sent against everything that came of it.
    func expectExactlyOnce(_ load: Load, in history: History? = nil, _ location: SourceLocation = #_sourceLocation)
        async throws
    {
        let rows = try await database.query(
            "SELECT key, version, (convert_from(state, 'UTF8')::jsonb ->> 'balance')::bigint FROM aggregate")
        var accounts: [String: History.Account] = [:]
        for row in rows {
            let key: String = try row.get(0)
            accounts[String(key.dropFirst("account/".count))] = History.Account(
                postings: try row.get(1), balance: try row.get(2))
        }
        let told: History
        if let history { told = history } else { told = try await broker.history() }
        let violations = try told.violations(load, accounts: accounts)
        #expect(
            violations.isEmpty, "\(violations.count) violations, such as \(violations.prefix(5))",
            sourceLocation: location)
        #expect(try await journalled() == Int64(load.inputs.count), sourceLocation: location)
        #expect(try await number("SELECT count(*) FROM event") == Int64(load.inputs.count), sourceLocation: location)
        #expect(try await number("SELECT count(*) FROM parked") == 0, sourceLocation: location)
    }

    /// Ends all connections of a process, as an administrator or a fail-over of the database would.
    func cutConnections(of posting: Posting) async throws -> Int64 {
        let ports = try localPorts(of: posting.process.id)
        return try await number(
            """
            SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE application_name = 'marketplace-posting' AND client_port = ANY(\(ports))
            """)
    }

    /// Such files say that they are empty: they have to be read to their end.
    private func text(ofKernelFile path: String) throws -> String {
        let file = unsafe open(path, O_RDONLY)
        guard file >= 0 else { throw Trouble("\(path) cannot be read") }
        defer { close(file) }
        var bytes: [UInt8] = [], chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while case let count = unsafe read(file, &chunk, chunk.count), count > 0 { bytes += chunk[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func localPorts(of process: pid_t) throws -> [Int32] {
        let files = FileManager.default, folder = "/proc/\(process)/fd"
        let inodes = Set(
            try files.contentsOfDirectory(atPath: folder).compactMap { name -> String? in
                guard let target = try? files.destinationOfSymbolicLink(atPath: "\(folder)/\(name)"),
                    target.hasPrefix("socket:[")
                else { return nil }
                return String(target.dropFirst("socket:[".count).dropLast())
            })
        let table = try text(ofKernelFile: "/proc/\(process)/net/tcp")
        return table.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 9, inodes.contains(String(fields[9])) else { return nil }
            return fields[1].split(separator: ":").last.flatMap { Int32($0, radix: 16) }
        }
    }
}
