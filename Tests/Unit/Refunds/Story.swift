import DomainTestKit
import Kernel
import RefundsDomain

/// One guarantee; a second passes between inputs.
typealias Story = Scenario<Guarantee>

extension Scenario where D == Guarantee {
    init(at now: Instant = .paid) { self.init("O-1", at: now, pause: .seconds(1)) }

    @discardableResult
    mutating func apply(_ refundID: String = "R-1", at instant: Instant? = nil) throws(Rejection) -> Decision<Guarantee>
    {
        try take(.apply(.sample(refundID)), at: instant)
    }

    static func paid(_ order: PaidOrder = .sample()) throws(Rejection) -> Story {
        var story = Story()
        try story.take(.orderPaid(order), at: .paid)
        return story
    }
}

extension RefundApplication {
    static func sample(
        _ refundID: String = "R-1", accountID: String = "A-1", reason: String = "不再需要", acceptsRules: Bool = true,
        amount: Money? = nil
    ) -> RefundApplication {
        RefundApplication(
            refundID: refundID, accountID: accountID, reason: Personal(reason, of: accountID),
            acceptsRules: acceptsRules, amount: amount)
    }
}

extension Personal {
    /// What an operator writes to the buyer of the samples.
    static func reply(_ text: String) -> Personal { Personal(text, of: "A-1") }
}

extension PaidOrder {
    static func sample(through channel: PaymentChannel = .bank, _ lines: PaidLine...) -> PaidOrder {
        PaidOrder(
            orderID: "O-1", accountID: "A-1", vendorID: "V-1", vendorName: "示例服务商", paidThrough: channel, paidAt: .paid,
            lines: lines.isEmpty ? [.sample()] : lines)
    }

    /// One order, two business lines.
    static let domain = PaidOrder.sample(
        .sample("O-1-1", .domain, cash: 110_000, voucher: 5_000), .sample("O-1-2", .domain, cash: 6_900, voucher: 0))
}

extension PaidLine {
    static func sample(
        _ lineID: String = "O-1-1", _ type: ProductType = .saas, _ billing: BillingMode? = .period, badge: Bool = true,
        cash: Int64 = 19_900,
        voucher: Int64 = 1_000
    ) -> PaidLine {
        PaidLine(
            lineID: lineID, productID: "P-1", productName: "企业邮箱", type: type, billingMode: billing,
            hasRefundBadge: badge,
            cash: Money(fen: cash), voucher: Money(fen: voucher))
    }
}

extension Instant {
    static let paid = at("2026-11-21T08:00:00Z")
    static let fiveDaysLater = paid + .days(5)
    /// Calendar months in Shanghai.
    static let threeMonthsLater = at("2027-02-21T08:00:00Z")

    static func at(_ text: String) -> Instant { Instant(rfc3339: text) ?? Instant(microseconds: 0) }
    var justBefore: Instant { self - Span(microseconds: 1) }
}

extension Guarantee.State {
    func coverage(at now: Instant) -> Coverage { Coverage.of(self, at: now) }
    func excludedBy(at now: Instant) -> String? {
        if case .excluded(let exclusion) = coverage(at: now) { return exclusion.code }
        return nil
    }
}
