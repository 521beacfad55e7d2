package import Kernel

/// When a partner is asked next.
package enum AskSchedule {
    /// DOM-01: often at first, for most take minutes; then ever more rarely, but for as long as it takes.
    package static func untilNextCheck(afterWaiting age: Instant.Span) -> Instant.Span {
        if age < .minutes(1) { return .seconds(5) }
        if age < .minutes(10) { return .minutes(1) }
        if age < .hours(1) { return .minutes(5) }
        if age < .days(1) { return .minutes(30) }
        if age < .days(15) { return .hours(4) }
        return .hours(12)
    }

    /// DOM-06: doubles from 15 seconds up to six hours, and never ends. Up to a quarter is added, by the order's own number, so that
    /// the orders which one outage stopped do not come back in one instant.
    package static func untilRetry(silentInARow count: Int, orderID: String) -> Instant.Span {
        let doublings = min(max(count, 1) - 1, 12)
        let base = min(Instant.Span.seconds(15) * (1 << doublings), .hours(6))
        let share = Int64(KeyHash.murmur2("\(orderID)#\(count)".utf8) % 1_000)
        return Instant.Span(microseconds: base.microseconds + base.microseconds / 4 * share / 1_000)
    }
}
