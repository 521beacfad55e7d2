import EventContracts
import JSON
import Kernel

/// Messages of other services, made from their contracts' examples.
enum Samples {
    static func orderPaid(productID: String, quantity: Int64) throws -> OrdersWire.OrderPaidV1 {
        OrdersWire.OrderPaidV1(
            orderId: "O-1", accountId: "A-1", vendorId: "V-1", vendorName: "示例服务商", seller: .thirdParty,
            orderType: .new, paymentId: "PAY-1",
            method: .balance,
            lines: [
                OrdersWire.PaidLine(
                    lineId: "O-1-1", role: .product, productId: productID, productVersion: 1, productName: "甲",
                    productType: .humanService,
                    choiceId: "basic", specification: "基础版", billing: .once, quantity: quantity,
                    priceFen: Money(fen: 1), hasFiveDayRefund: true,
                    agreementVersion: "1", agreementDigest: String(repeating: "d", count: 64),
                    agreementAcceptedAt: Instant(microseconds: 0),
                    offerId: "OF-1",
                    cashFen: Money(fen: 1), voucherFen: .zero)
            ],
            totalFen: Money(fen: 1), cashFen: Money(fen: 1), voucherFen: .zero, placedAt: Instant(microseconds: 0),
            paidAt: paidAt)
    }

    static var orderRefunded: OrdersWire.OrderRefundedV1 {
        get throws {
            OrdersWire.OrderRefundedV1(
                refundId: "R-1", orderId: "O-1", accountId: "A-1", vendorId: "V-1",
                amounts: [OrdersWire.RefundedLine(lineId: "O-1-1", cashFen: Money(fen: 1), voucherFen: .zero)],
                cashFen: Money(fen: 1),
                voucherFen: .zero,
                method: .balance, isWholeOrder: true, refundedAt: paidAt)
        }
    }

    private static let paidAt = Instant(rfc3339: "2026-11-21T08:00:00Z") ?? Instant(microseconds: 0)

    static func purchaseFailed(domain: String, isStale: Bool) -> PartnerDomainFulfilmentWire.DomainPurchaseFailedV1 {
        .init(
            orderId: "O-7", lineId: "O-7-1", accountId: "A-1", domain: domain, source: .sedo, reason: .staleListing,
            listingStale: isStale,
            failedAt: paidAt)
    }
}
