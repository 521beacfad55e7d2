/// One connection for asynchronous code. Every call runs on the connection's own thread; a cancelled task cancels its statement.
///
/// One user at a time: between two calls of a transaction somebody else's statement would join it. ``PostgresPool`` sees to that.
package actor PostgresConnection {
    private let executor: PostgresExecutor
    package let configuration: PostgresConfiguration
    private var session: PostgresSession?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private init(_ configuration: PostgresConfiguration, _ executor: PostgresExecutor) {
        self.configuration = configuration
        self.executor = executor
    }

    /// Connects. Connections that share an executor also share its thread.
    package static func connect(
        _ configuration: PostgresConfiguration, executor: PostgresExecutor = PostgresExecutor(label: "postgres")
    ) async throws(PostgresError) -> PostgresConnection {
        let connection = PostgresConnection(configuration, executor)
        try await connection.open()
        return connection
    }

    private func open() throws(PostgresError) { session = try PostgresSession(connecting: configuration) }

    /// Ends the connection; every later call fails.
    package func close() { session = nil }

    /// Whether somebody else may have the connection: it stands and nothing is open on it.
    package var isReusable: Bool { session?.isReusable ?? false }

    package var backendProcessID: Int32? { session?.backendProcessID }

    /// See ``PostgresSession/query(_:prepared:)``.
    package func query(_ sql: SQL, prepared: Bool = true) async throws(PostgresError) -> PostgresRows {
        try await enclosed { session throws(PostgresError) in try session.query(sql, prepared: prepared) }
    }

    /// Runs one statement and gives how many rows it changed.
    @discardableResult
    package func execute(_ sql: SQL) async throws(PostgresError) -> Int {
        try await enclosed { session throws(PostgresError) in try session.execute(sql) }
    }

    /// Runs a statement of the hot path.
    package func query(_ statement: PreparedStatement, _ parameters: PostgresParameters) async throws(PostgresError)
        -> PostgresRows
    {
        try await enclosed { session throws(PostgresError) in try session.query(statement, parameters) }
    }

    /// See ``PostgresSession/runPipeline(_:)``.
    package func runPipeline(_ pipeline: Pipeline) async throws(PostgresError) -> [PipelineOutcome] {
        try await enclosed { session throws(PostgresError) in try session.runPipeline(pipeline) }
    }

    /// Sends the statements added by `build` in one go; all answers, or the first failure with its `statementIndex`.
    @discardableResult
    package nonisolated func pipeline(_ build: (inout Pipeline) throws(PostgresError) -> Void)
        async throws(PostgresError) -> [PostgresRows]
    {
        var pipeline = Pipeline()
        try build(&pipeline)
        return try await runPipeline(pipeline).get()
    }

    /// See ``PostgresSession/executeScript(trusted:)``.
    package func executeScript(trusted text: String) async throws(PostgresError) {
        try await enclosed { session throws(PostgresError) in try session.executeScript(trusted: text) }
    }

    /// Runs `body` on the connection's thread, without a hop between its statements.
    package func withSession<R: Sendable>(
        _ body: @Sendable (PostgresSession) throws(PostgresError) -> R
    ) async throws(PostgresError) -> R {
        try await enclosed(body)
    }

    /// Runs `body` inside a transaction: commits when it returns, rolls back when it throws or its task is cancelled.
    @discardableResult
    package nonisolated func withTransaction<R>(
        isolation: IsolationLevel = .readCommitted, _ body: (PostgresConnection) async throws -> R
    ) async throws(PostgresTransactionError) -> R {
        try await begin(isolation)
        let value: R
        do { value = try await body(self) } catch { throw await rollBack(after: error) }
        try await commit()
        return value
    }

    /// `BEGIN`, all statements and `COMMIT` in one round trip; see ``PostgresSession/commit(_:isolation:)``.
    @discardableResult
    package func commit(
        _ pipeline: Pipeline, isolation: IsolationLevel = .readCommitted
    ) async throws(PostgresTransactionError) -> [PostgresRows] {
        try await transactionStep { session throws(PostgresTransactionError) in
            try session.commit(pipeline, isolation: isolation)
        }
    }

    private func begin(_ isolation: IsolationLevel) async throws(PostgresTransactionError) {
        try await transactionStep { session throws(PostgresTransactionError) in try session.beginTransaction(isolation)
        }
    }

    private func transactionStep<R>(
        _ body: (PostgresSession) throws(PostgresTransactionError) -> R
    ) async throws(PostgresTransactionError) -> R {
        let outcome: Result<R, PostgresTransactionError>
        do throws(PostgresError) {
            outcome = try await enclosed { session throws(PostgresError) in
                Result { () throws(PostgresTransactionError) in try body(session) }
            }
        } catch { throw .begin(error) }
        return try outcome.get()
    }

    // Neither of the two may be cancelled: half a commit is what nobody wants.
    private func commit() throws(PostgresTransactionError) {
        guard let session else { throw .commit(.closed) }
        try session.commitTransaction()
    }

    private func rollBack(after cause: any Error) -> PostgresTransactionError {
        session?.rollBack(after: cause) ?? .body(cause)
    }

    /// For cleaning up, which happens even when the task is cancelled.
    func withOpenSession(_ body: (PostgresSession) -> Void) {
        if let session { body(session) }
    }

    /// Runs `body` as one activity that cancelling the task interrupts.
    func enclosed<R>(_ body: (PostgresSession) throws(PostgresError) -> R) async throws(PostgresError) -> R {
        guard let session else { throw .closed }
        guard !Task.isCancelled else {
            throw PostgresError(.cancelled, "the task was cancelled before the statement was sent")
        }
        let interrupter = session.interrupter
        let activity = interrupter.beginActivity()
        session.isEnclosed = true
        defer { session.isEnclosed = false }
        return try await withTaskCancellationHandler {
            Result { () throws(PostgresError) in try body(session) }
        } onCancel: {
            interrupter.interrupt(activity)
        }.get()
    }
}

extension PostgresError {
    static let closed = PostgresError(.connectionLost, "the connection was closed")
}
