package import Kernel

extension DeliveryProject {
    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<
        DeliveryProject
    > {
        switch input {
        case .open(let terms): return open(state, terms, cause)
        case .fileRequirement(let actor, let text): return try fileRequirement(state, actor, text, cause)
        case .finishStep(let actor, let step): return try finishStep(state, actor, step, cause)
        case .confirm(let actor, let step, let rating): return try confirm(state, actor, step, rating, cause)
        case .pause(let actor): return try pause(state, actor)
        case .resume(let actor): return try resume(state, actor, cause)
        case .suspend: return suspend(state)
        case .reopen: return reopen(state, cause)
        case .end: return end(state)
        case .clockRang(let name): return clockRang(state, name, cause)
        }
    }

    /// DLV-01
    private static func open(_ state: State, _ terms: DeliveryTerms, _ cause: Cause) -> Decision<DeliveryProject> {
        guard state.status == .absent, !terms.steps.isEmpty else { return .nothing }
        return enter(0, state, [.opened(terms)], cause)
    }

    /// DLV-02: the buyer files the requirement at the step meant for it.
    private static func fileRequirement(
        _ state: State, _ actor: DeliveryActor, _ text: Personal, _ cause: Cause
    ) throws(Rejection) -> Decision<DeliveryProject> {
        try requireParty(actor, state)
        try requireRunning(state)
        guard let step = state.presentStep, step.state == .inProgress, state.present == state.requirementStep else {
            throw Rejection(
                .conflict, "not-at-requirement", rule: "DLV-02",
                "The project is not at the step where the requirement is filed.")
        }
        try requireActor(actor, step)
        guard text.satisfies({ !$0.isEmpty && $0.codePointCount <= requirementLengthMax }) else {
            throw Rejection(
                .invalid, "requirement-unfit", rule: "DLV-02",
                "A requirement needs a text of at most \(requirementLengthMax) characters.", items: ["text"])
        }
        var decision = finish(state.present, actor.role, state, [.requirementFiled(text: text)], cause)
        tellOrder(.requirementFiled, state, &decision)
        return decision
    }

    /// DLV-02: steps move only by the actor the template names.
    private static func finishStep(_ state: State, _ actor: DeliveryActor, _ index: Int, _ cause: Cause)
        throws(Rejection) -> Decision<DeliveryProject>
    {
        try requireParty(actor, state)
        try requireRunning(state)
        let step = try presentStep(state, index)
        if step.state == .awaitingConfirmation { return .nothing }
        try requireActor(actor, step)
        guard index != state.requirementStep else {
            throw Rejection(
                .conflict, "requirement-missing", rule: "DLV-02", "This step ends by filing the requirement.")
        }
        return finish(index, actor.role, state, [], cause)
    }

    /// DLV-02, DLV-03: the buyer confirms marked steps and, always, the last one.
    private static func confirm(
        _ state: State, _ actor: DeliveryActor, _ index: Int, _ rating: Int?, _ cause: Cause
    ) throws(Rejection) -> Decision<DeliveryProject> {
        try requireParty(actor, state)
        guard actor.role == .buyer else {
            throw Rejection(.forbidden, "not-the-buyer", rule: "DLV-03", "Only the buyer confirms.")
        }
        if state.status == .completed, index == state.steps.count - 1 { return .nothing }
        try requireRunning(state)
        let step = try presentStep(state, index)
        guard step.state == .awaitingConfirmation else {
            throw Rejection(.conflict, "nothing-to-confirm", rule: "DLV-02", "This step is still being worked on.")
        }
        guard rating.map({ ratings.contains(Int64($0)) }) ?? true else {
            throw Rejection(
                .invalid, "rating-unfit", rule: "DLV-03", "A rating is a number from 1 to 5.", items: ["rating"])
        }
        return confirmed(index, .buyer, rating, state, cause)
    }

    static func confirmed(_ index: Int, _ by: StepActor, _ rating: Int?, _ state: State, _ cause: Cause) -> Decision<
        DeliveryProject
    > {
        let confirmation = Event.stepConfirmed(index, by: by, rating: rating)
        guard state.isLastStep else { return enter(index + 1, state, [confirmation], cause) }
        var decision = Decision<DeliveryProject>(confirmation, .completed(bySystem: by == .system, rating: rating))
        setClocks([], state, &decision)
        tellOrder(.accepted(bySystem: by == .system, rating: rating), state, &decision)
        return decision
    }

    private static func finish(_ index: Int, _ by: StepActor, _ state: State, _ events: [Event], _ cause: Cause)
        -> Decision<DeliveryProject>
    {
        guard state.steps[index].template.needsConfirmation || state.isLastStep else {
            return enter(index + 1, state, events + [.stepFinished(index, by: by)], cause)
        }
        var decision = Decision<DeliveryProject>(events: events + [.confirmationAsked(index)])
        setClocks(state.isLastStep ? finalClocks(cause.now) : silenceClocks(cause.now), state, &decision)
        return decision
    }

    /// Steps of the system end as soon as they begin.
    private static func enter(_ index: Int, _ state: State, _ events: [Event], _ cause: Cause) -> Decision<
        DeliveryProject
    > {
        var decision = Decision<DeliveryProject>(events: events)
        var next = state
        for event in events { evolve(&next, event, at: cause.now) }
        decision.events.append(.stepStarted(index))
        evolve(&next, .stepStarted(index), at: cause.now)
        guard let step = next.presentStep else { return decision }
        switch step.template.actor {
        case .system:
            let rest = finish(index, .system, next, [], cause)
            decision.events += rest.events
            decision.timers += rest.timers
        case .buyer: setClocks(silenceClocks(cause.now), next, &decision)
        case .vendor: setClocks([], next, &decision)
        }
        return decision
    }

    static func requireParty(_ actor: DeliveryActor, _ state: State) throws(Rejection) {
        let isParty =
            switch actor.role {
            case .buyer: state.terms?.buyer == actor.id
            case .vendor: state.terms?.vendorID == actor.id
            case .system: false
            }
        guard isParty else {
            throw Rejection(.notFound, "delivery-not-found", "There is no such delivery project of this account.")
        }
    }

    private static func requireActor(_ actor: DeliveryActor, _ step: Step) throws(Rejection) {
        guard step.template.actor == actor.role else {
            throw Rejection(
                .forbidden, "not-the-steps-actor", rule: "DLV-02",
                "The step \(step.template.name) is moved by the \(step.template.actor.rawValue), not by the \(actor.role.rawValue)."
            )
        }
    }

    private static func presentStep(_ state: State, _ index: Int) throws(Rejection) -> Step {
        guard index == state.present, let step = state.presentStep else {
            throw Rejection(
                .conflict, "not-the-present-step", rule: "DLV-02",
                "The project is at step \(state.present + 1); only that one can be moved.")
        }
        return step
    }

    static func requireRunning(_ state: State) throws(Rejection) {
        guard state.status == .running else {
            throw Rejection(
                .conflict, "delivery-not-running", rule: "DLV-07",
                "The project is \(state.status.rawValue), so no step can be moved.")
        }
    }

    static func tellOrder(_ milestone: DeliveryMilestone, _ state: State, _ decision: inout Decision<DeliveryProject>) {
        guard let terms = state.terms else { return }
        decision.tell(Order.self, terms.orderID, .deliveryProgressed(lineID: state.id, milestone))
    }
}
