package import Kernel

/// Gives out the numbers of invoices, one after the other. Its id is what all of them begin with: two digits of the year, two of the
/// region, one of the channel.
package enum SerialCounter: Decider {
    package static let kind = "serial-counter"

    package struct State: Codable, Hashable, Sendable {
        package var last: Int64 = 0

        package init() {}
    }

    package enum Input: Codable, Hashable, Sendable {
        /// Answered with `InvoiceApplication.Input.numbered`.
        case take(applicationID: String)
    }

    package enum Event: Codable, Hashable, Sendable {
        case taken(Int64)
    }

    package static func initial(_ id: String) -> State { State() }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<
        SerialCounter
    > {
        guard case .take(let applicationID) = input else { return .nothing }
        let next = state.last + 1
        var decision = Decision<SerialCounter>(.taken(next))
        decision.tell(
            InvoiceApplication.self, applicationID, .numbered(number(prefix: cause.aggregateID, serial: next)))
        return decision
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        guard case .taken(let serial) = event else { return }
        state.last = serial
    }

    /// 20 digits: the prefix and 15 of the serial.
    package static func number(prefix: String, serial: Int64) -> String {
        let digits = String(serial)
        return prefix + String(repeating: "0", count: max(0, 20 - prefix.count - digits.count)) + digits
    }

    /// The counter that numbers what is issued at `instant`, by the calendar of Shanghai.
    package static func id(at instant: Instant, series: String) -> String {
        String(ShanghaiCalendar.date(of: instant).description.prefix(4).suffix(2)) + series
    }
}
