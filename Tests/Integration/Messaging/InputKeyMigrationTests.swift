import Crypto
import PostgresClient
import TestKit
import Testing

@testable import Messaging

@Suite("Known inputs get keys by which neighbours lie side by side", .timeLimit(.minutes(1)))
struct InputKeyMigrationTests {
    private static let ids = [
        "/marketplace/orders order/O-261121-0123-4567-8901-2345/3", "/bench in-R12-0000000042", "%timer 0a1b2c", "a",
        "买 7 13",
        "%command A-1 00000000000000000000000000000000000000000000001", "/p 019abc2d-7e1f-7d3a-8c4b-0123456789ab",
        "999999999999999999999999", "topic/3@17", "٣٣٣ x",
    ]

    /// Tables as the version before had them, with journalled inputs; the first of them came again after it had been forgotten.
    private func withOldTables(_ body: (PostgresConnection) async throws -> Void) async throws {
        try await SchemaLease.withSchema { schema in
            let connection = try await PostgresConnection.connect(schema)
            try await Migrator(Array(try MachineSchema.own().prefix(2)), ledger: "machine_migrations").apply(
                on: connection)
            try await connection.execute("INSERT INTO lane (lane, next_number) VALUES (0, 2)")
            try await connection.execute(
                """
                INSERT INTO journal
                SELECT 0, n, timestamptz '2020-01-20 00:00Z' + n * interval '1 h', id, now(), 1, 1, 0, 0, '', 't', '', ''
                FROM unnest(\(Self.ids + [Self.ids[0]])) WITH ORDINALITY AS x (id, n)
                """)
            try await connection.execute(
                """
                INSERT INTO known_input (hash, recorded_at)
                SELECT left(encode(sha256(convert_to(input_id, 'UTF8')), 'hex'), 32)::uuid, max(recorded_at)
                FROM journal GROUP BY input_id
                """)
            try await body(connection)
            await connection.close()
        }
    }

    @Test("as this build computes them, of all that the journal has and that is not too old to be known")
    func filled() async throws {
        try await withOldTables { connection in
            try await connection.execute(
                "UPDATE retention SET pruned_before = '2020-01-20 02:30Z' WHERE kind = 'known_input'")
            try await MachineSchema.migrate(connection, service: [], lanes: 1)
            let digester = SHA256Digester()
            let known = try await connection.query("SELECT key FROM known_input")
            let keys = try known.map { try $0.get(0, PostgresUUID.self) }
            let forgotten = Self.ids[1]
            #expect(Set(keys) == Set(Self.ids.filter { $0 != forgotten }.map { InputID.key(of: $0, digester) }))
            #expect(keys.count == Self.ids.count - 1)
            let last: Bool = try await connection.query(
                "SELECT recorded_at = '2020-01-20 11:00Z' FROM known_input WHERE key = input_key(\(Self.ids[0]))")[0]
                .get(0)
            #expect(last)
        }
    }

    @Test("and nothing is done if one has no journal any more: it would be taken for new")
    func pruned() async throws {
        try await withOldTables { connection in
            try await connection.execute(
                "INSERT INTO known_input (hash, recorded_at) VALUES (gen_random_uuid(), now())")
            let error = await #expect(throws: PostgresError.self) {
                try await MachineSchema.migrate(connection, service: [], lanes: 1)
            }
            #expect(error?.description.contains("1 known inputs have no journal any more") == true)
            let count: Int64 = try await connection.query("SELECT count(hash) FROM known_input")[0].get(0)
            #expect(count == Int64(Self.ids.count) + 1)
        }
    }

    @Test("a build that does not know them fails before it has written anything")
    func olderBuild() async throws {
        try await SchemaLease.withSchema { schema in
            let connection = try await PostgresConnection.connect(schema)
            try await MachineSchema.migrate(connection, service: [], lanes: 1)
            let error = await #expect(throws: PostgresError.self) {
                try await connection.execute(
                    "INSERT INTO known_input (hash, recorded_at) VALUES (gen_random_uuid(), now())")
            }
            // Neither the data's fault nor one that a new try mends: the lane waits.
            #expect(error?.isAboutData == false && error?.isRetriable == false)
            await connection.close()
        }
    }
}
