import CLibpq
import Glibc

/// Sending, waiting, receiving: the only place that touches the socket's readiness.
extension PostgresSession {
    /// Encloses one exchange with the server, so that an interruption meets this one and no other.
    func perform<R>(_ body: () throws(PostgresError) -> R) throws(PostgresError) -> R {
        guard !isBroken else { throw PostgresError(.connectionLost, "the connection broke earlier; open another") }
        cancelReason = nil
        if !isEnclosed { _ = interrupter.beginActivity() }
        return try body()
    }

    func send(_ statement: Statement) throws(PostgresError) {
        let sent: Int32
        switch statements.plan(for: statement) {
        case .prepared(let name), .prepareFirst(let name):
            sent = unsafe try statement.parameters.withWire { wire throws(PostgresError) in
                unsafe PQsendQueryPrepared(
                    raw, name, Int32(wire.values.count), wire.values, wire.lengths, wire.formats, 1)
            }
        case .unnamed:
            sent = unsafe try statement.parameters.withWire { wire throws(PostgresError) in
                unsafe PQsendQueryParams(
                    raw, statement.text, Int32(wire.values.count), statement.types.map(\.rawValue), wire.values,
                    wire.lengths, wire.formats, 1)
            }
        }
        guard sent == 1 else { throw sendFailure(statement.text) }
    }

    /// Reads to the end of the answer to a single statement; the last result counts.
    func drain(statement: String?) throws(PostgresError) -> PostgresRows {
        var last: ResultHandle?
        var failure: PostgresError?
        while let result = try nextResult() {
            last = result
            if failure == nil { failure = self.failure(of: result, statement: statement) }
            if result.status == PGRES_COPY_IN || result.status == PGRES_COPY_OUT || result.status == PGRES_COPY_BOTH {
                isBroken = true
                break
            }
        }
        if let failure { throw failure }
        guard let last else { throw lost() }
        return PostgresRows(last)
    }

    /// The next result, waiting for it; `nil` at the end of a statement's results.
    func nextResult() throws(PostgresError) -> ResultHandle? {
        while unsafe PQisBusy(raw) == 1 {
            // The reason for a lost connection may stand in what was read before it was lost.
            guard try exchange() else { break }
        }
        guard let result = unsafe PQgetResult(raw) else {
            if unsafe PQstatus(raw) == CONNECTION_BAD { isBroken = true }
            return nil
        }
        if unsafe PQstatus(raw) == CONNECTION_BAD { isBroken = true }
        return unsafe ResultHandle(result)
    }

    /// Sends what is buffered without ever blocking on a server that itself waits for us to read.
    func flush() throws(PostgresError) {
        while unsafe PQflush(raw) == 1 {
            guard try exchange() else { return }
        }
    }

    /// Reads what the server may have said unasked: its farewell comes before the end of the stream, so one read is not enough.
    var hasNotHungUp: Bool {
        while unsafe interrupter.wait(socket: PQsocket(raw), timeoutMs: 0).events != 0 {
            guard unsafe PQconsumeInput(raw) == 1 else { return false }
        }
        return unsafe PQstatus(raw) == CONNECTION_OK
    }

    /// Waits until the socket can be read (or written, if something is left to send) and takes what came. False when the connection is gone.
    func exchange() throws(PostgresError) -> Bool {
        let unsent = unsafe PQflush(raw) == 1
        if interrupter.isInterrupted, cancelReason == nil { requestCancel(.cancelled) }
        let timeoutMs = cancelReason != nil ? configuration.cancelGraceMs : responseTimeoutMs
        let (events, timedOut) = unsafe interrupter.wait(
            socket: PQsocket(raw), events: Int16(POLLIN | (unsent ? POLLOUT : 0)),
            timeoutMs: timeoutMs > 0 ? Int32(clamping: timeoutMs) : -1)
        if timedOut { try giveUpOrCancel() }
        guard events & Int16(POLLIN | POLLHUP | POLLERR) != 0 else { return true }
        return unsafe PQconsumeInput(raw) == 1
    }

    private func giveUpOrCancel() throws(PostgresError) {
        guard let reason = cancelReason else { return requestCancel(.timedOut) }
        isBroken = true
        throw PostgresError(
            reason, "the server answered neither the statement nor its cancellation; the connection was given up")
    }

    /// Out of band, on a connection of its own that libpq makes; blocks for it.
    func requestCancel(_ reason: PostgresError.Code) {
        cancelReason = reason
        guard let cancel = unsafe PQgetCancel(raw) else { return }
        defer { unsafe PQfreeCancel(cancel) }
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { message in
            // When it fails the grace time runs out, and the connection is given up.
            _ = unsafe PQcancel(cancel, message.baseAddress, 256)
        }
    }

    /// The error a result stands for, if it does.
    func failure(of result: ResultHandle, statement: String?) -> PostgresError? {
        switch result.status {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY, PGRES_PIPELINE_SYNC, PGRES_SINGLE_TUPLE: return nil
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            return PostgresError(.misuse, "COPY needs copyIn or copyOut; this connection was closed")
        default:
            var error = PostgresError(result)
            if error.sqlState == .queryCanceled, let cancelReason {
                let message = error.message
                error = PostgresError(cancelReason, message)
                error.sqlState = .queryCanceled
            }
            error.statement = statement
            if error.connectionLost { isBroken = true }
            if error.sqlState == .featureNotSupported || error.sqlState == .invalidStatementName {
                statements.startAnew()
            }
            return error
        }
    }

    func sendFailure(_ statement: String? = nil) -> PostgresError {
        let isGone = unsafe PQstatus(raw) == CONNECTION_BAD
        if isGone { isBroken = true }
        var error = unsafe PostgresError(isGone ? .connectionLost : .misuse, PostgresError.lastMessage(of: raw))
        error.statement = statement
        return error
    }

    func lost() -> PostgresError {
        isBroken = true
        return unsafe PostgresError(.connectionLost, PostgresError.lastMessage(of: raw))
    }
}
