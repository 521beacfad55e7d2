import CrowdsourcingDomain
import EventContracts
import Kernel
import Messaging

/// What crowdsourcing makes of others' facts.
struct InboundEvents: Sendable {
    let vault: DemandVault

    var routes: [InboundRoute] { [account, goneAccount] + products + orders }

    private var account: InboundRoute {
        InboundRoute(Topics.accounts, AccountsWire.AccountChangedV1.self) { message, _ in
            let id = message.accountId
            let phone = message.isClosed ? nil : message.phone.map { vault.phone($0, of: id) }
            let facts = Account.Facts(
                vendorID: message.vendorId, name: Personal(message.name, of: id), phone: phone)
            return [Delivery(Account.self, id: id, input: .changed(facts))]
        }
    }

    private var goneAccount: InboundRoute {
        InboundRoute(accountGoneOn: Topics.accounts) { [Delivery(Account.self, id: $0, input: .forgotten)] }
    }

    private var products: [InboundRoute] {
        [
            InboundRoute(Topics.catalogEvents, CatalogWire.ProductListedV1.self) { message, _ in
                let facts = ListedProduct.State(
                    version: Int(message.version), vendorID: message.vendorId, name: message.name,
                    choiceIDs: message.choices.map(\.choiceId),
                    isListed: true)
                return [Delivery(ListedProduct.self, id: message.productId, input: .listed(facts))]
            },
            InboundRoute(Topics.catalogEvents, CatalogWire.ProductDelistedV1.self) { message, _ in
                [Delivery(ListedProduct.self, id: message.productId, input: .delisted(version: Int(message.version)))]
            },
        ]
    }

    /// Orders that were placed for a demand say so in all their facts; the others are none of our business.
    private var orders: [InboundRoute] {
        [
            InboundRoute(Topics.ordersEvents, OrdersWire.OrderPlacedV1.self) { message, _ in
                guard let acceptanceID = message.acceptanceId else { return [] }
                return toDemand(message.demandId, .orderPlaced(orderID: message.orderId, acceptanceID: acceptanceID))
            },
            InboundRoute(Topics.ordersEvents, OrdersWire.OrderPriceChangedV1.self) { message, _ in
                toDemand(message.demandId, .orderRepriced(orderID: message.orderId, total: message.newTotalFen))
            },
            InboundRoute(Topics.ordersEvents, OrdersWire.OrderCancelledV1.self) { message, _ in
                toDemand(message.demandId, .orderClosed(orderID: message.orderId))
            },
            InboundRoute(Topics.ordersEvents, OrdersWire.OrderLapsedV1.self) { message, _ in
                toDemand(message.demandId, .orderClosed(orderID: message.orderId))
            },
            InboundRoute(Topics.ordersEvents, OrdersWire.OrderPaidV1.self) { message, _ in
                toDemand(message.demandId, .orderPaid(orderID: message.orderId))
            },
            InboundRoute(Topics.ordersEvents, OrdersWire.OrderProducedV1.self) { message, _ in
                toDemand(message.demandId, .orderProduced(orderID: message.orderId))
            },
        ]
    }
}

private func toDemand(_ id: String?, _ input: Demand.Input) -> [Delivery] {
    id.map { [Delivery(Demand.self, id: $0, input: input)] } ?? []
}
