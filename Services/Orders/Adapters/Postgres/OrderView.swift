import Kernel
import Messaging
import OrdersDomain

/// An order as its buyer, its vendor and operators see it: the answer to commands and the document of its row.
struct OrderView: Codable, Sendable {
    struct Line: Codable, Sendable {
        var lineId, role, productId, productName, productType, choiceId, specification, billing, state: String
        var productVersion, quantity: Int
        var priceFen, cashFen, voucherFen: Money
        var hasFiveDayRefund, allowsCredit: Bool
        var validityMonths: Int?
        var agreement: AcceptedAgreement
        var deliveredAt: Instant?
        var domain: String?
    }

    struct Payment: Codable, Sendable {
        var paymentId, method, status: String
        var cashFen, voucherFen: Money
        var payUrl: String?
        var paidAt: Instant?
    }

    struct Refund: Codable, Sendable {
        var refundId: String
        var cashFen, voucherFen: Money
        var refundedAt: Instant?
    }

    var orderId, type, status, accountId, vendorId, vendorName: String
    var subAccountId: String?
    /// What the buyer reads, in the marketplace's language.
    var statusText: String
    var lines: [Line]
    var totalFen, cashFen, voucherFen: Money
    var placedAt: Instant
    var payableUntil: Instant
    var payment: Payment?
    /// Why the last payment did not come about: `balance-too-low`, `closed-by-provider` …
    var lastPaymentFailure: String?
    var refunds: [Refund]
    var isClosedForRefund: Bool
    var endReason: String?
    var owner: Owner?
    var demandId, proposalId: String?
    /// What its buyer can do with it here (ORD-08).
    var actions: [String]

    struct Owner: Codable, Sendable {
        var kind, registrantTemplateId: String
    }
}

extension OrderView {
    /// nil for an order that was never placed.
    init?(_ order: OrderState) {
        guard let placedAt = order.placedAt else { return nil }
        let paid = order.paidAmounts
        self.init(
            orderId: order.id, type: order.type.rawValue, status: order.status.rawValue, accountId: order.buyer,
            vendorId: order.vendor.id,
            vendorName: order.vendor.name, subAccountId: order.subAccount, statusText: order.statusText,
            lines: order.lines.map(Line.init),
            totalFen: order.total, cashFen: paid.totalCash, voucherFen: paid.totalVoucher, placedAt: placedAt,
            payableUntil: Order.lapseInstant(placedAt: placedAt), payment: Payment(order),
            lastPaymentFailure: order.lastPaymentFailure,
            refunds: order.refunds.map {
                Refund(
                    refundId: $0.id, cashFen: $0.amounts.totalCash, voucherFen: $0.amounts.totalVoucher,
                    refundedAt: $0.doneAt)
            },
            isClosedForRefund: order.refundCase != nil, endReason: order.endReason,
            owner: order.owner.map { Owner(kind: $0.kind.rawValue, registrantTemplateId: $0.registrantTemplateID) },
            demandId: order.origin?.demandID, proposalId: order.origin?.proposalID,
            actions: order.status == .unpaid ? ["detail", "pay", "cancel"] : ["detail"])
    }

    /// The JSON that answers a command; `{}` for an order that was never placed.
    static func json(_ order: OrderState) -> [UInt8] {
        OrderView(order).flatMap { try? sortedJSON($0) } ?? Array("{}".utf8)
    }
}

extension OrderView.Line {
    init(_ line: OrderLine) {
        let terms = line.terms
        self.init(
            lineId: line.id, role: line.role.rawValue, productId: terms.productID, productName: terms.productName,
            productType: terms.type.rawValue, choiceId: terms.choice.id, specification: terms.choice.specification,
            billing: terms.choice.billing,
            state: line.state.rawValue, productVersion: terms.productVersion, quantity: terms.quantity,
            priceFen: line.price,
            cashFen: line.paidCash, voucherFen: line.paidVoucher, hasFiveDayRefund: terms.hasFiveDayRefund,
            allowsCredit: terms.allowsCredit,
            validityMonths: terms.validityMonths,
            agreement: terms.agreement, deliveredAt: line.deliveredAt, domain: terms.domain?.name)
    }
}

extension OrderView.Payment {
    /// The payment that counted, or the one under way.
    init?(_ order: OrderState) {
        let paid = order.paidAmounts
        if let settlement = order.settlement {
            self.init(
                paymentId: settlement.paymentID, method: settlement.method.rawValue, status: "paid",
                cashFen: paid.totalCash,
                voucherFen: paid.totalVoucher, payUrl: nil, paidAt: settlement.paidAt)
        } else if let attempt = order.attempt {
            self.init(
                paymentId: attempt.id, method: attempt.method.rawValue, status: attempt.stage.rawValue,
                cashFen: attempt.cash,
                voucherFen: attempt.voucher, payUrl: attempt.payURL, paidAt: nil)
        } else {
            return nil
        }
    }
}

extension OrderState {
    fileprivate var statusText: String {
        if refundCase != nil { return "退款审核中" }
        switch status {
        case .absent, .unpaid: return "待支付"
        case .claiming, .processing: return "处理中"
        case .produced: return "已完成"
        case .failed: return "购买失败"
        case .cancelled: return "已取消"
        case .lapsed: return "已失效"
        case .domainTaken: return "域名已被他人购买"
        case .refunded: return "已退款"
        }
    }
}
