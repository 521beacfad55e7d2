import EventContracts
import JSON
import Kernel
import Messaging
import RefundsDomain

/// What other services say, as facts of a guarantee.
enum InboundEvents {
    static let routes = orders + fulfilment + invoicing + [InboundRoute(accountGoneOn: Topics.accounts)]

    private static let orders = [
        InboundRoute(Topics.ordersEvents, OrdersWire.OrderPaidV1.self) { message, _ in
            fact(message.orderId, .orderPaid(try paidOrder(message)))
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
        InboundRoute(Topics.ordersEvents, OrdersWire.DeliveryPausedV1.self) { message, _ in
            fact(message.orderId, .deliveryPaused(lineID: message.lineId, at: message.pausedAt))
        },
        InboundRoute(Topics.ordersEvents, OrdersWire.DeliveryResumedV1.self) { message, _ in
            fact(message.orderId, .deliveryResumed(lineID: message.lineId, at: message.resumedAt))
        },
        InboundRoute(Topics.ordersEvents, OrdersWire.OrderProducedV1.self) { message, _ in
            let lines = message.lines.map { DeliveredLine(lineID: $0.lineId, at: $0.deliveredAt) }
            return fact(message.orderId, .produced(lines))
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

    private static func paidOrder(_ message: OrdersWire.OrderPaidV1) throws(JSONError) -> PaidOrder {
        PaidOrder(
            orderID: message.orderId, accountID: message.accountId, vendorID: message.vendorId,
            vendorName: message.vendorName,
            paidThrough: PaymentChannel(method: message.method.word), paidAt: message.paidAt,
            lines: try message.lines.enumerated().map(paidLine))
    }

    /// What may be given back depends on the type and how it is billed: a word that nobody has a rule for parks the order.
    private static func paidLine(_ index: Int, _ line: OrdersWire.PaidLine) throws(JSONError) -> PaidLine {
        guard let type = ProductType(rawValue: try line.productType.known(at: "/lines/\(index)/productType").word),
            let billing = BillingMode(rawValue: try line.billing.known(at: "/lines/\(index)/billing").word)
        else {
            throw JSONError(
                .invalidValue, pointer: "/lines/\(index)",
                detail:
                    "this version has no refund rules for the product type or its billing. Upgrade this service, then retry"
            )
        }
        return PaidLine(
            lineID: line.lineId, productID: line.productId, productName: line.productName, type: type,
            billingMode: billing, hasRefundBadge: line.hasFiveDayRefund, cash: line.cashFen, voucher: line.voucherFen)
    }
}
