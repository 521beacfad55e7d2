import Crypto
import FoundationEssentials
import Marketctl
import Messaging
import OrdersAdapters
import PostgresClient
import Synchronization
import TestKit
import Testing

/// The command as an operator calls it, on a database of its own with what `orders` seals.
@Suite("marketctl keys reseal", .timeLimit(.minutes(1)))
struct KeyChangeTests {
    private static let right = ["k1": [UInt8](repeating: 1, count: 32), "k2": [UInt8](repeating: 2, count: 32)]
    private static let persons = SealedColumn.ofMachine[0]

    private static func seal(_ keyID: String, _ column: SealedColumn, _ id: String) throws -> [UInt8] {
        try SecretBox(keys: right, current: keyID).seal([9], context: column.context(id))
    }

    private struct Installation {
        let url: String
        let connection: PostgresConnection

        func count(_ column: SealedColumn, under keyID: String) async throws -> Int64 {
            try await column.counts(on: connection).filter { $0.keyID == keyID }.reduce(0) { $0 + $1.values }
        }

        /// - Parameter keys: what the operator has of k2 and k1.
        func reseal(
            _ options: [String] = ["--yes"], keys: [String: [UInt8]] = right,
            confirm: @escaping @Sendable (String) -> Bool = { _ in false }
        ) async throws -> Int32 {
            let texts = ["k2", "k1"].map { "\($0):\(Base64.encode(keys[$0] ?? []))" }
            let surroundings = Surroundings(
                ["DATABASE_URL": url, "ENCRYPTION_KEYS": texts.joined(separator: ",")], confirm: confirm)
            let command = try #require(commands.first { $0.name == "keys" })
            return try await command.run(
                try Call(of: command, ["reseal", "--service", "orders"] + options), surroundings)
        }
    }

    /// - Parameter ids: of the keys that the keys of so many persons lie under.
    private func withInstallation(_ ids: String..., body: (Installation) async throws -> Void) async throws {
        let server = try SchemaLease.serverConfiguration()
        let administrator = try await PostgresConnection.connect(server)
        let name = "test_keys_" + UUID().uuidString.lowercased()
        try await administrator.execute("CREATE DATABASE \(identifier: name)")
        let url = "\(server.connectionString) dbname='\(name)'"
        let connection = try await PostgresConnection.connect(PostgresConfiguration(url).inSchema("orders"))
        let outcome: Result<Void, any Error>
        do {
            try await fill(ids, connection)
            outcome = .success(try await body(Installation(url: url, connection: connection)))
        } catch {
            outcome = .failure(error)
        }
        await connection.close()
        try await administrator.execute("DROP DATABASE \(identifier: name) WITH (FORCE)")
        await administrator.close()
        try outcome.get()
    }

    private func fill(_ ids: [String], _ connection: PostgresConnection) async throws {
        try await connection.execute("CREATE SCHEMA orders")
        try await MachineSchema.migrate(connection, service: [], lanes: 2)
        try await connection.execute("CREATE TABLE entitlement_row (id text PRIMARY KEY, sealed_password bytea)")
        for (index, id) in ids.enumerated() {
            let sealed = try Self.seal(id, Self.persons, "A-\(index)")
            try await connection.execute(
                "INSERT INTO person_key (account, key) VALUES (\("A-\(index)"), \(sealed))")
        }
    }

    @Test("data are sealed anew only if whoever asks says yes")
    func consent() async throws {
        try await withInstallation("k1", "k2") { installation in
            let asked = Mutex<[String]>([])
            let refused = try await installation.reseal([]) { question in
                asked.withLock { $0.append(question) }
                return false
            }
            #expect(refused == 1)
            let questions = asked.withLock { $0 }
            #expect(questions.count == 1 && questions[0].contains("'k2'") && !questions[0].contains("nothing shows"))
            #expect(try await installation.count(Self.persons, under: "k2") == 1)
            #expect(try await installation.reseal([]) { _ in true } == 0)
            #expect(try await installation.count(Self.persons, under: "k2") == 2)
        }
    }

    @Test("a key under which nothing lies yet is not used before somebody has said that it is the right one")
    func firstUse() async throws {
        try await withInstallation("k1", "k1") { installation in
            #expect(try await installation.reseal() == 1)
            let asked = Mutex<[String]>([])
            _ = try await installation.reseal([]) { question in
                asked.withLock { $0.append(question) }
                return false
            }
            #expect(asked.withLock { $0.first?.contains("Nothing of orders lies under it yet") } == true)
            #expect(try await installation.count(Self.persons, under: "k1") == 2)
            #expect(try await installation.reseal(["--yes", "--first-use"]) == 0)
            #expect(try await installation.count(Self.persons, under: "k2") == 2)
            // Nothing is left to do.
            #expect(try await installation.reseal() == 0)
        }
    }

    @Test(
        "nothing is sealed anew with another key of the right name, be it the newest or an older one",
        arguments: ["k1", "k2"])
    func wrongKey(_ id: String) async throws {
        var keys = Self.right
        keys[id] = [UInt8](repeating: 3, count: 32)
        try await withInstallation("k1", "k2") { [keys] installation in
            let code = try await installation.reseal(["--yes", "--first-use"], keys: keys)
            #expect(code == 1)
            #expect(try await installation.count(Self.persons, under: "k1") == 1)
        }
    }

    @Test("a password in an input that waits keeps its key needed, until it is released and sealed anew in its row")
    func waiting() async throws {
        try await withInstallation("k1", "k2") { installation in
            let (passwords, connection) = (OrdersService.sealed[0], installation.connection)
            let sealed = try Self.seal("k1", passwords, "O-1-1")
            try await KeysTests.park(
                Array(#"{"sealedPassword":"\#(Base64.encode(sealed))"}"#.utf8), "i", format: 1, connection)
            #expect(try await installation.reseal() == 1)
            #expect(try await installation.count(Self.persons, under: "k2") == 2)
            // As when it is applied.
            try await connection.execute("DELETE FROM parked")
            try await connection.execute("INSERT INTO entitlement_row VALUES ('O-1-1', \(sealed))")
            #expect(try await installation.reseal() == 0)
            let row = try await connection.query("SELECT sealed_password FROM entitlement_row")[0].get(0, [UInt8].self)
            let newest = try SecretBox(keys: Self.right.filter { $0.key == "k2" }, current: "k2")
            #expect(try newest.open(row, context: passwords.context("O-1-1")) == [9])
        }
    }
}
