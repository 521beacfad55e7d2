package import Kernel

/// One aggregate and what happened to it: given facts, when an input comes, then exactly this follows.
///
///     var order = Scenario<Order>("O-1", at: start)
///     try order.take(.place(…))
///     #expect(order.when(.cancel(account: "A-2")) == .refused("ORD-07 not-yours"))
package struct Scenario<D: Decider> {
    package private(set) var state: D.State
    package var now: Instant
    /// What the aggregate wants to be woken with, by the timers' names.
    package private(set) var timers: [String: (due: Instant, input: D.Input)] = [:]
    package private(set) var messages: [InternalMessage] = []
    package private(set) var effects: [any Effect] = []
    package private(set) var lastEvents: [D.Event] = []
    /// What was taken so far, for a `Walk`.
    package private(set) var course: Course<D>
    private let id: String
    /// How much time passes before an input that does not say when it comes.
    private let pause: Instant.Span
    private var inputs = 0

    package init(_ id: String, at now: Instant, pause: Instant.Span = .seconds(0)) {
        self.id = id
        self.now = now
        self.pause = pause
        state = D.initial(id)
        course = Course(id, [])
    }

    /// Given: facts that lie behind, folded without being decided.
    package mutating func given(_ facts: D.Event...) {
        for fact in facts { D.evolve(&state, fact, at: now) }
    }

    /// Given: an input that was taken, as the machine does it: decide, then fold.
    ///
    /// - Parameter instant: when it came; the clock stays there.
    @discardableResult
    package mutating func take(_ input: D.Input, at instant: Instant? = nil) throws(Rejection) -> Decision<D> {
        now = instant ?? now + pause
        inputs += 1
        let decision = try D.decide(state, input, cause)
        for event in decision.events { D.evolve(&state, event, at: now) }
        for timer in decision.timers {
            switch timer {
            case .set(let name, let due, let input): timers[name] = (due, input)
            case .cancel(let name): timers[name] = nil
            }
        }
        messages += decision.messages
        effects += decision.effects
        lastEvents = decision.events
        course.append(input, at: now)
        return decision
    }

    @discardableResult
    package mutating func take(_ input: D.Input, after span: Instant.Span) throws(Rejection) -> Decision<D> {
        try take(input, at: now + span)
    }

    /// When the input comes, then what? Nothing of it happens.
    package func when(_ input: D.Input, at instant: Instant? = nil) -> Outcome<D> {
        var copy = self
        do {
            return Outcome(decision: try copy.take(input, at: instant), refusal: nil)
        } catch {
            return .refused(error.inShort)
        }
    }

    /// Rule and code of the refusal that the input meets; nil if it is taken, and then it is.
    package mutating func refusal(_ input: D.Input) -> String? {
        let outcome = when(input)
        if outcome.refusal == nil { _ = try? take(input) }
        return outcome.refusal
    }

    /// Lets time pass until the next timer falls due, and fires it. Nothing happens if there is none.
    package mutating func sleep() throws(Rejection) {
        let next = timers.min { ($0.value.due, $0.key) < ($1.value.due, $1.key) }
        guard let (name, timer) = next else { return }
        timers[name] = nil
        try take(timer.input, at: max(now, timer.due))
    }

    private var cause: Cause { Cause(now: now, inputID: "in-\(inputs)", aggregateID: id) }
}

extension Decision {
    /// Nothing follows: no event, timer, message or effect.
    package var isEmpty: Bool { events.isEmpty && timers.isEmpty && messages.isEmpty && effects.isEmpty }
}
