import CLibpq

/// One connection, used synchronously: every call blocks its thread until the server has answered.
///
/// Not `Sendable` on purpose. It belongs to the actor or thread that made it, which must run on a thread that may block
/// (``PostgresExecutor``), never on the cooperative pool. ``PostgresConnection`` is the same for everybody else.
@safe package final class PostgresSession {
    let handle: ConnectionHandle
    package let configuration: PostgresConfiguration
    /// Cancels what this session is doing, from another thread.
    package let interrupter: PostgresInterrupter
    var statements: StatementCache
    /// Set once the connection cannot be used again.
    var isBroken = false
    /// See ``PostgresConfiguration/responseTimeoutMs``.
    var responseTimeoutMs: Int
    /// Whether the COPY under way is in the binary format, whose header and trailer this side writes.
    var copyIsBinary = false
    var copyOutHasEnded = false
    /// Whether ``PostgresConnection`` has begun the activity that an interruption is meant for.
    var isEnclosed = false
    /// Why the server was asked to cancel the statement under way, if it was.
    var cancelReason: PostgresError.Code?

    /// Connects; blocks for at most the connect time-out per host.
    package init(connecting configuration: PostgresConfiguration) throws(PostgresError) {
        self.configuration = configuration
        responseTimeoutMs = configuration.responseTimeoutMs
        interrupter = try PostgresInterrupter()
        handle = try ConnectionHandle(connecting: configuration)
        statements = StatementCache(countMax: configuration.preparedStatementsMax)
    }

    var raw: OpaquePointer { unsafe handle.raw }

    /// The server process that serves this session.
    package var backendProcessID: Int32 { unsafe PQbackendPID(raw) }

    package enum TransactionState: Sendable { case idle, active, inTransaction, failed, unknown }

    package var transactionState: TransactionState {
        switch unsafe PQtransactionStatus(raw) {
        case PQTRANS_IDLE: .idle
        case PQTRANS_ACTIVE: .active
        case PQTRANS_INTRANS: .inTransaction
        case PQTRANS_INERROR: .failed
        default: .unknown
        }
    }

    /// Whether another user may have the connection: it stands, and nothing is open on it. Notices a server that has
    /// hung up, without a round trip.
    package var isReusable: Bool {
        guard !isBroken, hasNotHungUp else { return false }
        return unsafe PQpipelineStatus(raw) == PQ_PIPELINE_OFF && transactionState == .idle
    }

    /// Runs one statement. Its text is kept prepared on this connection unless `prepared` is false: pass that for a
    /// statement whose best plan depends on the values (`LIKE` on a trigram index).
    package func query(_ sql: SQL, prepared: Bool = true) throws(PostgresError) -> PostgresRows {
        var statement = Statement(sql)
        statement.isCacheable = prepared
        return try run(statement)
    }

    /// Runs one statement and gives how many rows it changed.
    @discardableResult
    package func execute(_ sql: SQL) throws(PostgresError) -> Int { try query(sql).affectedRows }

    /// Runs a statement of the hot path.
    package func query(_ statement: PreparedStatement, _ parameters: PostgresParameters) throws(PostgresError)
        -> PostgresRows
    {
        try run(Statement(statement, parameters))
    }

    /// Runs a statement of the hot path and gives how many rows it changed.
    @discardableResult
    package func execute(_ statement: PreparedStatement, _ parameters: PostgresParameters) throws(PostgresError) -> Int
    {
        try run(Statement(statement, parameters)).affectedRows
    }

    /// Runs several statements at once as text, without parameters: for migrations, whose text comes with the program.
    package func executeScript(trusted text: String) throws(PostgresError) {
        try perform { () throws(PostgresError) in
            guard unsafe PQsendQuery(raw, text) == 1 else { throw sendFailure() }
            _ = try drain(statement: nil)
        }
    }

    private func run(_ statement: Statement) throws(PostgresError) -> PostgresRows {
        guard case .prepareFirst = statements.plan(for: statement) else {
            return try perform { () throws(PostgresError) in
                try send(statement)
                return try drain(statement: statement.text)
            }
        }
        // Parse and run in one round trip.
        var pipeline = Pipeline()
        pipeline.add(statement)
        guard
            case .success(let rows) = try runPipeline(pipeline).map({ outcome throws(PostgresError) in
                try outcome.withoutIndex()
            }).first
        else {
            throw PostgresError(.misuse, "the statement was skipped")
        }
        return rows
    }
}

extension PipelineOutcome {
    /// For a pipeline of one, whose index would only confuse.
    fileprivate func withoutIndex() throws(PostgresError) -> PipelineOutcome {
        guard case .failure(var error) = self else { return self }
        error.statementIndex = nil
        throw error
    }
}
