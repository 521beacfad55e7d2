import PostgresClient
import TestKit
import Testing

@Suite("Transactions")
struct TransactionTests {
    struct Mistake: Error {}

    private func withTable(_ body: (PostgresConnection) async throws -> Void) async throws {
        try await SchemaLease.withSchema { configuration in
            let connection = try await PostgresConnection.connect(configuration)
            try await connection.execute("CREATE TABLE t (x int8 PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)")
            try await body(connection)
        }
    }

    private func count(_ connection: PostgresConnection) async throws -> Int {
        try await connection.query("SELECT count(*) FROM t")[0].get(0, Int.self)
    }

    /// Returns when the server process is gone.
    private func terminate(_ connection: PostgresConnection) async throws {
        let other = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
        let pid = try #require(await connection.backendProcessID)
        #expect(try await other.query("SELECT pg_terminate_backend(\(pid), 10000)")[0].get(0, Bool.self))
    }

    @Test("what the body did is there after it returned, and gone after it threw")
    func commitAndRollback() async throws {
        try await withTable { connection in
            _ = try await connection.withTransaction { try await $0.execute("INSERT INTO t VALUES (1)") }
            let error = await #expect(throws: PostgresTransactionError.self) {
                try await connection.withTransaction { connection in
                    try await connection.execute("INSERT INTO t VALUES (2)")
                    throw Mistake()
                }
            }
            guard case .body(let cause) = error else { throw error ?? PostgresTransactionError.body(Mistake()) }
            #expect(cause is Mistake)
            #expect(try await count(connection) == 1)
            #expect(await connection.isReusable)
        }
    }

    @Test("a transaction inside a transaction fails at begin and leaves the outer one alone")
    func nested() async throws {
        try await withTable { connection in
            try await connection.withTransaction { connection in
                try await connection.execute("INSERT INTO t VALUES (1)")
                let error = await #expect(throws: PostgresTransactionError.self) {
                    try await connection.withTransaction { _ in }
                }
                guard case .begin(let cause) = error else { throw Mistake() }
                #expect(cause.code == .misuse)
            }
            #expect(try await count(connection) == 1)
        }
    }

    @Test("a deferred constraint fails the commit, whose outcome is known")
    func commitRefused() async throws {
        try await withTable { connection in
            let error = await #expect(throws: PostgresTransactionError.self) {
                try await connection.withTransaction { connection in
                    try await connection.execute("INSERT INTO t VALUES (1), (1)")
                }
            }
            guard case .commit(let cause) = error else { throw error ?? PostgresTransactionError.body(Mistake()) }
            #expect(cause.sqlState == .uniqueViolation)
            #expect(error?.isRetriable == false)
            #expect(try await count(connection) == 0)
        }
    }

    @Test("swallowing a failed statement does not turn a rollback into a commit")
    func swallowedFailure() async throws {
        try await withTable { connection in
            let error = await #expect(throws: PostgresTransactionError.self) {
                try await connection.withTransaction { connection in
                    try await connection.execute("INSERT INTO t VALUES (1)")
                    _ = try? await connection.execute("SELECT 1 / 0")
                }
            }
            guard case .commit = error else { throw error ?? PostgresTransactionError.body(Mistake()) }
            #expect(try await count(connection) == 0)
        }
    }

    @Test("a connection lost while committing is a commit of unknown outcome, not to be retried blindly")
    func commitUnknown() async throws {
        try await withTable { connection in
            let error = await #expect(throws: PostgresTransactionError.self) {
                try await connection.withTransaction { connection in
                    try await connection.execute("INSERT INTO t VALUES (1)")
                    try await terminate(connection)
                }
            }
            guard case .commitOutcomeUnknown(let cause) = error else {
                throw error ?? PostgresTransactionError.body(Mistake())
            }
            #expect(cause.connectionLost)
            #expect(error?.isRetriable == false)
            #expect(await !connection.isReusable)
        }
    }

    @Test("a connection lost inside the body is a failed body that may be retried")
    func lostInBody() async throws {
        try await withTable { connection in
            let error = await #expect(throws: PostgresTransactionError.self) {
                try await connection.withTransaction { connection in
                    try await terminate(connection)
                    try await connection.execute("INSERT INTO t VALUES (1)")
                }
            }
            guard case .body(let cause) = error else { throw error ?? PostgresTransactionError.body(Mistake()) }
            #expect((cause as? PostgresError)?.sqlState == .adminShutdown)
            #expect(error?.isRetriable == true)
        }
    }

    @Test("a connection lost before rolling back is a failed rollback that keeps the cause")
    func lostInRollback() async throws {
        try await withTable { connection in
            let error = await #expect(throws: PostgresTransactionError.self) {
                try await connection.withTransaction { connection in
                    try await terminate(connection)
                    throw Mistake()
                }
            }
            guard case .rollback(let failure, let cause) = error else {
                throw error ?? PostgresTransactionError.body(Mistake())
            }
            #expect(failure.connectionLost)
            #expect(cause is Mistake)
        }
    }

    @Test("two that cannot be put in an order: one fails, and may be retried")
    func serialization() async throws {
        try await SchemaLease.withSchema { configuration in
            let one = try await PostgresConnection.connect(configuration),
                other = try await PostgresConnection.connect(configuration)
            try await one.execute("CREATE TABLE t (x int8)")
            let error = await #expect(throws: PostgresTransactionError.self) {
                try await one.withTransaction(isolation: .serializable) { one in
                    _ = try await one.query("SELECT count(*) FROM t")
                    try await other.withTransaction(isolation: .serializable) { other in
                        _ = try await other.query("SELECT count(*) FROM t")
                        try await other.execute("INSERT INTO t VALUES (1)")
                    }
                    try await one.execute("INSERT INTO t VALUES (2)")
                }
            }
            #expect(error?.postgresError?.sqlState == .serializationFailure)
            #expect(error?.isRetriable == true)
        }
    }

    @Test("a whole transaction in one round trip: all of it, or none and the statement that failed")
    func pipelined() async throws {
        try await withTable { connection in
            var good = Pipeline()
            good.add("INSERT INTO t VALUES (1)")
            good.add("SELECT count(*) FROM t")
            #expect(try await connection.commit(good)[1][0].get(0, Int.self) == 1)
            var bad = Pipeline()
            bad.add("INSERT INTO t VALUES (2)")
            bad.add("SELECT 1 / 0")
            bad.add("INSERT INTO t VALUES (3)")
            let error = await #expect(throws: PostgresTransactionError.self) { try await connection.commit(bad) }
            guard case .body = error else { throw error ?? PostgresTransactionError.body(Mistake()) }
            #expect(error?.postgresError?.statementIndex == 1)
            var refused = Pipeline()
            refused.add("INSERT INTO t VALUES (4), (4)")
            let refusal = await #expect(throws: PostgresTransactionError.self) { try await connection.commit(refused) }
            guard case .commit(let cause) = refusal else { throw refusal ?? PostgresTransactionError.body(Mistake()) }
            #expect(cause.sqlState == .uniqueViolation)
            #expect(cause.statementIndex == nil)
            #expect(try await count(connection) == 1)
            #expect(await connection.isReusable)
        }
    }

    @Test("a pipelined transaction on a connection that died says what is known")
    func pipelinedOnDeadConnection() async throws {
        try await withTable { connection in
            try await terminate(connection)
            var pipeline = Pipeline()
            pipeline.add("INSERT INTO t VALUES (1)")
            let error = await #expect(throws: PostgresTransactionError.self) { try await connection.commit(pipeline) }
            #expect(error?.postgresError?.connectionLost == true)
            let again = await #expect(throws: PostgresTransactionError.self) { try await connection.commit(pipeline) }
            guard case .begin = again else { throw again ?? PostgresTransactionError.body(Mistake()) }
        }
    }

    @Test("an actor on its own executor uses a session synchronously")
    func lane() async throws {
        try await SchemaLease.withSchema { configuration in
            let count = try await Lane().run(configuration)
            #expect(count == 2)
        }
    }
}

/// How the owner of a session looks: it decides the thread, and the session never leaves it.
private actor Lane {
    private let executor = PostgresExecutor(label: "lane")
    private var session: PostgresSession?

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    func run(_ configuration: PostgresConfiguration) throws -> Int {
        let session = try PostgresSession(connecting: configuration)
        self.session = session
        try session.execute("CREATE TABLE t (x int8)")
        var pipeline = Pipeline()
        for number in 0..<2 { pipeline.add("INSERT INTO t VALUES (\(number))") }
        try session.commit(pipeline)
        return try session.query("SELECT count(*) FROM t")[0].get(0, Int.self)
    }
}
