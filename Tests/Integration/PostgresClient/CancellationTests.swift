import PostgresClient
import TestKit
import Testing

@Suite("Cancellation and notifications", .timeLimit(.minutes(1)))
struct CancellationTests {
    private func isActive(_ pid: Int32, _ watcher: PostgresConnection) async throws -> Bool {
        try await !watcher.query("SELECT 1 FROM pg_stat_activity WHERE pid = \(pid) AND state = 'active'").isEmpty
    }

    @Test("cancelling the task cancels the statement and leaves the connection usable")
    func cancelledTask() async throws {
        let connection = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
        let watcher = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
        let pid = try #require(await connection.backendProcessID)
        let sleeping = Task { try await connection.query("SELECT pg_sleep(3600)") }
        try await eventually { try await isActive(pid, watcher) }
        sleeping.cancel()
        let error = await #expect(throws: PostgresError.self) { try await sleeping.value }
        #expect(error?.code == .cancelled)
        #expect(error?.isRetriable == false)
        for _ in 0..<20 { #expect(try await connection.query("SELECT 1")[0].get(0, Int.self) == 1) }
        #expect(await connection.isReusable)
    }

    @Test("a task cancelled beforehand sends nothing")
    func cancelledBefore() async throws {
        let connection = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            _ = try await connection.query("SELECT 1")
        }
        task.cancel()
        let error = await #expect(throws: PostgresError.self) { try await task.value }
        #expect(error?.code == .cancelled)
    }

    @Test("a server that stays silent too long has its statement cancelled")
    func responseTimeout() async throws {
        var configuration = try SchemaLease.serverConfiguration()
        configuration.responseTimeoutMs = 50
        let connection = try await PostgresConnection.connect(configuration)
        let error = await #expect(throws: PostgresError.self) { try await connection.query("SELECT pg_sleep(3600)") }
        #expect(error?.code == .timedOut)
        #expect(try await connection.query("SELECT 1")[0].get(0, Int.self) == 1)
    }

    @Test("the server's own time-out is its error, not ours")
    func statementTimeout() async throws {
        var configuration = try SchemaLease.serverConfiguration()
        configuration.statementTimeoutMs = 50
        let connection = try await PostgresConnection.connect(configuration)
        let error = await #expect(throws: PostgresError.self) { try await connection.query("SELECT pg_sleep(3600)") }
        #expect(error?.code == .server)
        #expect(error?.sqlState == .queryCanceled)
    }

    @Test("a cancelled transaction is rolled back and its connection can be lent again")
    func cancelledTransaction() async throws {
        try await SchemaLease.withSchema { configuration in
            let pool = PostgresPool(configuration)
            let watcher = try await PostgresConnection.connect(configuration)
            try await watcher.execute("CREATE TABLE t (x int8)")
            let pid = try await pool.withConnection { try #require(await $0.backendProcessID) }
            let task = Task {
                try await pool.withTransaction { connection in
                    try await connection.execute("INSERT INTO t VALUES (1)")
                    _ = try await connection.query("SELECT pg_sleep(3600)")
                }
            }
            try await eventually {
                try await !watcher.query(
                    "SELECT 1 FROM pg_stat_activity WHERE pid = \(pid) AND query LIKE '%pg_sleep%' AND state = 'active'"
                ).isEmpty
            }
            task.cancel()
            let error = await #expect(throws: PostgresTransactionError.self) { try await task.value }
            #expect(error?.postgresError?.code == .cancelled)
            #expect(try await pool.withConnection { try #require(await $0.backendProcessID) } == pid)
            #expect(try await watcher.query("SELECT count(*) FROM t")[0].get(0, Int.self) == 0)
            await pool.close()
        }
    }

    @Test("prepared statements survive a changed table")
    func changedTable() async throws {
        try await SchemaLease.withSchema { configuration in
            let connection = try await PostgresConnection.connect(configuration)
            try await connection.execute("CREATE TABLE t (x int8)")
            _ = try await connection.query("SELECT * FROM t")
            try await connection.execute("ALTER TABLE t ADD y text")
            await #expect(throws: PostgresError.self) { try await connection.query("SELECT * FROM t") }
            #expect(try await connection.query("SELECT * FROM t").columnCount == 2)
        }
    }

    @Test("notifications arrive in order; after a lost connection it is said that some may have been missed")
    func notifications() async throws {
        let channel = "orders \"2\""
        var configuration = try SchemaLease.serverConfiguration()
        let sender = try await PostgresConnection.connect(configuration)
        configuration.applicationName = try await sender.query("SELECT gen_random_uuid()::text")[0].get(0, String.self)
        var iterator = PostgresNotifications(configuration, channels: [channel]).makeAsyncIterator()
        #expect(await iterator.next() == .mayHaveMissed)
        for payload in ["a", "买"] { try await sender.execute("SELECT pg_notify(\(channel), \(payload))") }
        for payload in ["a", "买"] {
            guard case .notification(let notification) = await iterator.next() else {
                Issue.record("no notification \(payload)")
                return
            }
            #expect(notification.channel == channel)
            #expect(notification.payload == payload)
        }
        try await sender.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = \(configuration.applicationName)"
        )
        #expect(await iterator.next() == .mayHaveMissed)
        try await sender.execute("SELECT pg_notify(\(channel), 'again')")
        guard case .notification(let notification) = await iterator.next() else {
            Issue.record("no notification after reconnecting")
            return
        }
        #expect(notification.payload == "again")
    }

    @Test("cancelling the task ends the sequence of notifications")
    func notificationsEnd() async throws {
        let configuration = try SchemaLease.serverConfiguration()
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            var elements: [PostgresNotifications.Element] = []
            for await element in PostgresNotifications(configuration, channels: ["quiet"]) {
                elements.append(element)
                start.finish()
            }
            return elements
        }
        for await _ in started {}
        task.cancel()
        #expect(await task.value == [.mayHaveMissed])
    }
}
