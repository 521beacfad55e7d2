import Crypto
package import Messaging
import OrdersApplication
import OrdersDomain
package import PostgresClient

/// How the service's aggregates meet topics, rows and the outside.
package enum OrdersService {
    package static let name = "orders"

    /// The service's own tables, beside the machine's.
    package static func migrations() throws(PostgresError) -> [Migration] {
        [
            try Migration(fileName: "V0001_orders.sql", sql: PackageResources.V0001_orders_sql),
            try Migration(fileName: "V0002_ledger.sql", sql: PackageResources.V0002_ledger_sql),
        ]
    }

    /// What it reads of others.
    package static var inbound: [InboundRoute] { inboundRoutes(digest: Digest.sha256) }

    static func definition(effects: [EffectHandler]) -> ServiceDefinition {
        ServiceDefinition(
            name: name,
            aggregates: [
                AggregateDefinition(Order.self, publish: orderMessage, project: orderRows, represent: OrderView.json),
                AggregateDefinition(Wallet.self, project: walletRows, represent: { viewJSON(WalletView($0)) }),
                AggregateDefinition(OnlinePayment.self, project: paymentRows, represent: { viewJSON(PaymentView($0)) }),
                AggregateDefinition(DomainClaim.self),
                AggregateDefinition(
                    Entitlement.self, project: entitlementRows, represent: { viewJSON(EntitlementView($0)) }),
                AggregateDefinition(
                    DeliveryProject.self, project: deliveryRows, represent: { viewJSON(DeliveryView($0)) }),
                AggregateDefinition(ProposalAcceptance.self),
                AggregateDefinition(ProductFact.self, project: productRows),
                AggregateDefinition(AccountFact.self, project: accountRows),
            ],
            inbound: inbound, effects: effects)
    }

    /// Calls to the payment provider.
    static func paymentEffect(_ provider: HTTPPaymentProvider) -> EffectHandler {
        EffectHandler(PaymentCall.self) { call in
            Delivery(OnlinePayment.self, id: call.aggregateID, input: try await converse(call.request, with: provider))
        }
    }

    /// Calls to vendors. Which address and key: of the product's present version and of the vendor, at the time of the call,
    /// so that a mended address helps a call that has failed so far.
    static func productionEffect(_ vendors: VendorInterface, _ facts: FactQueries, isvKeys: [String: String])
        -> EffectHandler
    {
        EffectHandler(SPICall.self, concurrency: 32) { call in
            let answer: SPIAnswer
            if let url = try await facts.productionEndpoint(of: call.request.terms.productID),
                let key = isvKeys[call.request.terms.vendorID]
            {
                answer = await vendors.call(call.request, at: VendorEndpoint(url: url, isvKey: key))
            } else {
                answer = .notCalled(reason: "no-endpoint-or-key")
            }
            return Delivery(
                Entitlement.self, id: call.aggregateID, input: .answered(number: call.request.number, answer))
        }
    }
}
