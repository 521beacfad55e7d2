import OrdersAdapters
import PostgresClient
import TestKit
import Testing

@Suite("The ledger's tables")
struct LedgerTableTests {
    private func withLedger(_ body: (PostgresConnection) async throws -> Void) async throws {
        try await SchemaLease.withSchema { schema in
            let connection = try await PostgresConnection.connect(schema)
            _ = try await Migrator(OrdersService.migrations()).apply(on: connection)
            try await body(connection)
            await connection.close()
        }
    }

    private func post(_ id: String, _ amounts: [Int64], on connection: PostgresConnection) async throws {
        try await connection.withTransaction { connection in
            _ = try await connection.execute("INSERT INTO ledger_posting (id, memo, at) VALUES (\(id), 'test', now())")
            for (number, amount) in amounts.enumerated() {
                _ = try await connection.execute(
                    "INSERT INTO ledger_entry (posting, account, amount_fen, number) VALUES (\(id), \("account-\(number)"), \(amount), \(Int16(number)))"
                )
            }
        }
    }

    private func commit(_ statement: SQL, on connection: PostgresConnection) async throws {
        try await connection.withTransaction { connection in _ = try await connection.execute(statement) }
    }

    private func sum(_ connection: PostgresConnection) async throws -> Int64 {
        try await number("SELECT coalesce(sum(amount_fen), 0)::bigint FROM ledger_entry", connection)
    }

    private func number(_ sql: SQL, _ connection: PostgresConnection) async throws -> Int64 {
        try await connection.query(sql)[0].get(0)
    }

    @Test(
        "A balanced posting is taken, and all of it adds up to zero",
        arguments: [[5, -5], [3, 4, -7], [-1, -1, 2]] as [[Int64]])
    func balanced(amounts: [Int64]) async throws {
        try await withLedger { connection in
            try await post("p-1", amounts, on: connection)
            #expect(try await number("SELECT count(*) FROM ledger_entry", connection) == Int64(amounts.count))
            #expect(try await sum(connection) == 0)
        }
    }

    @Test(
        "The database refuses a posting that does not add up to zero, moves nothing or has one side only",
        arguments: [[5, -4], [1], [], [7, 7]] as [[Int64]])
    func unbalanced(amounts: [Int64]) async throws {
        try await withLedger { connection in
            await #expect(throws: PostgresTransactionError.self) { try await post("p-1", amounts, on: connection) }
            let postings = try await number("SELECT count(*) FROM ledger_posting", connection)
            #expect(postings == 0)
        }
    }

    @Test("Two postings that only balance together are refused")
    func notTogether() async throws {
        try await withLedger { connection in
            await #expect(throws: PostgresTransactionError.self) {
                try await connection.withTransaction { connection in
                    _ = try await connection.execute(
                        "INSERT INTO ledger_posting (id, memo, at) VALUES ('a', 't', now()), ('b', 't', now())")
                    _ = try await connection.execute(
                        """
                        INSERT INTO ledger_entry (posting, account, amount_fen, number)
                        VALUES ('a', 'x', 5, 1), ('a', 'y', -4, 2), ('b', 'x', -5, 1), ('b', 'y', 4, 2)
                        """)
                }
            }
        }
    }

    @Test("A later entry cannot unbalance what was posted, and nothing posted is changed or removed")
    func appendOnly() async throws {
        try await withLedger { connection in
            try await post("p-1", [5, -5], on: connection)
            for statement: SQL in [
                "INSERT INTO ledger_entry (posting, account, amount_fen, number) VALUES ('p-1', 'z', 1, 9)",
                "UPDATE ledger_entry SET amount_fen = 6 WHERE number = 0", "DELETE FROM ledger_entry",
                "DELETE FROM ledger_posting",
                "TRUNCATE ledger_entry",
            ] {
                await #expect(throws: PostgresTransactionError.self) { try await commit(statement, on: connection) }
            }
            #expect(try await sum(connection) == 0)
        }
    }

    @Test(
        "The sum over everything is kept by the database: every share of it is zero, and cannot be made anything else")
    func shares() async throws {
        try await withLedger { connection in
            try await post("p-1", [5, -5], on: connection)
            #expect(try await number("SELECT count(*) FROM ledger_share WHERE sum_fen <> 0", connection) == 0)
            await #expect(throws: PostgresTransactionError.self) {
                try await commit("UPDATE ledger_share SET sum_fen = 1 WHERE share = 3", on: connection)
            }
        }
    }
}
