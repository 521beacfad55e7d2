import Crypto
package import HTTPClient
import HTTPServer
package import Kernel
package import Messaging
import Observability
import Offers
import OrdersApplication
import OrdersDomain
package import PostgresClient
import Runtime

/// The whole program.
package func ordersMain() -> Never {
    runService(name: OrdersService.name, variables: OrdersConfiguration.all) { context in
        let configuration = context.configuration
        let pool = context.postgresPool()
        let vendorClient = context.outsideClient(
            peer: "vendors", configuration[OrdersConfiguration.allowsPrivateVendors] ? .any : .publicOnly)
        let parts = OrdersWiring(
            OrdersSettings(
                providerName: configuration[OrdersConfiguration.providerName],
                providerURL: configuration[OrdersConfiguration.providerURL],
                callbackBaseURL: configuration[OrdersConfiguration.publicURL],
                providerSecret: Array(configuration[OrdersConfiguration.providerSecret].reveal().utf8),
                isvKeys: configuration[OrdersConfiguration.isvKeys].keys.reveal(),
                offerKeys: configuration[OrdersConfiguration.offerKeys],
                passwords: try context.secretBox()),
            pool: pool, providerClient: context.httpClient, vendorClient: vendorClient,
            now: { [clock = context.wallClock] in clock.now() })
        let machine = try context.machine(parts.definition)
        return [
            context.component(machine),
            context.httpServer(parts.router(machine), authenticator: try context.authenticator()),
        ]
    }
}

/// The service put together, for the program and for tests of the whole.
package struct OrdersWiring: Sendable {
    package let definition: ServiceDefinition
    private let settings: OrdersSettings
    private let pool: PostgresPool
    private let now: @Sendable () -> Instant

    /// - Parameters:
    ///   - providerClient: calls the payment provider.
    ///   - vendorClient: calls addresses that vendors named.
    package init(
        _ settings: OrdersSettings, pool: PostgresPool, providerClient: OutboundHTTPClient,
        vendorClient: OutboundHTTPClient,
        now: @escaping @Sendable () -> Instant
    ) {
        self.settings = settings
        self.pool = pool
        self.now = now
        let provider = HTTPPaymentProvider(
            client: providerClient, baseURL: settings.providerURL,
            callbackURL: "\(settings.callbackBaseURL)/payment-callbacks/\(settings.providerName)",
            signature: ProviderSignature(secret: settings.providerSecret), now: now)
        let vendors = VendorInterface(client: vendorClient, passwords: settings.passwords)
        definition = OrdersService.definition(effects: [
            OrdersService.paymentEffect(provider),
            OrdersService.productionEffect(vendors, FactQueries(pool: pool), isvKeys: settings.isvKeys),
        ])
    }

    func router(_ machine: Machine) -> Router {
        let facts = FactQueries(pool: pool)
        let placement = Placement(
            offers: OfferBook(verifier: OfferVerifier(keys: settings.offerKeys)), facts: facts,
            digest: Digest.sha256)
        return OrdersRouter(
            desk: CommandDesk(machine),
            orders: OrderQueries(pool: pool, aggregates: machine.reader(Order.self, pool)),
            deliveries: DeliveryQueries(pool: pool, projects: machine.reader(DeliveryProject.self, pool)),
            money: MoneyQueries(pool: pool), facts: facts, placement: placement,
            passwords: settings.passwords,
            callbackSignatures: [settings.providerName: ProviderSignature(secret: settings.providerSecret)], now: now
        ).router
    }
}
