import Kernel

/// When a lane has to act next by itself; nil: not known to be needed.
///
/// What is due at an instant of the wall clock follows that clock. Everything that only has to happen now and then follows the
/// monotonic one, which nobody sets back.
struct LaneDeadlines {
    var timer: Instant?
    var effect: Instant?
    var parked: Instant?
    var messagesWaiting = false

    /// Monotonic, in nanoseconds.
    var poll: Int64 = 0
    var pollEveryMs = 100

    mutating func pollNow() { poll = 0 }

    mutating func wake(timerAt due: Instant) { timer = min(timer ?? due, due) }
    mutating func wake(effectAt due: Instant) { effect = min(effect ?? due, due) }

    /// Milliseconds until the first of them, rounded up.
    func waitMs(_ now: Instant, _ monotonic: Int64, relayDue: Int64?) -> Int {
        if messagesWaiting { return 0 }
        var wait = max(0, poll - monotonic)
        if let relayDue { wait = min(wait, max(0, relayDue - monotonic)) }
        for due in [timer, effect, parked] {
            guard let due else { continue }
            wait = min(
                wait, due <= now ? 0 : (due - now).microseconds.multipliedReportingOverflow(by: 1_000).partialValue)
        }
        return Int((wait + 999_999) / 1_000_000)
    }
}
