import Crypto
import Marketctl
import Messaging
import PostgresClient
import Runtime
import Synchronization
import TestKit
import Testing

@Suite("Keys that data are sealed under", .timeLimit(.minutes(1)))
struct KeysTests {
    private static let keys = ["k1": [UInt8](repeating: 1, count: 32), "k2": [UInt8](repeating: 2, count: 32)]
    private static let persons = SealedColumn.ofMachine[0]

    /// With the keys of these ids, the first of which is the newest.
    private func box(_ ids: String...) throws -> SecretBox {
        try SecretBox(keys: Self.keys.filter { ids.contains($0.key) }, current: ids[0])
    }

    /// Five persons whose keys lie under k1.
    private func withPersons(_ body: (PostgresConnection) async throws -> Void) async throws {
        try await SchemaLease.withSchema { schema in
            let connection = try await PostgresConnection.connect(schema)
            try await MachineSchema.migrate(connection, service: [], lanes: 2)
            let old = try box("k1")
            for (index, account) in ["", "A-1", "A-2", "A-3", "B:4"].enumerated() {
                let sealed = try old.seal([UInt8(index)], context: Self.persons.context(account))
                try await connection.execute("INSERT INTO person_key (account, key) VALUES (\(account), \(sealed))")
            }
            try await body(connection)
            await connection.close()
        }
    }

    private func counts(_ connection: PostgresConnection) async throws -> [String: Int64] {
        let counts = try await Self.persons.counts(on: connection)
        return Dictionary(uniqueKeysWithValues: counts.map { ($0.keyID ?? "none", $0.values) })
    }

    /// What lies there, opened with the newest key alone.
    private func opened(_ connection: PostgresConnection) async throws -> [UInt8] {
        let newest = try box("k2")
        return try await connection.query("SELECT account, key FROM person_key ORDER BY number").flatMap { row in
            try newest.open(try row.get(1), context: Self.persons.context(try row.get(0)))
        }
    }

    @Test("everything is sealed anew under the newest key, and says the same")
    func rotation() async throws {
        try await withPersons { connection in
            #expect(try await counts(connection) == ["k1": 5])
            var resealing = Resealing(Self.persons, try box("k2", "k1"), batchRows: 2, on: connection)
            try await resealing.run()
            #expect(resealing.resealed == 5 && resealing.faults.isEmpty)
            #expect(try await counts(connection) == ["k2": 5])
            #expect(try await opened(connection) == [0, 1, 2, 3, 4])
        }
    }

    @Test("one that was interrupted leaves each value under one key, and another call seals the rest")
    func interrupted() async throws {
        try await withPersons { connection in
            var first = Resealing(Self.persons, try box("k2", "k1"), batchRows: 2, on: connection)
            _ = try await first.next()
            #expect(try await counts(connection) == ["k1": 3, "k2": 2])
            var second = Resealing(Self.persons, try box("k2", "k1"), batchRows: 2, on: connection)
            try await second.run()
            #expect(second.resealed == 3)
            #expect(try await opened(connection) == [0, 1, 2, 3, 4])
        }
    }

    @Test(
        "a key that is being destroyed is passed over, and stays destroyed; if it is not after all, another call seals it"
    )
    func destroyed() async throws {
        try await withPersons { connection in
            let other = try await PostgresConnection.connect(await connection.configuration)
            let expected: [(end: SQL, resealed: Int, counts: [String: Int64])] = [
                ("ROLLBACK", 4, ["k1": 1, "k2": 4]), ("COMMIT", 0, ["k2": 4]),
            ]
            for (end, resealed, left) in expected {
                try await other.execute("BEGIN")
                try await other.execute("DELETE FROM person_key WHERE account = 'A-2'")
                var resealing = Resealing(Self.persons, try box("k2", "k1"), on: connection)
                try await resealing.run()
                #expect(resealing.resealed == resealed)
                try await other.execute(end)
                #expect(try await counts(connection) == left)
            }
            #expect(try await opened(connection) == [0, 1, 3, 4])
            await other.close()
        }
    }

