import EventContracts
import Kernel
import Messaging
import RefundsDomain

/// What other services say, as facts of a guarantee.
enum InboundEvents {
    static let routes = orders + fulfilment + invoicing

    private static let orders = [
        InboundRoute(Topics.ordersEvents, OrdersWire.OrderPaidV1.self) { message, _ in
            fact(message.orderId, .orderPaid(paidOrder(message)))
        },
        InboundRoute(Topics.ordersEvents, OrdersWire.RequirementFiledV1.self) { message, _ in
            fact(message.orderId, .requirementFiled(lineID: message.lineId, at: message.filedAt))
        },
        InboundRoute(Topics.ordersEvents, OrdersWire.DeliveryAcceptedV1.self) { message, _ in
            fact(message.orderId, .deliveryAccepted(lineID: message.lineId, at: message.acceptedAt))
        },
        InboundRoute(Topics.ordersEvents, OrdersWire.DeliveryExpiredV1.self) { message, _ in
            fact(message.orderId, .deliveryExpired(lineID: message.lineId, at: message.expiredAt))
        },
        InboundRoute(Topics.ordersEvents, OrdersWire.OrderRefundedV1.self) { message, _ in
            fact(message.orderId, .moneyReturned(refundID: message.refundId, at: message.refundedAt))
        },
        InboundRoute(Topics.ordersEvents, OrdersWire.OrderRefundRefusedV1.self) { message, _ in
            fact(message.orderId, .moneyRefused(refundID: message.refundId, rule: message.rule))
        },
    ]

    private static let fulfilment = [
        InboundRoute(Topics.partnerDomainFulfilmentEvents, PartnerDomainFulfilmentWire.DomainPurchasedV1.self) {
            message, _ in
            fact(message.orderId, .domainPurchased)
        },
        InboundRoute(Topics.partnerDomainFulfilmentEvents, PartnerDomainFulfilmentWire.DomainPurchaseFailedV1.self) {
            message, _ in
            fact(message.orderId, .domainPurchaseFailed(reason: message.reason.word))
        },
    ]

    private static let invoicing = [
        InboundRoute(Topics.invoicingEvents, InvoicingWire.InvoiceIssuedV1.self) { message, _ in
            fact(message.orderId, .invoiceIssued(invoiceID: message.invoiceId))
        },
        InboundRoute(Topics.invoicingEvents, InvoicingWire.InvoiceReversedV1.self) { message, _ in
            fact(message.orderId, .invoiceReversed(invoiceID: message.invoiceId))
        },
    ]

    private static func fact(_ orderID: String, _ input: Guarantee.Input) -> [Delivery] {
        [Delivery(Guarantee.self, id: orderID, input: input)]
    }

    private static func paidOrder(_ message: OrdersWire.OrderPaidV1) -> PaidOrder {
        PaidOrder(
            orderID: message.orderId, accountID: message.accountId, vendorID: message.vendorId,
            vendorName: message.vendorName,
            paidThrough: PaymentChannel(method: message.method.word), paidAt: message.paidAt,
            lines: message.lines.map { line in
                PaidLine(
                    lineID: line.lineId, productID: line.productId, productName: line.productName,
                    type: ProductType(name: line.productType.word),
                    billingMode: BillingMode(rawValue: line.billing.word),
                    hasRefundBadge: line.hasFiveDayRefund, cash: line.cashFen, voucher: line.voucherFen)
            })
    }
}
