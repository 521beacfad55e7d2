package import Kernel

package enum OrderEvent: Codable, Sendable {
    case placed(
        buyer: String, subAccount: String?, vendor: Vendor, lines: [OrderLine], origin: ProposalOrigin?,
        owner: DomainOwner?)
    case priceChanged(old: Money, prices: [Money], reason: Personal)
    case paymentStarted(PaymentAttempt)
    case voucherHeld(paymentID: String)
    case paymentOpened(paymentID: String, payURL: String)
    /// The attempt ended without a payment that counts: refused, closed, replaced by another, or overtaken by a cancellation.
    case paymentEnded(paymentID: String, reason: String)
    case charged(paymentID: String, PaymentMethod, amounts: [LineAmount])
    /// Paid for good: production may start. For domains only after the claim has been won.
    case confirmed
    case cancelled(reason: String)
    /// The acceptance counts no longer, but a payment is being settled: once it is decided, the order is cancelled.
    case withdrawalNoted(reason: String)
    case lapsed
    case domainTaken
    case domainPurchaseStarted(partner: String)
    case lineProduced(lineID: String)
    case produced
    case domainPurchaseFailed(reason: String)
    case deliveryProgressed(lineID: String, DeliveryMilestone)
    case closedForRefund(refundID: String)
    case reopened(refundID: String, reason: String)
    case refundStarted(Refund)
    case refundRefused(refundID: String, rule: String, reason: String)
    case refundLegDone(refundID: String, Refund.Leg)
    case refunded(refundID: String)
    /// Money came for an order that could not take it and was sent back (ORD-06).
    case moneyTurnedAway(paymentID: String, amount: Money, reason: String)
}
