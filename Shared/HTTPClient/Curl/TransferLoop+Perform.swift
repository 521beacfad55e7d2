internal import Synchronization

extension TransferLoop {
    /// Runs one transfer to its end; cancelling the task cancels it.
    func perform(_ make: (@escaping @Sendable (TransferEnd) -> Void) -> Transfer) async -> TransferEnd {
        let handover = Handover()
        let transfer = make { handover.resume($0) }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                handover.wait(continuation)
                submit(transfer)
            }
        } onCancel: {
            cancel(transfer)
        }
    }
}

/// Carries the end of a transfer from the loop's thread to the task that waits for it.
private final class Handover: Sendable {
    private let continuation = Mutex<CheckedContinuation<TransferEnd, Never>?>(nil)

    func wait(_ continuation: CheckedContinuation<TransferEnd, Never>) {
        self.continuation.withLock { $0 = continuation }
    }

    func resume(_ end: TransferEnd) {
        continuation.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }?.resume(returning: end)
    }
}
