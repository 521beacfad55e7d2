internal import Kernel

extension Order {
    /// ORD-14: every line is produced according to its type.
    static func startProduction(_ state: OrderState, _ decision: inout Decision<Order>) {
        for line in state.lines {
            switch line.terms.type {
            case .saas: decision.tell(Entitlement.self, line.id, .open(EntitlementTerms(of: line, in: state)))
            case .humanService: decision.tell(DeliveryProject.self, line.id, .open(DeliveryTerms(of: line, in: state)))
            // partner-domain-fulfilment reads `order-paid`; the rest is never sold (`Producibility`).
            default: break
            }
        }
    }

    /// ORD-12: only the winner's order counts as paid for others.
    static func claimWon(_ state: OrderState, _ cause: Cause) -> Decision<Order> {
        guard state.status == .claiming else { return .nothing }
        return Decision(.confirmed)
    }

    /// ORD-12: told at once, all money back in full, vouchers included.
    static func claimLost(_ state: OrderState) -> Decision<Order> {
        guard state.status == .claiming else { return .nothing }
        var decision = Decision<Order>(.domainTaken)
        moveBack(Refund(id: "\(state.id)-taken", amounts: state.paidAmounts, awaited: []), state, &decision)
        return decision
    }

    static func lineDelivered(_ state: OrderState, _ lineID: String, _ cause: Cause) -> Decision<Order> {
        guard state.status == .processing, state.line(lineID)?.state == .processing else { return .nothing }
        return produced([lineID], state)
    }

    static func deliveryProgressed(_ state: OrderState, _ lineID: String, _ milestone: DeliveryMilestone) -> Decision<
        Order
    > {
        guard let line = state.line(lineID) else { return .nothing }
        var decision = Decision<Order>(.deliveryProgressed(lineID: lineID, milestone))
        if case .accepted = milestone, line.state == .processing { decision.events += produced([lineID], state).events }
        return decision
    }

    private static func produced(_ lineIDs: [String], _ state: OrderState) -> Decision<Order> {
        var events = lineIDs.map { OrderEvent.lineProduced(lineID: $0) }
        let isLast = state.lines.allSatisfy { $0.state != .processing || lineIDs.contains($0.id) }
        if isLast { events.append(.produced) }
        return Decision(events: events)
    }

    static func domainPurchaseStarted(_ state: OrderState, _ partner: String) -> Decision<Order> {
        guard state.status == .processing, state.domain != nil, state.domainPartner != partner else { return .nothing }
        return Decision(.domainPurchaseStarted(partner: partner))
    }

    /// ORD-10: money that goes back to the buyer is not owed to the partner as well.
    static func domainPurchased(_ state: OrderState, _ cause: Cause) -> Decision<Order> {
        guard state.status == .processing, state.refunds.isEmpty, let domain = state.domain else { return .nothing }
        var decision = produced(state.lines.filter { $0.state == .processing }.map(\.id), state)
        decision.tell(DomainClaim.self, domain.name, .sold(orderID: state.id, at: cause.now))
        return decision
    }

    /// DOM-05: the refund service approves by itself; here the domain becomes free for others again.
    static func domainPurchaseFailed(_ state: OrderState, _ reason: String) -> Decision<Order> {
        // The refund may be quicker than this news: the two come by different topics.
        guard [.processing, .refunded].contains(state.status), state.endReason == nil, let domain = state.domain else {
            return .nothing
        }
        var decision = Decision<Order>(.domainPurchaseFailed(reason: reason))
        decision.tell(DomainClaim.self, domain.name, .release(orderID: state.id))
        return decision
    }
}
