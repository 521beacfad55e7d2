package import Kernel
package import RefundsDomain

/// A refund case as its buyer and operators see it (REF-08).
package struct RefundView: Hashable, Sendable {
    package let refundID: String
    package let orderID: String
    package let accountID: String
    package let vendorName: String
    package let productName: String
    package let paidThrough: PaymentChannel
    package let status: RefundCase.Status
    /// nil once its buyer is forgotten.
    package let reason: String?
    package let isAutomatic: Bool
    package let cash: Money
    package let voucher: Money
    package let appliedAt: Instant
    package let reviewedAt: Instant?
    /// nil once its buyer is forgotten.
    package let rejectedBecause: String?
    package let returnedAt: Instant?

    package init(_ refund: RefundCase, of order: PaidOrder) {
        refundID = refund.id
        orderID = order.orderID
        accountID = order.accountID
        vendorName = order.vendorName
        productName = order.productName
        paidThrough = order.paidThrough
        status = refund.status
        reason = refund.reason.text
        isAutomatic = refund.isAutomatic
        cash = refund.cash
        voucher = refund.voucher
        appliedAt = refund.appliedAt
        reviewedAt = refund.reviewedAt
        rejectedBecause = refund.rejectedBecause?.text
        returnedAt = refund.returnedAt
    }
}

extension PaidOrder {
    /// What the order is called in lists: the product of its first line.
    package var productName: String { lines.first?.productName ?? "" }
}

extension RefundCase.Status {
    /// REF-08, as the buyer reads it.
    package var buyersWords: String {
        switch self {
        case .inReview: "审核中"
        case .approved: "退款中"
        case .completed: "退订成功"
        case .rejected: "审核未通过"
        case .cancelled: "已取消"
        }
    }
}

/// One line of the list of what can be refunded (REF-05).
package struct RefundableItem: Hashable, Sendable {
    package let order: PaidOrder
    /// When the product was opened; nil while it is not.
    package let openedAt: Instant?
    /// First instant at which it no longer can; nil if that depends on the buyer's acceptance.
    package let until: Instant?
    /// To be returned or reversed before money moves (REF-04).
    package let outstandingInvoices: [String]

    package init(order: PaidOrder, openedAt: Instant?, until: Instant?, outstandingInvoices: [String]) {
        self.order = order
        self.openedAt = openedAt
        self.until = until
        self.outstandingInvoices = outstandingInvoices
    }
}

/// The port through which guarantees and cases are read.
package protocol RefundQueries: Sendable {
    /// The facts of an order that was paid; nil if there is none.
    func guarantee(_ orderID: String) async throws -> Guarantee.State?
    /// Those not closed for good, latest order first, those before `orderID`.
    func openGuarantees(of accountID: String, before orderID: String?, limit: Int) async throws -> [Guarantee.State]
    func refund(_ refundID: String) async throws -> RefundView?
    /// Latest first, those before `refundID`.
    func refunds(of accountID: String, before refundID: String?, limit: Int) async throws -> [RefundView]
    /// Oldest first, those after `refundID`.
    func refunds(with status: RefundCase.Status, after refundID: String?, limit: Int) async throws -> [RefundView]
}
