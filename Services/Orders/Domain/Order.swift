package import Kernel

/// An order, from being placed to being produced or its money being back.
package enum Order: Decider {
    package typealias State = OrderState
    package typealias Input = OrderInput
    package typealias Event = OrderEvent

    package static let kind = "order"
    static let lapseTimer = "lapse"
    /// Of older changes of the price it is only known what they changed.
    package static let priceReasonsMax = 20

    package static func initial(_ id: String) -> OrderState { OrderState(id: id) }

    package static func decide(_ state: OrderState, _ input: OrderInput, _ cause: Cause) throws(Rejection) -> Decision<
        Order
    > {
        switch input {
        case .place(let command): try place(state, command, cause)
        case .placeForProposal(let proposal, let products): placeForProposal(state, proposal, products, cause)
        case .changePrice(let vendorID, let newTotal, let reason):
            try changePrice(state, vendorID, newTotal, reason, cause)
        case .pay(let command): try pay(state, command, cause)
        case .cancel(let account): try cancel(state, account, cause)
        case .withdrawn(let acceptanceID, let reason): withdrawn(state, acceptanceID, reason)
        case .lapseDue: lapse(state, cause)
        case .debited(let paymentID): debited(state, paymentID, cause)
        case .debitRefused(let paymentID, let reason): debitRefused(state, paymentID, reason, cause)
        case .paymentOpened(let paymentID, let payURL): paymentOpened(state, paymentID, payURL)
        case .moneyReceived(let paymentID, let amount): moneyReceived(state, paymentID, amount, cause)
        case .paymentClosed(let paymentID, let reason): paymentClosed(state, paymentID, reason, cause)
        case .claimWon: claimWon(state, cause)
        case .claimLost: claimLost(state)
        case .lineDelivered(let lineID): lineDelivered(state, lineID, cause)
        case .deliveryProgressed(let lineID, let milestone): deliveryProgressed(state, lineID, milestone)
        case .domainPurchaseStarted(let partner): domainPurchaseStarted(state, partner)
        case .domainPurchased: domainPurchased(state, cause)
        case .domainPurchaseFailed(let reason): domainPurchaseFailed(state, reason)
        case .refundRequested(let refundID): refundRequested(state, refundID)
        case .refundWithdrawn(let refundID, let reason): refundWithdrawn(state, refundID, reason)
        case .refundApproved(let refundID, let amounts): refundApproved(state, refundID, amounts, cause)
        case .refundLegDone(let refundID, let leg): refundLegDone(state, refundID, leg, cause)
        }
    }

    package static func evolve(_ state: inout OrderState, _ event: OrderEvent, at instant: Instant) {
        switch event {
        case .placed(let buyer, let subAccount, let vendor, let lines, let origin, let owner):
            (state.buyer, state.subAccount, state.vendor, state.lines) = (buyer, subAccount, vendor, lines)
            (state.origin, state.owner, state.placedAt, state.status) = (origin, owner, instant, .unpaid)
        case .priceChanged(_, let prices, let reason):
            for (index, price) in prices.enumerated() { state.lines[index].price = price }
            state.priceChanges += 1
            state.priceReasons = Array((state.priceReasons + [reason]).suffix(priceReasonsMax))
        case .paymentStarted(let attempt): (state.attempt, state.lastPaymentFailure) = (attempt, nil)
        case .voucherHeld: state.attempt?.stage = .awaitingProvider
        case .paymentOpened(_, let payURL): state.attempt?.payURL = payURL
        case .paymentEnded(_, let reason): (state.attempt, state.lastPaymentFailure) = (nil, reason)
        case .charged(let paymentID, let method, let amounts):
            state.attempt = nil
            state.status = .claiming
            state.settlement = Settlement(paymentID: paymentID, method: method, paidAt: instant)
            for amount in amounts {
                state.updateLines([amount.lineID]) { ($0.paidCash, $0.paidVoucher) = (amount.cash, amount.voucher) }
            }
        case .cancelled(let reason): (state.status, state.endReason) = (.cancelled, reason)
        case .lapsed: state.status = .lapsed
        case .domainTaken: state.status = .domainTaken
        case .withdrawalNoted(let reason): state.withdrawal = reason
        case .moneyTurnedAway, .deliveryProgressed: break
        case .confirmed, .domainPurchaseStarted, .lineProduced, .produced, .domainPurchaseFailed:
            evolveProduction(&state, event, at: instant)
        case .closedForRefund, .reopened, .refundStarted, .refundRefused, .refundLegDone, .refunded:
            evolveRefund(&state, event, at: instant)
        }
    }

    private static func evolveProduction(_ state: inout OrderState, _ event: OrderEvent, at instant: Instant) {
        switch event {
        case .confirmed:
            state.status = .processing
            state.updateLines(state.lines.map(\.id)) { $0.state = .processing }
        case .domainPurchaseStarted(let partner): state.domainPartner = partner
        case .lineProduced(let lineID):
            state.updateLines([lineID]) { ($0.state, $0.deliveredAt) = (.delivered, instant) }
        case .produced: state.status = .produced
        case .domainPurchaseFailed(let reason):
            state.endReason = reason
            if state.status == .processing { state.status = .failed }
            state.updateLines(state.lines.map(\.id)) { if $0.state == .processing { $0.state = .failed } }
        default: break
        }
    }

    private static func evolveRefund(_ state: inout OrderState, _ event: OrderEvent, at instant: Instant) {
        switch event {
        case .closedForRefund(let refundID): state.refundCase = refundID
        case .reopened(let refundID, _):
            state.refundCase = nil
            state.withdrawnCases.append(refundID)
        case .refundStarted(let refund): state.refunds.append(refund)
        case .refundRefused(let refundID, _, _): state.refusedRefunds.append(refundID)
        case .refundLegDone(let refundID, let leg):
            for index in state.refunds.indices where state.refunds[index].id == refundID {
                state.refunds[index].awaited.removeAll { $0 == leg }
            }
        case .refunded(let refundID):
            for index in state.refunds.indices where state.refunds[index].id == refundID {
                state.refunds[index].doneAt = instant
                state.updateLines(state.refunds[index].amounts.map(\.lineID)) { $0.state = .refunded }
            }
            state.refundCase = nil
            if state.status != .domainTaken, state.isWhollyRefunded {
                state.status = .refunded
            }
        default: break
        }
    }
}
