internal import Kernel

extension OnlinePayment {
    static func open(_ state: State, _ terms: OpenPayment, _ cause: Cause) -> Decision<OnlinePayment> {
        guard state.stage == .absent else { return .nothing }
        var decision = Decision<OnlinePayment>(.requested(terms))
        decision.request(PaymentCall(paymentID: state.id, kind: .create(terms), notBefore: nil))
        decision.wake(queryTimer, due: cause.now + queryDelay(after: 0), .queryDue)
        return decision
    }

    static func opened(_ state: State, _ payURL: String) -> Decision<OnlinePayment> {
        guard state.stage == .creating, let terms = state.terms else { return .nothing }
        var decision = Decision<OnlinePayment>(.opened(payURL: payURL))
        decision.tell(Order.self, terms.orderID, .paymentOpened(paymentID: state.id, payURL: payURL))
        return decision
    }

    static func closed(_ state: State, _ reason: String) -> Decision<OnlinePayment> {
        switch state.stage {
        case .creating, .open:
            var decision = Decision<OnlinePayment>(.closed(reason: reason))
            decision.cancelWake(queryTimer)
            if let terms = state.terms {
                decision.tell(Order.self, terms.orderID, .paymentClosed(paymentID: state.id, reason: reason))
            }
            return decision
        case .abandoned:
            var decision = Decision<OnlinePayment>(.closed(reason: reason))
            decision.cancelWake(queryTimer)
            return decision
        case .absent, .received, .kept, .closed, .givenBack: return .nothing
        }
    }

    /// ORD-06: repeated, late, reordered and foreign reports each have one outcome.
    static func reported(_ state: State, _ report: ProviderReport) -> Decision<OnlinePayment> {
        switch report.status {
        case .pending, .unknown: return .nothing
        case .closed: return closed(state, "closed-by-provider")
        case .paid: break
        }
        // ORD-06: adapters refuse or ask again what cannot be; here it moves nothing.
        guard report.amount > .zero, report.isCredible else { return .nothing }
        switch state.stage {
        case .creating, .open: return ask(state, report.amount)
        case .absent, .abandoned, .closed:
            var decision = Decision<OnlinePayment>(.received(amount: report.amount))
            decision.cancelWake(queryTimer)
            startReturn(
                Return(id: "\(state.id)-late", purpose: .turnedAway, amount: report.amount), "nobody-waits-for-it",
                state, &decision)
            return decision
        case .received, .kept, .givenBack: return surplus(state, report.amount)
        }
    }

    /// What is more than asked for goes back at once, in whichever order the reports of two payments arrive; whether the rest is
    /// taken is the order's to say.
    private static func ask(_ state: State, _ amount: Money) -> Decision<OnlinePayment> {
        guard let terms = state.terms else { return .nothing }
        let wanted = min(amount, terms.amount)
        var decision = Decision<OnlinePayment>(.received(amount: wanted))
        decision.cancelWake(queryTimer)
        if amount > wanted {
            decision.events.append(.receivedAgain(amount: amount - wanted))
            startReturn(surplusReturn(amount - wanted, state), "paid-twice", state, &decision)
        }
        decision.tell(Order.self, terms.orderID, .moneyReceived(paymentID: state.id, amount: wanted))
        return decision
    }

    private static func surplusReturn(_ amount: Money, _ state: State) -> Return {
        Return(id: "\(state.id)-again-\(state.returns.count + 1)", purpose: .surplus, amount: amount)
    }

    /// A provider reports the sum it took for a payment. The same sum again is a repeat; a higher one is money paid twice.
    private static func surplus(_ state: State, _ total: Money) -> Decision<OnlinePayment> {
        guard total > state.received else { return .nothing }
        var decision = Decision<OnlinePayment>(.receivedAgain(amount: total - state.received))
        startReturn(surplusReturn(total - state.received, state), "paid-twice", state, &decision)
        return decision
    }

    // A callback may be lost: as long as money can come we ask, ever more rarely.
    static func queryDue(_ state: State, _ cause: Cause) -> Decision<OnlinePayment> {
        guard [.creating, .open, .abandoned].contains(state.stage) else { return .nothing }
        var decision = Decision<OnlinePayment>(.queried)
        decision.request(PaymentCall(paymentID: state.id, kind: .query, notBefore: nil))
        decision.wake(queryTimer, due: cause.now + queryDelay(after: state.queries + 1), .queryDue)
        return decision
    }

    /// 15 s, doubled up to an hour.
    static func queryDelay(after queries: Int) -> Instant.Span {
        min(.seconds(15) * (1 << min(queries, 10)), .hours(1))
    }

    static func abandon(_ state: State) -> Decision<OnlinePayment> {
        guard [.creating, .open].contains(state.stage) else { return .nothing }
        return Decision(.abandoned)
    }
}
