import PostgresClient
import TestKit
import Testing

@Suite("Pool", .timeLimit(.minutes(1)))
struct PoolTests {
    private func pool(
        connectionsMax: Int, clock: ManualClock = ManualClock(),
        _ change: (inout PostgresPool.Configuration) -> Void = { _ in }
    )
        throws -> PostgresPool
    {
        var configuration = PostgresPool.Configuration()
        configuration.connectionsMax = connectionsMax
        change(&configuration)
        return try PostgresPool(SchemaLease.serverConfiguration(), configuration, clock: clock.pool)
    }

    private func backend(_ connection: PostgresConnection) async throws -> Int {
        try await connection.query("SELECT pg_backend_pid()")[0].get(0, Int.self)
    }

    @Test("a connection is used again, and never by two at once")
    func reuse() async throws {
        let pool = try pool(connectionsMax: 2)
        let first = try await pool.withConnection { try await backend($0) }
        #expect(try await pool.withConnection { try await backend($0) } == first)
        let total = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<50 {
                group.addTask {
                    try await pool.withTransaction { try await $0.query("SELECT \(number)")[0].get(0, Int.self) }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(total == 49 * 25)
        #expect(pool.statistics.open <= 2)
        #expect(pool.statistics.totals.leases == 52)
        #expect(pool.statistics.leased == 0)
        await pool.close()
    }

    @Test("who waits too long is told how many were busy")
    func waitTimeout() async throws {
        let clock = ManualClock()
        let pool = try pool(connectionsMax: 1, clock: clock) { $0.waitTimeoutMs = 700 }
        try await pool.withConnection { _ in
            async let late: Void = pool.withConnection { _ in }
            try await eventually { pool.statistics.waiting == 1 && clock.sleeperCount == 1 }
            clock.advance(by: .milliseconds(700))
            do {
                try await late
                Issue.record("there was only one connection")
            } catch {
                let error = try #require(error as? PostgresError)
                #expect(error.code == .poolExhausted)
                #expect(error.isRetriable)
                #expect(error.message == "no connection within 700 ms: 1 of 1 busy")
            }
        }
        #expect(pool.statistics.totals.timeouts == 1)
        #expect(pool.statistics.waiting == 0)
        _ = try await pool.withConnection { try await backend($0) }
        await pool.close()
    }

    @Test("who is cancelled while waiting leaves the queue")
    func cancelledWaiter() async throws {
        let pool = try pool(connectionsMax: 1)
        try await pool.withConnection { _ in
            let waiting = Task { try await pool.withConnection { _ in } }
            try await eventually { pool.statistics.waiting == 1 }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            #expect(pool.statistics.waiting == 0)
        }
        await pool.close()
    }

    @Test("a connection whose server process died, while idle or in use, is replaced")
    func terminatedBackend() async throws {
        let pool = try pool(connectionsMax: 1)
        let other = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
        let first = try await pool.withConnection { try await backend($0) }
        _ = try await other.query("SELECT pg_terminate_backend(\(Int32(first)), 10000)")
        let second = try await pool.withConnection { try await backend($0) }
        #expect(second != first)
        await #expect(throws: PostgresError.self) {
            try await pool.withConnection { connection in
                _ = try await other.query("SELECT pg_terminate_backend(\(Int32(second)), 10000)")
                _ = try await backend(connection)
            }
        }
        let third = try await pool.withConnection { try await backend($0) }
        #expect(third != second)
        #expect(pool.statistics.totals.discarded == 2)
        await pool.close()
    }

    @Test("a connection that comes back inside a transaction is thrown away")
    func leftOpen() async throws {
        let pool = try pool(connectionsMax: 1)
        let first = try await pool.withConnection { connection in
            try await connection.execute("BEGIN")
            return try await backend(connection)
        }
        #expect(try await pool.withConnection { try await backend($0) } != first)
        await pool.close()
    }

    @Test("a connection past its lifetime is replaced")
    func lifetime() async throws {
        let clock = ManualClock()
        let pool = try pool(connectionsMax: 1, clock: clock) { $0.lifetimeMaxMs = 1_000 }
        let first = try await pool.withConnection { try await backend($0) }
        clock.advance(by: .milliseconds(999))
        #expect(try await pool.withConnection { try await backend($0) } == first)
        clock.advance(by: .milliseconds(1))
        #expect(try await pool.withConnection { try await backend($0) } != first)
        await pool.close()
    }

    @Test("an unreachable server is tried again with growing pauses, and the one who waits learns why")
    func backoff() async throws {
        let clock = ManualClock()
        var configuration = PostgresPool.Configuration()
        configuration.waitTimeoutMs = 10_000
        let pool = PostgresPool(PostgresConfiguration("host=127.0.0.1 port=1"), configuration, clock: clock.pool)
        let waiting = Task { try await pool.withConnection { _ in } }
        for (attempt, pauseMs) in [75, 150, 300].enumerated() {
            try await eventually { pool.statistics.totals.connectFailures == attempt + 1 && clock.sleeperCount == 2 }
            clock.advance(by: .milliseconds(pauseMs - 1))
            #expect(clock.sleeperCount == 2)
            clock.advance(by: .milliseconds(1))
        }
        try await eventually { clock.sleeperCount == 2 }
        clock.advance(by: .seconds(10))
        let error = await #expect(throws: PostgresError.self) { try await waiting.value }
        #expect(error?.message.contains("the last attempt to connect failed") == true)
        await pool.close()
        #expect(pool.statistics.opening == 0)
    }

    @Test("closing waits for those who still have a connection and refuses everybody else")
    func close() async throws {
        let pool = try pool(connectionsMax: 1)
        let closing = try await pool.withConnection { connection in
            let waiting = Task { try await pool.withConnection { _ in } }
            try await eventually { pool.statistics.waiting == 1 }
            let closing = Task { await pool.close() }
            let refused = await #expect(throws: PostgresError.self) { try await waiting.value }
            #expect(refused?.code == .poolClosed)
            _ = try await backend(connection)
            return closing
        }
        await closing.value
        #expect(pool.statistics.open == 0)
        let late = await #expect(throws: PostgresError.self) { try await pool.withConnection { _ in } }
        #expect(late?.code == .poolClosed)
    }
}
