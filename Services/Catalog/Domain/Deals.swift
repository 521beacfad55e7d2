package import Kernel

/// What an order contributed to the deal counts of products, so that a refund can take back the same (CAT-07). Its id is the order's.
package enum Deal: Decider {
    package static let kind = "deal"

    package struct Line: Codable, Hashable, Sendable {
        package var productID: String
        package var quantity: Int

        package init(productID: String, quantity: Int) {
            self.productID = productID
            self.quantity = quantity
        }
    }

    package struct State: Codable, Hashable, Sendable {
        package var lines: [Line] = []
        /// Days since 1970 in Shanghai.
        package var day: Int64 = 0
        package var isTakenBack = false
    }

    package enum Input: Codable, Hashable, Sendable {
        case paid(lines: [Line], at: Instant)
        case refunded
    }

    package enum Event: Codable, Hashable, Sendable {
        case counted(lines: [Line], day: Int64)
        case takenBack
    }

    package static func initial(_ id: String) -> State { State() }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Self> {
        switch input {
        case .paid(let lines, let instant):
            guard state.lines.isEmpty, !lines.isEmpty else { return .nothing }
            let day = ShanghaiCalendar.date(of: instant).daysSince1970
            var decision = Decision<Self>(.counted(lines: lines, day: day))
            for line in lines { decision.tell(DealCount.self, line.productID, .add(day: day, count: line.quantity)) }
            return decision
        case .refunded:
            guard !state.lines.isEmpty, !state.isTakenBack else { return .nothing }
            var decision = Decision<Self>(.takenBack)
            for line in state.lines {
                decision.tell(DealCount.self, line.productID, .add(day: state.day, count: -line.quantity))
            }
            return decision
        }
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .counted(let lines, let day): (state.lines, state.day) = (lines, day)
        case .takenBack: state.isTakenBack = true
        }
    }
}

/// A product's deals in the last 180 days, today included (CAT-04, CAT-05). Its id is the product's.
package enum DealCount: Decider {
    package static let kind = "deal-count"
    package static let windowDays: Int64 = 180

    package struct Day: Codable, Hashable, Sendable {
        /// Days since 1970 in Shanghai.
        package var number: Int64
        /// Never zero.
        package var count: Int
    }

    package struct State: Codable, Hashable, Sendable {
        /// Oldest first. An array, not a dictionary: equal states must have equal bytes.
        package var days: [Day] = []

        package var total: Int { days.reduce(0) { $0.saturatingAdding($1.count) } }
    }

    package enum Input: Codable, Hashable, Sendable {
        case add(day: Int64, count: Int)
        /// A timer: the oldest day has left the window.
        case dayPassed
    }

    package enum Event: Codable, Hashable, Sendable {
        case counted(day: Int64, count: Int)
        case forgotten(before: Int64)
    }

    package static func initial(_ id: String) -> State { State() }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Self> {
        let firstDay = ShanghaiCalendar.date(of: cause.now).daysSince1970 - windowDays + 1
        var events: [Event] = []
        switch input {
        case .add(let day, let count):
            guard day >= firstDay else { return .nothing }
            events = [.counted(day: day, count: count)]
        case .dayPassed:
            guard state.days.contains(where: { $0.number < firstDay }) else { return .nothing }
            events = [.forgotten(before: firstDay)]
        }
        var after = state
        for event in events { evolve(&after, event, at: cause.now) }
        var decision = Decision<Self>(events: events)
        if let oldest = after.days.first?.number {
            decision.wake(
                "oldest-day", due: ShanghaiCalendar.start(of: CivilDate(daysSince1970: oldest + windowDays)), .dayPassed
            )
        } else {
            decision.cancelWake("oldest-day")
        }
        return decision
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .counted(let day, let count):
            let sum = count + (state.days.first { $0.number == day }?.count ?? 0)
            state.days = state.days.filter { $0.number != day } + (sum == 0 ? [] : [Day(number: day, count: sum)])
            state.days.sort { $0.number < $1.number }
        case .forgotten(let first): state.days.removeAll { $0.number < first }
        }
    }
}
