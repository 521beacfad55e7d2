package import Kernel
package import OrdersDomain

/// What the timeline of an order says of one event (ORD-09): its name and what is worth knowing besides.
package struct TimelineEntry: Hashable, Sendable {
    package struct Detail: Codable, Hashable, Sendable {
        package var paymentId, refundId, lineId, method, reason, partner, rule: String?
        package var oldTotalFen, newTotalFen, cashFen, voucherFen, amountFen: Money?
        package var day, rating: Int?

        /// Nothing worth knowing; whoever tells more fills it in.
        package static let none = Detail()
    }

    package static let priceChanged = "price-changed"

    package let what: String
    package let detail: Detail

    private init(_ what: String, _ detail: Detail = Detail()) {
        self.what = what
        self.detail = detail
    }

    package init(_ event: OrderEvent) {
        switch event {
        case .placed: self.init("placed")
        // What the vendor said of it is read from the order, which forgets it with the buyer.
        case .priceChanged(let old, let prices, _):
            self.init(Self.priceChanged, Detail(oldTotalFen: old, newTotalFen: prices.sum()))
        case .cancelled(let reason): self.init("cancelled", Detail(reason: reason))
        case .withdrawalNoted(let reason): self.init("withdrawal-noted", Detail(reason: reason))
        case .lapsed: self.init("lapsed")
        case .domainTaken: self.init("domain-taken")
        case .confirmed: self.init("paid")
        case .domainPurchaseStarted(let partner): self.init("domain-purchase-started", Detail(partner: partner))
        case .lineProduced(let lineID): self.init("line-delivered", Detail(lineId: lineID))
        case .produced: self.init("produced")
        case .domainPurchaseFailed(let reason): self.init("domain-purchase-failed", Detail(reason: reason))
        case .deliveryProgressed(let lineID, let milestone): self.init(lineID, milestone)
        case .closedForRefund(let refundID): self.init("closed-for-refund", Detail(refundId: refundID))
        case .reopened(let refundID, let reason): self.init("reopened", Detail(refundId: refundID, reason: reason))
        case .refundStarted(let refund):
            self.init(
                "refund-started",
                Detail(refundId: refund.id, cashFen: refund.amounts.totalCash, voucherFen: refund.amounts.totalVoucher))
        case .refundRefused(let refundID, let rule, let reason):
            self.init("refund-refused", Detail(refundId: refundID, reason: reason, rule: rule))
        case .refundLegDone(let refundID, let leg):
            self.init("refund-returned-to-\(leg.rawValue)", Detail(refundId: refundID))
        case .refunded(let refundID): self.init("refunded", Detail(refundId: refundID))
        case .paymentStarted, .voucherHeld, .paymentOpened, .paymentEnded, .charged, .moneyTurnedAway:
            self.init(payment: event)
        }
    }

    private init(payment event: OrderEvent) {
        switch event {
        case .paymentStarted(let attempt):
            let detail = Detail(
                paymentId: attempt.id, method: attempt.method.rawValue, cashFen: attempt.cash,
                voucherFen: attempt.voucher)
            self.init("payment-started", detail)
        case .voucherHeld(let paymentID): self.init("voucher-held", Detail(paymentId: paymentID))
        case .paymentOpened(let paymentID, _): self.init("payment-opened", Detail(paymentId: paymentID))
        case .paymentEnded(let paymentID, let reason):
            self.init("payment-ended", Detail(paymentId: paymentID, reason: reason))
        case .charged(let paymentID, let method, let amounts):
            self.init(
                "charged",
                Detail(
                    paymentId: paymentID, method: method.rawValue, cashFen: amounts.totalCash,
                    voucherFen: amounts.totalVoucher))
        case .moneyTurnedAway(let paymentID, let amount, let reason):
            self.init("money-turned-away", Detail(paymentId: paymentID, reason: reason, amountFen: amount))
        default: self.init("changed")
        }
    }

    private init(_ lineID: String, _ milestone: DeliveryMilestone) {
        switch milestone {
        case .requirementFiled: self.init("requirement-filed", Detail(lineId: lineID))
        case .accepted(let bySystem, let rating):
            self.init(
                "delivery-accepted", Detail(lineId: lineID, reason: bySystem ? "by-system" : "by-buyer", rating: rating)
            )
        case .expired: self.init("delivery-expired", Detail(lineId: lineID))
        case .paused: self.init("delivery-paused", Detail(lineId: lineID))
        case .resumed: self.init("delivery-resumed", Detail(lineId: lineID))
        case .confirmationReminded(let day): self.init("confirmation-reminded", Detail(lineId: lineID, day: day))
        }
    }
}
