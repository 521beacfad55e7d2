import Crypto
import Marketctl
import Messaging
import OrdersAdapters
import OrdersDomain
import PostgresClient
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
        #expect(states.older(counts) == 3 && states.missing(counts) == 1)
        let faults = states.faults(counts, in: "person_key.key", of: "orders")
        #expect(faults.count == 1)
        #expect(faults[0].hasPrefix("1 value of person_key.key cannot be opened: sealed under key 'k0'"))
        #expect(faults[0].hasSuffix("run 'marketctl keys reseal --service orders'"))
        let broken = states.faults([SealedColumn.Count(keyID: nil, values: 2)], in: "document.pdf", of: "invoicing")
        #expect(broken == ["2 values of document.pdf cannot be opened: not sealed in a known format"])
    }

    @Test("the doctor tells of a key with which something does not open that is sealed under its name")
    func unfit() {
        let states = KeyStates(newest: "k2", configured: ["k1", "k2"])
        #expect(states.fault(KeyTrial(keyID: "k2", opened: 5), in: "person_key.key") == nil)
        let wrong = states.fault(KeyTrial(keyID: "k2", failed: 5), in: "person_key.key")
        #expect(wrong?.hasPrefix("5 of 5 values of person_key.key") == true && wrong?.contains("another key") == true)
        let broken = states.fault(KeyTrial(keyID: "k2", opened: 4, failed: 1), in: "person_key.key")
        #expect(broken?.hasPrefix("1 of 5") == true && broken?.contains("another key") == false)
    }

    @Test("a key is the wrong one if nothing opens with it, in whatever column; a single value may be broken")
    func proof() {
        var proof = KeyProof(newest: "k2")
        proof.add(KeyTrial(keyID: "k1", failed: 1))
        #expect(proof.wrong == ["k1"] && proof.isNewestUnused)
        proof.add(KeyTrial(keyID: "k1", opened: 1, failed: 4))
        #expect(proof.wrong.isEmpty)
        proof.add(KeyTrial(keyID: "k2", failed: 2))
        #expect(proof.wrong == ["k2"] && !proof.isNewestUnused)
    }

    @Test("passwords in inputs that wait are counted by key; nothing is that another service's message says")
    func waiting() async throws {
        try await withPersons { connection in
            for (index, keyID) in ["k1", "k1", "k2"].enumerated() {
                let input = try sortedJSON(Self.answer(Base64.encode(try box(keyID).seal([7], context: "p"))))
                try await Self.park(input, "i\(index)", format: 1, connection)
                try await Self.park(input, "message \(index)", format: 0, connection)
            }
            try await Self.park(try sortedJSON(Self.answer("no sealed value")), "i4", format: 1, connection)
            try await Self.park(try sortedJSON(Self.answer(nil)), "i5", format: 1, connection)
            try await connection.execute(
                """
                INSERT INTO internal_message (id, lane, key, occurred_at, trace, format, body)
                SELECT 'm', 0, key, 'epoch', '', format, body FROM parked WHERE input_id = 'i0'
                """)
            let counts = try await OrdersService.sealedInputs.counts(on: connection)
            #expect(counts.map(\.table) == ["parked", "internal_message"])
            #expect(
                counts[0].counts == [(nil, 1), ("k1", 2), ("k2", 1)].map(SealedColumn.Count.init(keyID:values:)))
            #expect(counts[1].counts == [SealedColumn.Count(keyID: "k1", values: 1)])
        }
    }

    private static func answer(_ password: String?) -> Entitlement.Input {
        let instance = Instance(id: "I-1", frontURL: nil, adminURL: nil, adminUser: nil, sealedPassword: password)
        return .answered(number: 1, .created(instance))
    }

    static func park(_ body: [UInt8], _ id: String, format: Int16, _ connection: PostgresConnection) async throws {
        try await connection.execute(
            """
            INSERT INTO parked
                (input_id, lane, key, kind, origin, type, occurred_at, trace, format, sealing, body, source, reason, parked_at)
            VALUES (\(id), 0, 'entitlement/O-1-1', 1, 5, 'spi.answer', 'epoch', '', \(format), 0, \(body), '', 'r', 'epoch')
            """)
    }

    @Test("marketctl does not hold up services for longer than some seconds, even if it is stopped in a transaction")
    func stopped() throws {
        let surroundings = Surroundings(["DATABASE_URL": "host=db"]) { _ in false }
        #expect(try surroundings.database().idleInTransactionTimeoutMs == 3_000)
    }
}
