internal import CMicrohttpd
package import Observability
internal import Synchronization

/// An HTTP/1.1 server. TLS ends in front of it.
package final class Server: Sendable {
    /// Where it listens; the system's choice when 0 was configured.
    package let port: UInt16
    private let loops: [ServerLoop]
    private let clock: any MonotonicClock
    private let load: RequestLoad
    private let end: ServerEnd

    /// Listens and serves until `shutdown`.
    /// - Parameter clock: measures time-outs and durations.
    package static func start(
        _ application: Application, configuration: ServerConfiguration = ServerConfiguration(),
        clock: any MonotonicClock
    ) throws(ServerError) -> Server {
        let listener = try listen(configuration)
        defer { close(listener) }
        let load = RequestLoad(max: configuration.requestsMax)
        var loops: [ServerLoop] = []
        for _ in 0..<max(1, configuration.loopCount) {
            let loop = ServerLoop(application: application, configuration: configuration, clock: clock, load: load)
            try loop.start(listener: dup(listener))
            loops.append(loop)
        }
        let server = Server(port: cmicrohttpd_port(listener), loops: loops, clock: clock, load: load)
        for loop in loops { try LoopThread(loop: loop, end: server.end).start() }
        return server
    }

    private init(port: UInt16, loops: [ServerLoop], clock: any MonotonicClock, load: RequestLoad) {
        self.port = port
        self.loops = loops
        self.clock = clock
        self.load = load
        end = ServerEnd(loopCount: loops.count)
    }

    /// Requests being handled now.
    package var runningRequests: Int { load.count }

    /// Stops listening at once, closes idle connections, lets running requests finish, and returns when all are done. At the deadline
    /// the rest is answered 503, its handlers are cancelled, and what still hangs is cut off.
    package func shutdown(deadlineMs: Int) async {
        let deadlineNs = clock.monotonicNanoseconds() + Int64(deadlineMs) * 1_000_000
        for loop in loops { loop.drain(deadlineNs: deadlineNs) }
        await end.wait()
    }

    private static func listen(_ configuration: ServerConfiguration) throws(ServerError) -> Int32 {
        let listener = unsafe cmicrohttpd_listen(configuration.address, configuration.port)
        if listener >= 0 { return listener }
        let place = "\(configuration.address), port \(configuration.port)"
        switch cmicrohttpd_errno() {
        case EADDRINUSE:
            throw ServerError(
                code: .addressInUse, message: "Another process listens on \(place); stop it or configure another port.")
        case EINVAL, EADDRNOTAVAIL:
            throw ServerError(code: .invalidAddress, message: "\(place) is not a numeric address of this machine.")
        case let reason:
            throw ServerError(code: .system, message: "The system refused to listen on \(place) (errno \(reason)).")
        }
    }
}

/// Tells when the last loop has ended.
private final class ServerEnd: Sendable {
    private let state: Mutex<(loopCount: Int, waiters: [CheckedContinuation<Void, Never>])>

    init(loopCount: Int) {
        state = Mutex((loopCount, []))
    }

    func loopEnded() {
        let waiters = state.withLock { state in
            state.loopCount -= 1
            return state.loopCount == 0 ? state.waiters : []
        }
        for waiter in waiters { waiter.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if state.loopCount > 0 { state.waiters.append(continuation) }
                return state.loopCount == 0
            }
            if hasEnded { continuation.resume() }
        }
    }
}

/// The thread of one loop.
private final class LoopThread: Sendable {
    private let loop: ServerLoop
    private let end: ServerEnd

    init(loop: ServerLoop, end: ServerEnd) {
        self.loop = loop
        self.end = end
    }

    func start() throws(ServerError) {
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        guard unsafe pthread_create(&thread, nil, runLoopThread, context) == 0 else {
            unsafe Unmanaged<LoopThread>.fromOpaque(context).release()
            throw ServerError(code: .system, message: "The system refused a thread for the HTTP server.")
        }
        pthread_detach(thread)
    }

    fileprivate func main() {
        loop.run()
        end.loopEnded()
    }
}

private func runLoopThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context = unsafe context { unsafe Unmanaged<LoopThread>.fromOpaque(context).takeRetainedValue().main() }
    return nil
}
