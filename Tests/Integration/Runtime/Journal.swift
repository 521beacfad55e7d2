import Observability
import Runtime
import Synchronization

/// What happened, in order.
final class Journal: Sendable {
    private let entries = Mutex<[String]>([])

    func note(_ entry: String) { entries.withLock { $0.append(entry) } }

    var all: [String] { entries.withLock { $0 } }

    /// A logger that writes here.
    func logger(_ level: LogLevel = .debug) -> Logger {
        Logger(
            service: "test", level: level, clock: VirtualClock(),
            sink: { self.note(String(decoding: $0, as: UTF8.self)) })
    }
}

/// A clock on which no time passes.
@Sendable func never(_ milliseconds: Int) async { await Latch().wait() }

/// A clock on which all time has passed at once.
@Sendable func atOnce(_ milliseconds: Int) async {}