    @Test("what cannot be opened stays as it is, and is told by reason; everything else goes on")
    func unopenable() async throws {
        try await withPersons { connection in
            try await connection.execute("UPDATE person_key SET key = '\\x01023939aabb' WHERE account = 'A-1'")
            try await connection.execute("UPDATE person_key SET key = '\\x' WHERE account = 'A-2'")
            // Of another row.
            try await connection.execute(
                "UPDATE person_key SET key = (SELECT key FROM person_key WHERE account = '') WHERE account = 'A-3'")
            var resealing = Resealing(Self.persons, try box("k2", "k1"), batchRows: 1, on: connection)
            try await resealing.run()
            #expect(resealing.resealed == 2)
            #expect(resealing.faults.count == 3 && resealing.faults.values.allSatisfy { $0 == 1 })
            #expect(resealing.faults.keys.contains { $0.contains("key '99'") })
            #expect(try await counts(connection) == ["99": 1, "k1": 1, "k2": 2, "none": 1])
        }
    }

    @Test("what was set aside under the service's own key is sealed anew, and nothing else that is parked")
    func parked() async throws {
        try await withPersons { connection in
            let column = SealedColumn.ofMachine[1]
            let sealed = try box("k1").seal([7], context: column.context("1"))
            for (id, sealing) in [("own", Int16(3)), ("whole", 2)] {
                try await connection.execute(
                    """
                    INSERT INTO parked
                        (input_id, lane, key, kind, origin, type, occurred_at, trace, format, sealing, body, source, reason, parked_at)
                    VALUES (\(id), 0, 'k', 1, 1, 't', 'epoch', '', 0, \(sealing), \(sealed), 't/0@1', 'r', 'epoch')
                    """)
            }
            var resealing = Resealing(column, try box("k2", "k1"), on: connection)
            try await resealing.run()
            #expect(try await column.counts(on: connection) == [SealedColumn.Count(keyID: "k2", values: 1)])
            let bodies = try await connection.query("SELECT body FROM parked ORDER BY number")
            #expect(try box("k2").open(bodies[0].get(0), context: column.context("1")) == [7])
            #expect(try bodies[1].get(0, [UInt8].self) == sealed)
        }
    }

    @Test("the doctor names keys that are missing, with what to do, and is silent of older ones")
    func faults() {
        let states = KeyStates(newest: "k2", configured: ["k1", "k2"])
        let counts = [("k0", 1), ("k1", 3), ("k2", 9)].map { SealedColumn.Count(keyID: $0.0, values: $0.1) }
        #expect(states.older(counts) == 4)
        let faults = states.faults(counts, in: "person_key.key", of: "orders")
        #expect(faults.count == 1)
        #expect(faults[0].hasPrefix("1 value of person_key.key cannot be opened: sealed under key 'k0'"))
        #expect(faults[0].hasSuffix("run 'marketctl keys reseal --service orders'"))
        let broken = states.faults([SealedColumn.Count(keyID: nil, values: 2)], in: "document.pdf", of: "invoicing")
        #expect(broken == ["2 values of document.pdf cannot be opened: not sealed in a known format"])
    }

    @Test("data are sealed anew only if whoever asks says yes")
    func consent() async throws {
        let asked = Mutex<[String]>([])
        let key = String(repeating: "A", count: 43) + "="
        let surroundings = Surroundings(["ENCRYPTION_KEYS": "k2:\(key),k1:\(key)"]) { question in
            asked.withLock { $0.append(question) }
            return false
        }
        let command = try #require(commands.first { $0.name == "keys" })
        #expect(try await command.run(try Call(of: command, ["reseal"]), surroundings) == 1)
        let questions = asked.withLock { $0 }
        #expect(questions.count == 1 && questions[0].contains("'k2'"))
        // Not asked, it goes on to the database, of which nothing was said here.
        let call = try Call(of: command, ["reseal", "--yes"])
        await #expect(throws: ConfigurationError.self) { try await command.run(call, surroundings) }
    }
}
