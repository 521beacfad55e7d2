import HTTPClient
import Messaging
import Observability
import Runtime

/// The whole program.
package func ordersMain() -> Never {
    runService(name: OrdersService.name, variables: OrdersConfiguration.all) { context in
        let configuration = context.configuration
        let pool = context.postgresPool()
        context.health.add(.database(pool))
        var vendorClient = OutboundHTTPClient.Configuration()
        vendorClient.userAgent = "marketplace-orders"
        vendorClient.caFile = configuration[.caFile]
        vendorClient.addressPolicy = configuration[OrdersConfiguration.allowsPrivateVendors] ? .any : .publicOnly
        let parts = OrdersParts(
            OrdersSettings(
                providerName: configuration[OrdersConfiguration.providerName], providerURL: configuration[OrdersConfiguration.providerURL],
                callbackBaseURL: configuration[OrdersConfiguration.publicURL],
                providerSecret: Array(configuration[OrdersConfiguration.providerSecret].reveal().utf8),
                isvKeys: configuration[OrdersConfiguration.isvKeys].keys.reveal(), offerKeys: configuration[OrdersConfiguration.offerKeys],
                passwords: try context.secretBox()),
            pool: pool, providerClient: context.httpClient, vendorClient: OutboundHTTPClient(vendorClient),
            now: { [clock = context.wallClock] in clock.now() })
        let machine = try context.machine(parts.definition)
        return [context.component(machine), context.httpServer(parts.router(machine), authenticator: try context.authenticator())]
    }
}
