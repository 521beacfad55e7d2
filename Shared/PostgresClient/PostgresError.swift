/// What went wrong between this process and PostgreSQL.
///
/// `description` may be logged: it carries neither parameter values nor the server's detail, which quotes row contents.
package struct PostgresError: Error, Sendable {
    /// What kind of failure it is; open for more.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        /// The server refused a statement; `sqlState` says why.
        package static let server = Self(rawValue: "server")
        /// No connection could be made.
        package static let connectFailed = Self(rawValue: "connect-failed")
        /// The connection broke. Whether the statement took effect is unknown unless a transaction was open.
        package static let connectionLost = Self(rawValue: "connection-lost")
        /// The task was cancelled, or ``PostgresInterrupter/interrupt()`` was called.
        package static let cancelled = Self(rawValue: "cancelled")
        /// The server did not answer within `responseTimeoutMs`.
        package static let timedOut = Self(rawValue: "timed-out")
        /// A column does not hold what was asked for.
        package static let decoding = Self(rawValue: "decoding")
        /// The caller asked for something this client cannot do.
        package static let misuse = Self(rawValue: "misuse")
        /// No pooled connection became free in time.
        package static let poolExhausted = Self(rawValue: "pool-exhausted")
        /// The pool was closed.
        package static let poolClosed = Self(rawValue: "pool-closed")
        /// The migrations and the database disagree.
        package static let migration = Self(rawValue: "migration")
    }

    package let code: Code
    package var sqlState: SQLState?
    package var severity: String?
    package var message: String
    /// May quote the contents of rows: never log it.
    package var detail: String?
    package var hint: String?
    package var constraint: String?
    package var table: String?
    package var column: String?
    /// The text of the statement, without its parameters.
    package var statement: String?
    /// Where in `statement` the server found the fault, in characters from 1.
    package var position: Int?
    /// Which statement of a pipeline, counted from zero.
    package var statementIndex: Int?

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Nothing more can be done with the connection that gave this error.
    package var connectionLost: Bool {
        code == .connectionLost || code == .connectFailed || (sqlState?.endsConnection ?? false)
    }

    /// What was to be written is at fault, not the database: a value of the wrong kind or size, a broken constraint. Everything
    /// else may happen to any data, and passes when its cause is mended.
    package var isAboutData: Bool {
        guard code == .server, let sqlState else { return false }
        return ["21", "22", "23", "54"].contains { sqlState.rawValue.hasPrefix($0) }
    }

    /// The same work, from the start of its transaction, may succeed if tried again.
    package var isRetriable: Bool {
        connectionLost || code == .poolExhausted || (sqlState?.isTransient ?? false)
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String {
        var text = "PostgreSQL \(code.rawValue)"
        if let sqlState { text += " \(sqlState.rawValue)" }
        // Data exceptions quote the offending value in the message itself.
        text +=
            sqlState?.rawValue.hasPrefix("22") == true
            ? ": a value was refused (message withheld: it may quote the value)" : ": \(message)"
        if let constraint { text += " [constraint \(constraint)]" }
        if let statementIndex { text += " [statement \(statementIndex) of the pipeline]" }
        if let statement { text += " in: \(statement)" }
        return text
    }

    package var debugDescription: String {
        [description, "message: \(message)", detail.map { "detail: \($0)" }, hint.map { "hint: \($0)" }].compactMap(
            \.self
        ).joined(separator: "\n")
    }
}

/// The five characters by which PostgreSQL names an error.
package struct SQLState: RawRepresentable, Hashable, Sendable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let notNullViolation = Self(rawValue: "23502")
    package static let foreignKeyViolation = Self(rawValue: "23503")
    package static let uniqueViolation = Self(rawValue: "23505")
    package static let checkViolation = Self(rawValue: "23514")
    package static let exclusionViolation = Self(rawValue: "23P01")
    package static let invalidStatementName = Self(rawValue: "26000")
    package static let serializationFailure = Self(rawValue: "40001")
    package static let deadlockDetected = Self(rawValue: "40P01")
    package static let insufficientPrivilege = Self(rawValue: "42501")
    package static let undefinedTable = Self(rawValue: "42P01")
    package static let featureNotSupported = Self(rawValue: "0A000")
    package static let lockNotAvailable = Self(rawValue: "55P03")
    package static let queryCanceled = Self(rawValue: "57014")
    package static let adminShutdown = Self(rawValue: "57P01")
    package static let idleInTransactionTimeout = Self(rawValue: "25P03")

    /// The server closes the connection after one of these.
    var endsConnection: Bool {
        rawValue.hasPrefix("08") || ["57P01", "57P02", "57P03", "57P05", "25P03"].contains(rawValue)
    }

    /// Serialization, deadlock, lock not available, resources short.
    var isTransient: Bool {
        rawValue.hasPrefix("40") || rawValue.hasPrefix("53") || self == .lockNotAvailable
    }
}
