internal import Kernel

extension DeliveryProject {
    static let confirmClock = "confirm"
    static let silenceClock = "silence"

    /// DLV-03: reminders on day 3 and 6, then the system confirms.
    static func finalClocks(_ now: Instant) -> [Clock] {
        [
            Clock(name: "remind-3", due: now + .days(3)), Clock(name: "remind-6", due: now + .days(6)),
            Clock(name: confirmClock, due: now + .days(7)),
        ]
    }

    /// DLV-09: how long a buyer may keep silent while the project waits for him.
    static func silenceClocks(_ now: Instant) -> [Clock] {
        [Clock(name: silenceClock, due: ShanghaiCalendar.adding(months: 3, to: now))]
    }

    static func setClocks(_ clocks: [Clock], _ state: State, _ decision: inout Decision<DeliveryProject>) {
        guard clocks != state.clocks else { return }
        decision.events.append(.clocksSet(clocks))
        stopTimers(of: state.clocks.filter { old in !clocks.contains { $0.name == old.name } }, &decision)
        for clock in clocks { decision.wake(clock.name, due: clock.due, .clockRang(clock.name)) }
    }

    private static func stopTimers(of clocks: [Clock], _ decision: inout Decision<DeliveryProject>) {
        for clock in clocks { decision.cancelWake(clock.name) }
    }

    static func clockRang(_ state: State, _ name: String, _ cause: Cause) -> Decision<DeliveryProject> {
        guard state.status == .running, let clock = state.clocks.first(where: { $0.name == name }),
            cause.now >= clock.due
        else { return .nothing }
        switch name {
        case "remind-3": return remind(day: 3, name, state)
        case "remind-6": return remind(day: 6, name, state)
        case confirmClock: return confirmed(state.present, .system, nil, state, cause)
        case silenceClock:
            var decision = Decision<DeliveryProject>(.expired)
            setClocks([], state, &decision)
            tellOrder(.expired, state, &decision)
            return decision
        default: return .nothing
        }
    }

    private static func remind(day: Int, _ name: String, _ state: State) -> Decision<DeliveryProject> {
        var decision = Decision<DeliveryProject>(
            .buyerReminded(day: day), .clocksSet(state.clocks.filter { $0.name != name }))
        tellOrder(.confirmationReminded(day: day), state, &decision)
        return decision
    }

    /// DLV-07: by the buyer, until the final confirmation, not after.
    static func pause(_ state: State, _ actor: DeliveryActor) throws(Rejection) -> Decision<DeliveryProject> {
        try requireParty(actor, state)
        guard actor.role == .buyer else {
            throw Rejection(.forbidden, "not-the-buyer", rule: "DLV-07", "Only the buyer may pause the project.")
        }
        if state.status == .paused { return .nothing }
        guard state.status == .running else {
            throw Rejection(
                .conflict, "cannot-pause", rule: "DLV-07",
                "The project is \(state.status.rawValue); it can be paused only while it runs.")
        }
        var decision = Decision<DeliveryProject>(.paused)
        stopTimers(of: state.clocks, &decision)
        tellOrder(.paused, state, &decision)
        return decision
    }

    static func resume(_ state: State, _ actor: DeliveryActor, _ cause: Cause) throws(Rejection) -> Decision<
        DeliveryProject
    > {
        try requireParty(actor, state)
        guard actor.role == .buyer else {
            throw Rejection(.forbidden, "not-the-buyer", rule: "DLV-07", "Only the buyer may resume the project.")
        }
        if state.status == .running { return .nothing }
        guard state.status == .paused else {
            throw Rejection(
                .conflict, "cannot-resume", rule: "DLV-07", "The project is \(state.status.rawValue), not paused.")
        }
        return goOn(.resumed, state, cause)
    }

    /// REF-07: clocks stand still while a refund is looked at.
    static func suspend(_ state: State) -> Decision<DeliveryProject> {
        guard [.running, .paused].contains(state.status) else { return .nothing }
        var decision = Decision<DeliveryProject>(.suspended)
        stopTimers(of: state.clocks, &decision)
        // What is paused stands still already.
        if state.status == .running { tellOrder(.paused, state, &decision) }
        return decision
    }

    static func reopen(_ state: State, _ cause: Cause) -> Decision<DeliveryProject> {
        guard state.status == .suspended else { return .nothing }
        // What the buyer had paused stays paused.
        return state.statusBeforeRefund == .paused ? Decision(.reopened) : goOn(.reopened, state, cause)
    }

    /// Paused time does not count: every clock moves by as long as the project stood still.
    private static func goOn(_ event: Event, _ state: State, _ cause: Cause) -> Decision<DeliveryProject> {
        guard let haltedAt = state.haltedAt else { return .nothing }
        let shifted = state.clocks.map { Clock(name: $0.name, due: $0.due + (cause.now - haltedAt)) }
        var decision = Decision<DeliveryProject>(event)
        if !shifted.isEmpty { decision.events.append(.clocksSet(shifted)) }
        for clock in shifted { decision.wake(clock.name, due: clock.due, .clockRang(clock.name)) }
        tellOrder(.resumed, state, &decision)
        return decision
    }

    static func end(_ state: State) -> Decision<DeliveryProject> {
        guard ![.absent, .ended].contains(state.status) else { return .nothing }
        var decision = Decision<DeliveryProject>(.ended)
        setClocks([], state, &decision)
        return decision
    }
}
