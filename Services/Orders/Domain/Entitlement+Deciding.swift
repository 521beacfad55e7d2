package import Kernel

extension Entitlement {
    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<
        Entitlement
    > {
        switch input {
        case .open(let terms): return open(state, terms, cause)
        case .freeze: return wish(.frozen, state, cause)
        case .reopen: return wish(.open, state, cause)
        case .release: return wish(.released, state, cause)
        case .answered(let number, let answer): return answered(state, number, answer, cause)
        case .retry: return try retry(state, cause)
        }
    }

    private static func open(_ state: State, _ terms: EntitlementTerms, _ cause: Cause) -> Decision<Entitlement> {
        guard state.status == .absent else { return .nothing }
        let expiresAt = terms.validityMonths.map { ShanghaiCalendar.adding(months: $0, to: cause.now) }
        return pursue(state, [.requested(terms, expiresAt: expiresAt)], cause)
    }

    private static func wish(_ wish: Wish, _ state: State, _ cause: Cause) -> Decision<Entitlement> {
        guard state.status != .absent, state.wish != wish, state.wish != .released else { return .nothing }
        return pursue(state, [.wished(wish)], cause)
    }

    private static func answered(_ state: State, _ number: Int, _ answer: SPIAnswer, _ cause: Cause) -> Decision<
        Entitlement
    > {
        guard state.isCalling, number == state.callNumber, let action = state.pending else { return .nothing }
        switch (action, answer) {
        case (.create, .created(let instance)):
            if let member = instance.unfitMember {
                return again(state, .notReady(reason: "answer-unfit-\(member)"), cause)
            }
            var decision = pursue(state, [.opened(instance)], cause)
            if let terms = state.terms { decision.tell(Order.self, terms.orderID, .lineDelivered(lineID: state.id)) }
            return decision
        case (.expire, .done): return pursue(state, [.frozen], cause)
        case (.renew, .done): return pursue(state, [.reopened], cause)
        case (.release, .done): return pursue(state, [.released], cause)
        case (_, .notCalled(let reason)): return again(state, .notCalled(reason: reason), cause)
        case (_, .failed(let reason)): return again(state, .notReady(reason: reason), cause)
        case (_, .notReady), (_, .created), (_, .done): return again(state, .notReady(reason: "not-ready"), cause)
        }
    }

    /// ENT-04: as long as the order lives, ever more slowly; after so many tries an operator looks at it, the buyer sees 处理中.
    private static func again(_ state: State, _ failure: Event, _ cause: Cause) -> Decision<Entitlement> {
        var next = state
        evolve(&next, failure, at: cause.now)
        if next.tries >= triesMax, action(for: next) != nil {
            return Decision(failure, .parked(reason: next.lastFailure ?? ""))
        }
        return pursue(state, [failure], cause, notBefore: cause.now + backOff(afterTries: next.tries))
    }

    /// 2 s, doubled up to 10 minutes.
    package static func backOff(afterTries tries: Int) -> Instant.Span {
        min(.seconds(2) * (1 << min(max(tries - 1, 0), 9)), .minutes(10))
    }

    private static func retry(_ state: State, _ cause: Cause) throws(Rejection) -> Decision<Entitlement> {
        guard state.status != .absent else {
            throw Rejection(.notFound, "entitlement-not-found", "There is no such entitlement.")
        }
        guard state.isParked else {
            throw Rejection(
                .conflict, "entitlement-not-parked", rule: "ENT-04",
                "Only a parked entitlement is tried anew; this one is not.")
        }
        return pursue(state, [.retried], cause)
    }

    /// Adds the call that brings the vendor's state nearer to the wish, unless one is under way for it already.
    private static func pursue(_ state: State, _ events: [Event], _ cause: Cause, notBefore: Instant? = nil)
        -> Decision<Entitlement>
    {
        var next = state
        for event in events { evolve(&next, event, at: cause.now) }
        var decision = Decision<Entitlement>(events: events)
        guard !next.isCalling, let terms = next.terms else { return decision }
        guard let action = action(for: next) else {
            // What the vendor was never asked to make needs no release.
            if next.wish == .released, next.status == .opening { decision.events.append(.released) }
            return decision
        }
        decision.events.append(.called(action))
        decision.request(
            SPICall(
                action: action, number: next.callNumber + 1, lineID: next.id, terms: terms,
                instanceID: next.instance?.id,
                expiresAt: next.expiresAt, notBefore: notBefore))
        return decision
    }

    /// ENT-04: what may exist is asked for until the vendor names it, because only what has a name can be released.
    private static func action(for state: State) -> SPIAction? {
        switch (state.status, state.wish) {
        case (.opening, .open): .create
        case (.opening, .released): state.mayExist ? .create : nil
        case (.open, .frozen): .expire
        case (.frozen, .open): .renew
        case (.open, .released), (.frozen, .released): .release
        default: nil
        }
    }
}
