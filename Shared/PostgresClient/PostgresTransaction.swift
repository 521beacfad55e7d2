/// What a transaction may see of others that run beside it.
package enum IsolationLevel: Sendable {
    case readCommitted, repeatableRead, serializable

    fileprivate var keywords: String {
        switch self {
        case .readCommitted: "READ COMMITTED"
        case .repeatableRead: "REPEATABLE READ"
        case .serializable: "SERIALIZABLE"
        }
    }

    var begin: SQL { "BEGIN ISOLATION LEVEL \(trusted: keywords)" }
}

/// At which step a transaction failed, and so what is known about its effects.
package enum PostgresTransactionError: Error, Sendable {
    /// Nothing was done.
    case begin(PostgresError)
    /// The body threw this; everything was rolled back.
    case body(any Error)
    /// The body threw `after`, and rolling back failed too. The server rolls back when the connection ends.
    case rollback(PostgresError, after: any Error)
    /// The server refused to commit; everything was rolled back.
    case commit(PostgresError)
    /// The connection broke while committing: the effects are all there, or none is. Only a look at the data tells.
    case commitOutcomeUnknown(PostgresError)

    /// What PostgreSQL said, where it was PostgreSQL that failed.
    package var postgresError: PostgresError? {
        switch self {
        case .begin(let error), .commit(let error), .commitOutcomeUnknown(let error): error
        case .body(let error), .rollback(_, let error): error as? PostgresError
        }
    }

    /// The whole transaction may succeed if run again, and running it again cannot apply it twice.
    package var isRetriable: Bool {
        if case .commitOutcomeUnknown = self { return false }
        return postgresError?.isRetriable ?? false
    }
}

extension PostgresTransactionError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .begin(let error): "transaction not begun: \(error)"
        case .body(let error): "transaction rolled back: \(error)"
        case .rollback(let error, let cause): "rollback failed (\(error)) after: \(cause)"
        case .commit(let error): "commit refused, transaction rolled back: \(error)"
        case .commitOutcomeUnknown(let error): "outcome of the commit unknown, compare the data: \(error)"
        }
    }
}

extension PostgresSession {
    /// Runs `body` inside a transaction: commits when it returns, rolls back when it throws.
    @discardableResult
    package func withTransaction<R>(
        isolation: IsolationLevel = .readCommitted, _ body: (PostgresSession) throws -> R
    ) throws(PostgresTransactionError) -> R {
        try beginTransaction(isolation)
        let value: R
        do { value = try body(self) } catch { throw rollBack(after: error) }
        try commitTransaction()
        return value
    }

    /// `BEGIN`, all statements and `COMMIT` in one round trip. A failure's `statementIndex` counts the pipeline's own statements.
    @discardableResult
    package func commit(_ pipeline: Pipeline, isolation: IsolationLevel = .readCommitted)
        throws(PostgresTransactionError) -> [PostgresRows]
    {
        let outcomes: [PipelineOutcome]
        do throws(PostgresError) {
            outcomes = try runPipeline(pipeline.enclosed(by: isolation.begin, and: "COMMIT"))
        } catch { throw .begin(error) }
        for (position, outcome) in outcomes.enumerated() {
            guard case .failure(var error) = outcome else { continue }
            error.statementIndex = (1...pipeline.count).contains(position) ? position - 1 : nil
            throw pipelineFailure(error, isBegin: position == 0, isCommit: position == outcomes.count - 1)
        }
        let answers = outcomes.answers
        guard answers.count == outcomes.count, answers.last?.result.commandTag == "COMMIT" else {
            throw .commit(.rolledBackByServer)
        }
        return Array(answers.dropFirst().dropLast())
    }

    private func pipelineFailure(_ error: PostgresError, isBegin: Bool, isCommit: Bool) -> PostgresTransactionError {
        // COMMIT had been sent with the rest, so a connection that broke without a word may have committed.
        if isBroken, error.sqlState == nil || isCommit { return .commitOutcomeUnknown(error) }
        if isBegin { return .begin(error) }
        return isCommit ? .commit(error) : rollBack(after: error)
    }

    func beginTransaction(_ isolation: IsolationLevel) throws(PostgresTransactionError) {
        do throws(PostgresError) {
            guard transactionState == .idle || isBroken else {
                throw PostgresError(.misuse, "a transaction is open on this connection already")
            }
            try execute(isolation.begin)
        } catch { throw .begin(error) }
    }

    func commitTransaction() throws(PostgresTransactionError) {
        let wasBroken = isBroken
        let tag: String
        do throws(PostgresError) { tag = try query("COMMIT").result.commandTag } catch {
            throw !wasBroken && (error.connectionLost || isBroken) ? .commitOutcomeUnknown(error) : .commit(error)
        }
        // The server answers COMMIT in a failed transaction with ROLLBACK, and without an error.
        guard tag == "COMMIT" else { throw .commit(.rolledBackByServer) }
    }

    /// The error to throw after `cause` ended a transaction's body.
    func rollBack(after cause: any Error) -> PostgresTransactionError {
        // On a broken connection the server does it by itself.
        guard !isBroken, transactionState != .idle else { return .body(cause) }
        do throws(PostgresError) {
            try execute("ROLLBACK")
            return .body(cause)
        } catch { return .rollback(error, after: cause) }
    }
}

extension Pipeline {
    fileprivate func enclosed(by first: SQL, and last: SQL) -> Pipeline {
        var whole = Pipeline()
        whole.add(first)
        for statement in statements { whole.add(statement) }
        whole.add(last)
        return whole
    }
}

extension [PipelineOutcome] {
    fileprivate var answers: [PostgresRows] {
        compactMap { outcome in
            if case .success(let rows) = outcome { rows } else { nil }
        }
    }
}

extension PostgresError {
    fileprivate static let rolledBackByServer = PostgresError(
        .server, "the server rolled back instead of committing, because a statement before had failed")
}
