internal import Kernel

extension OnlinePayment {
    static func giveBack(_ state: State, _ reason: String) -> Decision<OnlinePayment> {
        guard state.stage == .received, !state.returns.contains(where: { $0.purpose == .turnedAway }) else {
            return .nothing
        }
        var decision = Decision<OnlinePayment>()
        let alreadyReturning = state.returns.map(\.amount).sum()
        let item = Return(id: "\(state.id)-back", purpose: .turnedAway, amount: state.received - alreadyReturning)
        startReturn(item, reason, state, &decision)
        return decision
    }

    static func refund(_ state: State, _ refundID: String, _ amount: Money) -> Decision<OnlinePayment> {
        // REF-09: the order counts what it sends back; this is the second lock on the same door.
        let returned = state.returns.map(\.amount).sum()
        guard state.stage == .kept, !state.returns.contains(where: { $0.id == refundID }),
            returned + amount <= state.received
        else {
            return .nothing
        }
        var decision = Decision<OnlinePayment>()
        startReturn(Return(id: refundID, purpose: .refund, amount: amount), "refund", state, &decision)
        return decision
    }

    static func startReturn(_ item: Return, _ reason: String, _ state: State, _ decision: inout Decision<OnlinePayment>)
    {
        decision.events.append(.returnStarted(item, reason: reason))
        decision.request(
            PaymentCall(paymentID: state.id, kind: .refund(refundID: item.id, amount: item.amount), notBefore: nil))
    }

    static func refundAnswered(_ state: State, _ refundID: String, _ outcome: RefundOutcome, _ cause: Cause)
        -> Decision<OnlinePayment>
    {
        guard let item = state.returns.first(where: { $0.id == refundID }), !item.isDone else { return .nothing }
        switch outcome {
        case .done: return returned(state, item)
        case .accepted:
            var decision = Decision<OnlinePayment>(.returnPolled(id: refundID))
            let call = PaymentCall(
                paymentID: state.id, kind: .refund(refundID: refundID, amount: item.amount),
                notBefore: cause.now + queryDelay(after: item.polls))
            decision.request(call)
            return decision
        case .refused(let reason): return Decision(.returnRefused(id: refundID, reason: reason))
        }
    }

    private static func returned(_ state: State, _ item: Return) -> Decision<OnlinePayment> {
        var decision = Decision<OnlinePayment>(.returned(item))
        if item.purpose == .refund, let terms = state.terms {
            decision.tell(Order.self, terms.orderID, .refundLegDone(refundID: item.id, .provider))
        }
        return decision
    }

    static func retryRefund(_ state: State, _ refundID: String) throws(Rejection) -> Decision<OnlinePayment> {
        guard let item = state.returns.first(where: { $0.id == refundID }) else {
            throw Rejection(.notFound, "refund-not-found", "There is no such refund of this payment.")
        }
        guard item.refusal != nil else {
            throw Rejection(
                .conflict, "refund-not-refused", "The provider has not refused this refund; it is under way or done.")
        }
        var decision = Decision<OnlinePayment>(.returnRetried(id: refundID))
        decision.request(
            PaymentCall(paymentID: state.id, kind: .refund(refundID: refundID, amount: item.amount), notBefore: nil))
        return decision
    }
}
