import Glibc

/// A thread for code that blocks, which must never run on Swift's cooperative pool.
package enum OwnThread {
    /// Runs `body` on a new thread and lets it go.
    package static func start(_ body: @escaping @Sendable () -> Void) {
        let context = unsafe Unmanaged.passRetained(Body(run: body)).toOpaque()
        var thread = pthread_t()
        let status = unsafe pthread_create(&thread, nil, runOwnThread, context)
        precondition(
            status == 0, "the system gives no more threads (pthread_create: \(status)); raise the process limit")
        pthread_detach(thread)
    }

    /// Blocks the calling thread, which must be one of these.
    package static func pause(milliseconds: Int) { usleep(UInt32(clamping: milliseconds * 1_000)) }

    fileprivate final class Body: Sendable {
        let run: @Sendable () -> Void
        init(run: @escaping @Sendable () -> Void) { self.run = run }
    }
}

private func runOwnThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    unsafe Unmanaged<OwnThread.Body>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
