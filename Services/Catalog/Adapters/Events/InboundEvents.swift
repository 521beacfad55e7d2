import CatalogDomain
import EventContracts
import Messaging

/// What catalog makes of other services' facts.
enum InboundEvents {
    static var routes: [InboundRoute] {
        [
            InboundRoute(Topics.accounts, AccountsWire.AccountChangedV1.self) { message, _ in
                // A closed account may not sell. Whom the name of anybody else is, is nothing to the catalog.
                let vendorID = message.isClosed ? nil : message.vendorId
                let facts = Account.State(vendorID: vendorID, name: vendorID == nil ? "" : message.name)
                return [Delivery(Account.self, id: message.accountId, input: .changed(facts))]
            },
            InboundRoute(accountGoneOn: Topics.accounts) { [Delivery(Account.self, id: $0, input: .forgotten)] },
            InboundRoute(Topics.ordersEvents, OrdersWire.OrderPaidV1.self) { message, _ in paid(message) },
            InboundRoute(Topics.ordersEvents, OrdersWire.OrderRefundedV1.self) { message, _ in
                message.isWholeOrder ? [Delivery(Deal.self, id: message.orderId, input: .refunded)] : []
            },
            InboundRoute(Topics.partnerDomainFulfilmentEvents, PartnerDomainFulfilmentWire.DomainPurchasedV1.self) {
                message, _ in
                [Delivery(ListingWatch.self, id: message.domain, input: .purchased(orderID: message.orderId))]
            },
            InboundRoute(Topics.partnerDomainFulfilmentEvents, PartnerDomainFulfilmentWire.DomainPurchaseFailedV1.self)
            { message, _ in
                // A source that this version has no listings of cannot be taken down here.
                let source = try message.source.known(at: "/source")
                return [
                    Delivery(
                        ListingWatch.self, id: message.domain,
                        input: .purchaseFailed(
                            partner: source.word, orderID: message.orderId, reason: message.reason.word,
                            isStale: message.listingStale))
                ]
            },
        ]
    }

    /// Domains are no products of ours: only lines of the role `product` count as deals.
    private static func paid(_ message: OrdersWire.OrderPaidV1) -> [Delivery] {
        let lines = message.lines.filter { $0.role == .product }.map {
            Deal.Line(productID: $0.productId, quantity: Int($0.quantity))
        }
        return lines.isEmpty
            ? [] : [Delivery(Deal.self, id: message.orderId, input: .paid(lines: lines, at: message.paidAt))]
    }
}
