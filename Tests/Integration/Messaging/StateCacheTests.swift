import Kernel
import Messaging
import PostgresClient
import Testing

@Suite("States that an owner keeps in memory are those of the database")
struct StateCacheTests {
    private func balances(_ driver: MachineDriver) async throws -> [String] {
        try await driver.database.query("SELECT key || ' ' || convert_from(state, 'UTF8') FROM aggregate ORDER BY key")
            .map { try $0.get(0) }
    }

    private func post(_ round: String, fen: Int64, _ driver: MachineDriver) async throws {
        for account in 1...6 {
            try await driver.post("\(round)\(account)", account: "A-\(account)", fen: fen * Int64(account))
        }
    }

    /// Rows lie elsewhere afterwards, and where one lay another may lie now.
    @Test("A table that is written anew between two batches leads nobody to another's row")
    func rewritten() async throws {
        try await withMachine { _, _, driver in
            for round in ["a", "b", "c"] {
                try await post(round, fen: 1, driver)
                _ = try await driver.published(6)
            }
            _ = try await driver.database.execute("VACUUM FULL aggregate")
            try await post("d", fen: 100, driver)
            _ = try await driver.published(6)
            #expect(
                try await driver.number("SELECT count(*) FROM journal WHERE outcome = 1", becomes: 24) == 24)
            #expect(try await balances(driver) == (1...6).map { "tally/A-\($0) {\"heard\":[],\"total\":\($0 * 103)}" })
            #expect(
                try await driver.number(
                    "SELECT count(*) FROM aggregate a JOIN journal j ON j.position = a.last_position AND j.key = a.key",
                    becomes: 6) == 6)
        }
    }

    @Test("What another has written in the lane is read, in the same transaction")
    func written() async throws {
        try await withMachine { _, _, driver in
            for round in ["a", "b"] {
                try await post(round, fen: 1, driver)
                _ = try await driver.published(6)
            }
            // As another instance commits that runs a command in a foreign lane.
            _ = try await driver.database.execute(
                """
                WITH moved AS (UPDATE lane SET next_position = next_position + 1 RETURNING lane)
                UPDATE aggregate SET version = version + 1, state = convert_to('{"heard":[],"total":500}', 'UTF8')
                WHERE key = 'tally/A-1' AND EXISTS (SELECT FROM moved)
                """)
            try await driver.post("c", account: "A-1", fen: 7)
            #expect(try await driver.published(1).map(\.balance) == [507])
        }
    }
}
