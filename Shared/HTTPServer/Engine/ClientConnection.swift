internal import CMicrohttpd

/// One client's connection. Touched by its loop thread only.
@safe final class ClientConnection {
    /// What the connection is waiting for, which decides how long it may take.
    enum Phase {
        case head
        case body
        case handler
        case delivery
        /// Shut down by us; libmicrohttpd has yet to notice.
        case cut
    }

    let raw: OpaquePointer
    let remoteAddress: String
    private let socket: Int32
    private(set) var phase = Phase.head
    private(set) var deadlineNs: Int64
    /// Since when the connection has been in its phase.
    private(set) var sinceNs: Int64
    /// Whether an answer was given before; then silence is keep-alive, not slowness.
    var hasAnswered = false
    /// The request whose head has arrived and whose answer is not sent yet.
    var exchange: Exchange?

    init(_ raw: OpaquePointer, nowNs: Int64, deadlineNs: Int64) {
        unsafe self.raw = raw
        socket = unsafe cmicrohttpd_socket(raw)
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        unsafe cmicrohttpd_peer(raw, &text, socklen_t(text.count))
        remoteAddress = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        sinceNs = nowNs
        self.deadlineNs = deadlineNs
    }

    func enter(_ phase: Phase, nowNs: Int64, timeoutMs: Int) {
        guard self.phase != .cut else { return }
        self.phase = phase
        sinceNs = nowNs
        deadlineNs = nowNs + Int64(timeoutMs) * 1_000_000
    }

    /// The present phase has no deadline of its own until another is entered.
    func suspendDeadline() {
        deadlineNs = .max
    }

    /// Ends the connection. libmicrohttpd owns the socket, so it is shut down, not closed; the daemon then sees its end.
    func cut() {
        phase = .cut
        deadlineNs = .max
        shutdown(socket, Int32(SHUT_RDWR))
    }

    /// Tells a client that has not sent its request whole that its time is up, and ends the connection.
    func timeOut() {
        sendLast(Problem(status: 408, "The request did not arrive in time."))
    }

    /// Answers past libmicrohttpd, and ends the connection.
    func sendLast(_ problem: Problem) {
        let body = problem.json()
        let head = """
            HTTP/1.1 \(problem.status) \(problem.title)\r
            Content-Type: application/problem+json\r
            Content-Length: \(body.count)\r
            Connection: close\r
            \r

            """
        let message = Array(head.utf8) + body
        // A full socket buffer means that the client is not reading either: it gets no answer.
        unsafe message.withUnsafeBytes {
            _ = unsafe send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        }
        cut()
    }
}
