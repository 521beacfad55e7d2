internal import Kernel

extension Order {
    /// REF-07: the product closes at once.
    static func refundRequested(_ state: OrderState, _ refundID: String) -> Decision<Order> {
        guard state.refundCase == nil, state.domain == nil, [.processing, .produced].contains(state.status),
            !state.refunds.contains(where: { $0.id == refundID }), !state.withdrawnCases.contains(refundID)
        else { return .nothing }
        var decision = Decision<Order>(.closedForRefund(refundID: refundID))
        for line in state.lines {
            switch line.terms.type {
            case .saas: decision.tell(Entitlement.self, line.id, .freeze)
            case .humanService: decision.tell(DeliveryProject.self, line.id, .suspend)
            default: break
            }
        }
        return decision
    }

    /// REF-08: cancelled or rejected, the product opens again.
    static func refundWithdrawn(_ state: OrderState, _ refundID: String, _ reason: String) -> Decision<Order> {
        guard state.refundCase == refundID, !state.refunds.contains(where: { $0.id == refundID }) else {
            return .nothing
        }
        var decision = Decision<Order>(.reopened(refundID: refundID, reason: reason))
        for line in state.lines where line.state != .refunded {
            switch line.terms.type {
            case .saas: decision.tell(Entitlement.self, line.id, .reopen)
            case .humanService: decision.tell(DeliveryProject.self, line.id, .reopen)
            default: break
            }
        }
        return decision
    }

    static func refundApproved(_ state: OrderState, _ refundID: String, _ amounts: [LineAmount], _ cause: Cause)
        -> Decision<Order>
    {
        // REF-09: once, whatever is repeated.
        guard !state.refunds.contains(where: { $0.id == refundID }) else { return .nothing }
        if let refusal = refundRefusal(state, amounts) {
            guard !state.refusedRefunds.contains(refundID) else { return .nothing }
            return Decision(.refundRefused(refundID: refundID, rule: refusal.rule, reason: refusal.reason))
        }
        var decision = Decision<Order>()
        moveBack(Refund(id: refundID, amounts: amounts, awaited: []), state, &decision)
        return decision
    }

    /// REF-09: never more than was paid, by line and by kind of money. ORD-13: nothing for a domain that was got.
    static func refundRefusal(_ state: OrderState, _ amounts: [LineAmount]) -> (rule: String, reason: String)? {
        guard state.settlement != nil, state.status != .domainTaken else {
            return ("REF-09", "nothing was paid that could go back")
        }
        if state.domain != nil, state.status == .produced { return ("ORD-13", "a domain that was got is not refunded") }
        guard !amounts.isEmpty, Set(amounts.map(\.lineID)).count == amounts.count else {
            return ("REF-09", "each line must be named once")
        }
        let movesNothing = amounts.allSatisfy { $0.cash == .zero && $0.voucher == .zero }
        for amount in amounts {
            guard let line = state.line(amount.lineID), amount.cash >= .zero, amount.voucher >= .zero else {
                return ("REF-09", "\(amount.lineID) is no line of this order or its amount is negative")
            }
            // REF-03: where vouchers paid everything, or nothing was to pay, ¥0.00 is all that goes back, once.
            if movesNothing, line.paidCash > .zero || state.hasRefund(ofLine: line.id) {
                return ("REF-09", "nothing would go back for \(line.id), which was paid in cash or is refunded")
            }
            let before = state.returned(ofLine: line.id)
            guard before.cash + amount.cash <= line.paidCash, before.voucher + amount.voucher <= line.paidVoucher else {
                return ("REF-09", "more than was paid for \(line.id)")
            }
        }
        return nil
    }

    /// REF-03: cash goes to where it came from, vouchers to the voucher account.
    static func moveBack(_ refund: Refund, _ state: OrderState, _ decision: inout Decision<Order>) {
        guard let settlement = state.settlement else { return }
        let (cash, voucher) = (refund.amounts.totalCash, refund.amounts.totalVoucher)
        let cashToWallet = settlement.method == .balance ? cash : .zero
        let cashToProvider = cash - cashToWallet
        var started = refund
        if cashToWallet + voucher > .zero {
            started.awaited.append(.wallet)
            let credit = WalletCredit(orderID: state.id, refundID: refund.id, cash: cashToWallet, voucher: voucher)
            decision.tell(Wallet.self, state.buyer, .credit(credit))
        }
        if cashToProvider > .zero {
            started.awaited.append(.provider)
            decision.tell(
                OnlinePayment.self, settlement.paymentID, .refund(refundID: refund.id, amount: cashToProvider))
        }
        decision.events.append(.refundStarted(started))
        // A free order has nothing to move.
        if started.awaited.isEmpty { finish(started, state, &decision) }
    }

    static func refundLegDone(_ state: OrderState, _ refundID: String, _ leg: Refund.Leg, _ cause: Cause) -> Decision<
        Order
    > {
        guard let refund = state.refunds.first(where: { $0.id == refundID }), refund.awaited.contains(leg) else {
            return .nothing
        }
        var decision = Decision<Order>(.refundLegDone(refundID: refundID, leg))
        if refund.awaited == [leg] { finish(refund, state, &decision) }
        return decision
    }

    private static func finish(_ refund: Refund, _ state: OrderState, _ decision: inout Decision<Order>) {
        decision.events.append(.refunded(refundID: refund.id))
        guard state.status != .domainTaken else { return }
        for line in state.lines where refund.amounts.contains(where: { $0.lineID == line.id }) {
            switch line.terms.type {
            case .saas: decision.tell(Entitlement.self, line.id, .release)
            case .humanService: decision.tell(DeliveryProject.self, line.id, .end)
            default: break
            }
        }
    }
}
