internal import CCurl
internal import Glibc
internal import Synchronization

/// Owns libcurl's multi handle and the thread that drives it. Transfers come in from anywhere and end on the thread.
@safe final class TransferLoop: @unchecked Sendable {
    struct Limits: Sendable {
        var connectionsPerHostMax: Int
        var connectionsMax: Int
        /// Transfers that have not ended; more are refused at once.
        var transfersMax: Int
    }

    struct Inbox: Sendable {
        var submitted: [Transfer] = []
        var cancelled: [Transfer] = []
        var isClosed = false
        var openCount = 0
    }

    private let multi: UnsafeMutableRawPointer?
    private let inbox = Mutex(Inbox())
    private let limits: Limits

    init(_ limits: Limits) {
        _ = curlIsInitialised
        self.limits = limits
        unsafe multi = curl_multi_init()
        _ = unsafe ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, limits.connectionsPerHostMax)
        _ = unsafe ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, limits.connectionsMax)
        startThread()
    }

    deinit { _ = unsafe curl_multi_cleanup(multi) }

    func submit(_ transfer: Transfer) {
        let refusal: TransferEnd.Cause? = inbox.withLock { inbox in
            if inbox.isClosed { return .closed }
            if inbox.openCount >= limits.transfersMax { return .overloaded }
            inbox.openCount += 1
            inbox.submitted.append(transfer)
            return nil
        }
        if let refusal { transfer.finish(refusal, nil) } else { wake() }
    }

    func cancel(_ transfer: Transfer) {
        transfer.isCancelled.store(true, ordering: .releasing)
        inbox.withLock { $0.cancelled.append(transfer) }
        wake()
    }

    /// Ends all transfers and the thread.
    func close() {
        inbox.withLock { $0.isClosed = true }
        wake()
    }

    func takeInbox() -> Inbox {
        inbox.withLock { inbox in
            defer { (inbox.submitted, inbox.cancelled) = ([], []) }
            return inbox
        }
    }

    func transfersEnded(_ count: Int) { inbox.withLock { $0.openCount -= count } }

    private func wake() { _ = unsafe curl_multi_wakeup(multi) }

    private func startThread() {
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(self)
        let result = unsafe pthread_create(&thread, nil, runLoop, context.toOpaque())
        guard result == 0 else {
            // Without its thread the loop refuses everything; the process is out of threads and says so at the first call.
            unsafe context.release()
            inbox.withLock { $0.isClosed = true }
            return
        }
        pthread_detach(thread)
    }

    fileprivate func run() {
        guard let multi = unsafe multi else { return close() }
        var thread = unsafe LoopThread(loop: self, multi: multi)
        thread.run()
    }
}

private let curlIsInitialised: Bool = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

private func runLoop(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    unsafe Unmanaged<TransferLoop>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
