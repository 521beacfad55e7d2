import EventContracts
import InvoicingDomain
import JSON
import Messaging

/// What orders says, as facts about what can be invoiced, and what identity says of accounts.
enum InboundEvents {
    static let routes = [
        InboundRoute(Topics.accounts, AccountsWire.AccountChangedV1.self) { message, _ in
            [Delivery(Account.self, id: message.accountId, input: .known)]
        },
        InboundRoute(accountGoneOn: Topics.accounts) { [Delivery(Account.self, id: $0, input: .forgotten)] },
        InboundRoute(Topics.ordersEvents, OrdersWire.OrderPaidV1.self) { message, _ in
            fact(message.orderId, .paid(try paidOrder(message)))
        },
        InboundRoute(Topics.ordersEvents, OrdersWire.OrderProducedV1.self) { message, _ in
            fact(message.orderId, .produced)
        },
        InboundRoute(Topics.ordersEvents, OrdersWire.OrderRefundedV1.self) { message, _ in
            fact(message.orderId, .refunded(refundID: message.refundId, cash: message.cashFen))
        },
    ]

    private static func fact(_ orderID: String, _ input: Invoiceable.Input) -> [Delivery] {
        [Delivery(Invoiceable.self, id: orderID, input: input)]
    }

    private static func paidOrder(_ message: OrdersWire.OrderPaidV1) throws(JSONError) -> PaidOrder {
        let isFirstParty = message.seller == .firstParty
        return PaidOrder(
            orderID: message.orderId, accountID: message.accountId,
            seller: Seller(id: isFirstParty ? Seller.firstPartyID : message.vendorId, name: message.vendorName),
            lines: try message.lines.enumerated().map(line),
            domainSource: message.domain?.source.word, paidAt: message.paidAt)
    }

    /// A line of a type without a tax class parks the order: it cannot be invoiced until somebody has said at what rate.
    private static func line(_ index: Int, _ line: OrdersWire.PaidLine) throws(JSONError) -> PaidOrder.Line {
        guard let taxClass = TaxClass(productType: line.productType.word) else {
            throw JSONError(
                .invalidValue, pointer: "/lines/\(index)/productType",
                detail: "this version knows no tax class for the product type. Upgrade this service, then retry")
        }
        return PaidOrder.Line(
            name: line.productName, specification: line.specification, taxClass: taxClass, quantity: line.quantity,
            cash: line.cashFen)
    }
}
