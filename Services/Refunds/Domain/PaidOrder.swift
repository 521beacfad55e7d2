package import Kernel

/// How a product is delivered, as far as the guarantee tells types apart. The text is the catalog's name of the type.
package enum ProductType: String, Codable, Hashable, Sendable {
    case image, download, licence, saas, api
    case domain = "partner-domain"
    case humanService = "human-service"
    case resourceOrchestration = "resource-orchestration"
    case containerImage = "container-image"
}

package enum BillingMode: String, Codable, Hashable, Sendable {
    case payAsYouGo = "pay-as-you-go"
    case period, package, once
}

/// One line of a paid order.
package struct PaidLine: Codable, Hashable, Sendable {
    package let lineID: String
    package let productID: String
    package let productName: String
    package let type: ProductType
    /// nil where a type has only one mode.
    package let billingMode: BillingMode?
    /// Whether the product bore the badge "five-day no-reason refund" when it was bought.
    package let hasRefundBadge: Bool
    package let cash: Money
    package let voucher: Money

    package init(
        lineID: String, productID: String, productName: String, type: ProductType, billingMode: BillingMode?,
        hasRefundBadge: Bool,
        cash: Money, voucher: Money
    ) {
        self.lineID = lineID
        self.productID = productID
        self.productName = productName
        self.type = type
        self.billingMode = billingMode
        self.hasRefundBadge = hasRefundBadge
        self.cash = cash
        self.voucher = voucher
    }
}

package struct PaidOrder: Codable, Hashable, Sendable {
    package let orderID: String
    package let accountID: String
    package let vendorID: String
    package let vendorName: String
    package let paidThrough: PaymentChannel
    package let paidAt: Instant
    package let lines: [PaidLine]

    package init(
        orderID: String, accountID: String, vendorID: String, vendorName: String, paidThrough: PaymentChannel,
        paidAt: Instant,
        lines: [PaidLine]
    ) {
        self.orderID = orderID
        self.accountID = accountID
        self.vendorID = vendorID
        self.vendorName = vendorName
        self.paidThrough = paidThrough
        self.paidAt = paidAt
        self.lines = lines
    }

    package var cash: Money { lines.map(\.cash).sum() }
    package var voucher: Money { lines.map(\.voucher).sum() }
}

/// Money of one line, by where it came from and goes back to.
package struct LineAmount: Codable, Hashable, Sendable {
    package let lineID: String
    package let cash: Money
    package let voucher: Money

    package init(lineID: String, cash: Money, voucher: Money) {
        self.lineID = lineID
        self.cash = cash
        self.voucher = voucher
    }
}
