internal import CMicrohttpd
internal import Observability
internal import Synchronization

/// One thread that serves connections: a libmicrohttpd daemon driven from outside, the tasks of its handlers, and the deadlines
/// libmicrohttpd does not keep.
@safe final class ServerLoop: @unchecked Sendable {
    let application: Application
    let configuration: ServerConfiguration
    let clock: any MonotonicClock
    let load: RequestLoad
    let executor = LoopExecutor()
    private var watcher: Int32 = -1
    private var daemon: OpaquePointer?
    private let drainDeadlineNs = Mutex<Int64?>(nil)

    // Touched by the loop thread only.
    private(set) var nowNs: Int64
    private(set) var isDraining = false
    private var connections: [ObjectIdentifier: ClientConnection] = [:]
    private var hasResumed = false
    private var nextCheckNs: Int64 = 0

    init(application: Application, configuration: ServerConfiguration, clock: any MonotonicClock, load: RequestLoad) {
        self.application = application
        self.configuration = configuration
        self.clock = clock
        self.load = load
        nowNs = clock.monotonicNanoseconds()
    }

    deinit {
        if watcher >= 0 { close(watcher) }
    }

    /// Begins to listen; `run` must follow.
    /// - Parameter listener: a listening socket of its own, which the loop closes.
    func start(listener: Int32) throws(ServerError) {
        // Newcomers are let in beyond the limit for as long as it takes to end others in their favour.
        let connectionsMax = configuration.connectionsMax + configuration.connectionsMax / 8 + 16
        var options = unsafe cmicrohttpd_options(
            listener: listener, connections_max: UInt32(connectionsMax), header_bytes_max: configuration.headerBytesMax,
            context: Unmanaged.passUnretained(self).toOpaque(), handle: handleAccess, target: handleTarget,
            completed: handleCompletion,
            notify: handleConnection)
        unsafe daemon = cmicrohttpd_start(&options)
        guard let daemon = unsafe daemon else {
            close(listener)
            throw ServerError(
                code: .system, message: "The HTTP daemon could not be started; check the limit on open files.")
        }
        watcher = unsafe cmicrohttpd_watch(cmicrohttpd_epoll(daemon), executor.wakeEvent)
    }

    /// Serves until drained. Runs on the loop's own thread.
    func run() {
        executor.adoptCurrentThread()
        while true {
            wait()
            nowNs = clock.monotonicNanoseconds()
            beginDrainIfAsked()
            unsafe MHD_run(daemon)
            executor.runJobs()
            // libmicrohttpd forgets resumed connections when it computes its time-out.
            while hasResumed {
                hasResumed = false
                unsafe MHD_run(daemon)
            }
            checkDeadlines()
            if isDraining, connections.isEmpty { break }
        }
        unsafe MHD_stop_daemon(daemon)
        executor.retire()
    }

    /// Stops listening and ends once all running requests are answered, or at the deadline. May be called from any thread.
    func drain(deadlineNs: Int64) {
        drainDeadlineNs.withLock { $0 = min($0 ?? .max, deadlineNs) }
        executor.wake()
    }

    private func wait() {
        var timeoutMs: Int32 = connections.isEmpty && !isDraining ? -1 : Int32(configuration.deadlineCheckIntervalMs)
        var pendingMs: UInt64 = 0
        if executor.hasLocalJobs {
            timeoutMs = 0
        } else if unsafe MHD_get_timeout(daemon, &pendingMs) == .YES {
            timeoutMs = min(timeoutMs < 0 ? .max : timeoutMs, Int32(clamping: pendingMs))
        }
        cmicrohttpd_wait(watcher, timeoutMs)
        cmicrohttpd_clear(executor.wakeEvent)
    }
}

// MARK: - Connections

extension ServerLoop {
    func opened(_ client: ClientConnection) {
        if isDraining { client.cut() }
        connections[ObjectIdentifier(client)] = client
        if connections.count > configuration.connectionsMax { makeRoom() }
    }

    func closed(_ client: ClientConnection) {
        connections[ObjectIdentifier(client)] = nil
    }

    func resume(_ client: ClientConnection) {
        hasResumed = true
        unsafe MHD_resume_connection(client.raw)
    }

    /// Ends the connections that have waited longest for a request; several at once, so that a crowd does not cost a search each.
    private func makeRoom() {
        let waiting = connections.values.filter { $0.phase == .head }.sorted { $0.sinceNs < $1.sinceNs }
        for client in waiting.prefix(max(1, waiting.count / 16)) { client.cut() }
    }
}

// MARK: - Deadlines

extension ServerLoop {
    private func checkDeadlines() {
        guard nowNs >= nextCheckNs else { return }
        nextCheckNs = nowNs + Int64(configuration.deadlineCheckIntervalMs) * 1_000_000
        for client in connections.values where client.deadlineNs <= nowNs { expire(client) }
        if isDraining, let deadline = drainDeadlineNs.withLock({ $0 }), deadline <= nowNs {
            for client in connections.values { abort(client) }
        }
    }

    private func expire(_ client: ClientConnection) {
        switch client.phase {
        case .head where client.hasAnswered && client.exchange == nil: client.cut()
        case .head, .body: client.timeOut()
        case .handler: abandon(client, .unavailable("The service took too long to answer; try again."))
        case .delivery: client.cut()
        case .cut: break
        }
    }

    /// Answers in the place of a handler that does not.
    private func abandon(_ client: ClientConnection, _ problem: Problem) {
        guard let exchange = client.exchange, !exchange.isAbandoned else { return }
        exchange.isAbandoned = true
        exchange.task?.cancel()
        exchange.reply = .problem(problem)
        resume(exchange)
    }

    /// The drain's deadline has passed: whoever is being handled is answered now, and cut off if still here at the next look.
    private func abort(_ client: ClientConnection) {
        switch client.phase {
        case .handler: abandon(client, .unavailable("The service is stopping; try again."))
        case .head, .body, .delivery:
            client.exchange?.stream?.close()
            client.cut()
            // libmicrohttpd notices the end of a connection only while it runs.
            if let exchange = client.exchange, exchange.reader != nil { resume(exchange) }
        case .cut: break
        }
    }
}

// MARK: - Draining

extension ServerLoop {
    private func beginDrainIfAsked() {
        guard !isDraining, drainDeadlineNs.withLock({ $0 }) != nil else { return }
        isDraining = true
        nextCheckNs = nowNs
        close(unsafe MHD_quiesce_daemon(daemon))
        for client in connections.values where client.phase == .head { client.cut() }
    }
}
