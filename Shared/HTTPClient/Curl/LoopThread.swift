internal import CCurl
internal import Synchronization

/// What lives on the loop's thread: the transfers that run, and handles to use again.
@safe struct LoopThread {
    private static let idleHandlesMax = 64
    private static let pollTimeoutMs: Int32 = 60_000

    private let loop: TransferLoop
    private let multi: UnsafeMutableRawPointer
    private var running: [ObjectIdentifier: (transfer: Transfer, easy: EasyHandle)] = [:]
    private var byHandle: [UInt: Transfer] = [:]
    private var idle: [EasyHandle] = []

    init(loop: TransferLoop, multi: UnsafeMutableRawPointer) {
        self.loop = loop
        unsafe self.multi = multi
    }

    /// Returns when the loop is closed.
    mutating func run() {
        while true {
            let inbox = loop.takeInbox()
            for transfer in inbox.submitted { start(transfer) }
            for transfer in inbox.cancelled { end(transfer, .cancelled) }
            if inbox.isClosed { break }
            var runningCount: Int32 = 0
            _ = unsafe curl_multi_perform(multi, &runningCount)
            reap()
            _ = unsafe curl_multi_poll(multi, nil, 0, Self.pollTimeoutMs, nil)
        }
        for (transfer, _) in Array(running.values) { end(transfer, .closed) }
        for easy in idle { unsafe curl_easy_cleanup(easy.raw) }
    }

    private mutating func start(_ transfer: Transfer) {
        guard !transfer.isCancelled.load(ordering: .acquiring) else { return finish(transfer, .cancelled, nil) }
        guard let easy = idle.popLast() ?? newHandle() else { return finish(transfer, .overloaded, nil) }
        transfer.prepare(easy)
        running[ObjectIdentifier(transfer)] = (transfer, easy)
        byHandle[easy.key] = transfer
        _ = unsafe curl_multi_add_handle(multi, easy.raw)
    }

    private func newHandle() -> EasyHandle? {
        unsafe curl_easy_init().map { unsafe EasyHandle(raw: $0) }
    }

    private mutating func reap() {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE, let raw = unsafe ccurl_message_handle(message),
                let transfer = byHandle[unsafe EasyHandle(raw: raw).key]
            else { continue }
            end(transfer, .finished(unsafe ccurl_message_result(message).rawValue))
        }
    }

    /// Does nothing for a transfer that has ended already, as when it is cancelled too late.
    private mutating func end(_ transfer: Transfer, _ cause: TransferEnd.Cause) {
        guard let (_, easy) = running.removeValue(forKey: ObjectIdentifier(transfer)) else { return }
        byHandle[easy.key] = nil
        _ = unsafe curl_multi_remove_handle(multi, easy.raw)
        finish(transfer, cause, easy)
        recycle(easy)
    }

    private func finish(_ transfer: Transfer, _ cause: TransferEnd.Cause, _ easy: EasyHandle?) {
        loop.transfersEnded(1)
        transfer.finish(cause, easy)
    }

    private mutating func recycle(_ easy: EasyHandle) {
        guard idle.count < Self.idleHandlesMax else { return unsafe curl_easy_cleanup(easy.raw) }
        unsafe curl_easy_reset(easy.raw)
        idle.append(easy)
    }
}
