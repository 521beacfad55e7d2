import CLibpq
import Glibc
import Synchronization

/// Wakes a session that is blocked waiting for the server, from any thread.
///
/// The session itself then asks the server to cancel, so that a cancel can only ever meet the statement it was meant for.
@safe package final class PostgresInterrupter: Sendable {
    private let descriptor: Int32
    private let activity = Atomic<UInt64>(0)
    private let interrupted = Atomic<UInt64>(0)

    init() throws(PostgresError) {
        descriptor = shim_eventfd()
        guard descriptor >= 0 else {
            throw PostgresError(.connectFailed, "no file descriptor left for a PostgreSQL session; raise `ulimit -n`")
        }
    }

    deinit { close(descriptor) }

    /// Cancels the statement that runs now; without effect if none does.
    package func interrupt() { interrupt(activity.load(ordering: .acquiring)) }

    /// Cancels activity `number`, if it has not ended.
    func interrupt(_ number: UInt64) {
        interrupted.max(number, ordering: .acquiringAndReleasing)
        var one: UInt64 = 1
        unsafe write(descriptor, &one, 8)
    }

    func beginActivity() -> UInt64 {
        var count: UInt64 = 0
        unsafe read(descriptor, &count, 8)
        return activity.add(1, ordering: .acquiringAndReleasing).newValue
    }

    var isInterrupted: Bool {
        let current = activity.load(ordering: .acquiring)
        return current > 0 && interrupted.load(ordering: .acquiring) >= current
    }

    /// Waits for `events` on `socket`, for an interruption, or for `timeoutMs` (-1: for ever). Gives what happened on the socket.
    func wait(socket: Int32, events: Int16 = Int16(POLLIN), timeoutMs: Int32) -> (events: Int16, timedOut: Bool) {
        var descriptors = [
            pollfd(fd: socket, events: events, revents: 0),
            // Once the interruption is known it would keep the wait from ever blocking.
            pollfd(fd: isInterrupted ? -1 : descriptor, events: Int16(POLLIN), revents: 0),
        ]
        let ready = unsafe poll(&descriptors, 2, timeoutMs)
        if ready < 0 { return (0, false) }
        if descriptors[1].revents != 0, !isInterrupted {
            var count: UInt64 = 0
            unsafe read(descriptor, &count, 8)
        }
        return (descriptors[0].revents, ready == 0)
    }
}
