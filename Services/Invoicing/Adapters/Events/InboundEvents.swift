import EventContracts
import InvoicingDomain
import Messaging

/// What orders says, as facts about what can be invoiced.
enum InboundEvents {
    static let routes = [
        InboundRoute(Topics.ordersEvents, OrdersWire.OrderPaidV1.self) { message, _ in
            fact(message.orderId, .paid(paidOrder(message)))
        },
        InboundRoute(Topics.ordersEvents, OrdersWire.OrderProducedV1.self) { message, _ in
            fact(message.orderId, .produced)
        },
        InboundRoute(Topics.ordersEvents, OrdersWire.OrderRefundedV1.self) { message, _ in
            fact(message.orderId, .refunded(cash: message.cashFen))
        },
    ]

    private static func fact(_ orderID: String, _ input: Invoiceable.Input) -> [Delivery] {
        [Delivery(Invoiceable.self, id: orderID, input: input)]
    }

    private static func paidOrder(_ message: OrdersWire.OrderPaidV1) -> PaidOrder {
        let isFirstParty = message.seller == .firstParty
        return PaidOrder(
            orderID: message.orderId, accountID: message.accountId,
            seller: Seller(id: isFirstParty ? Seller.firstPartyID : message.vendorId, name: message.vendorName),
            lines: message.lines.map { line in
                PaidOrder.Line(
                    name: line.productName, specification: line.specification,
                    taxClass: TaxClass(productType: line.productType.word),
                    quantity: line.quantity, cash: line.cashFen)
            },
            domainSource: message.domain?.source.word, paidAt: message.paidAt)
    }
}
