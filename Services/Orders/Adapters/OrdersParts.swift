import Crypto
import HTTPClient
import HTTPServer
import Kernel
import Messaging
import Offers
import OrdersApplication
import PostgresClient
import Runtime

/// What the service needs to know of its surroundings.
struct OrdersSettings: Sendable {
    /// As it stands in the address of its callbacks.
    var providerName: String
    var providerURL: String
    /// This service as the provider reaches it.
    var callbackBaseURL: String
    var providerSecret: [UInt8]
    /// By vendor.
    var isvKeys: [String: String]
    var offerKeys: OfferKeys
    var passwords: SecretBox
}

/// The service put together, for the program and for tests of the whole.
struct OrdersParts: Sendable {
    let definition: ServiceDefinition
    private let settings: OrdersSettings
    private let pool: PostgresPool
    private let now: @Sendable () -> Instant

    /// - Parameters:
    ///   - providerClient: calls the payment provider.
    ///   - vendorClient: calls addresses that vendors named.
    init(
        _ settings: OrdersSettings, pool: PostgresPool, providerClient: OutboundHTTPClient, vendorClient: OutboundHTTPClient,
        now: @escaping @Sendable () -> Instant
    ) {
        (self.settings, self.pool, self.now) = (settings, pool, now)
        let provider = HTTPPaymentProvider(
            client: providerClient, baseURL: settings.providerURL,
            callbackURL: "\(settings.callbackBaseURL)/payment-callbacks/\(settings.providerName)",
            signature: ProviderSignature(secret: settings.providerSecret), now: now)
        let vendors = VendorInterface(client: vendorClient, passwords: settings.passwords)
        definition = OrdersService.definition(effects: [
            OrdersService.paymentEffect(provider), OrdersService.productionEffect(vendors, FactQueries(pool: pool), isvKeys: settings.isvKeys),
        ])
    }

    func router(_ machine: Machine) -> Router {
        let facts = FactQueries(pool: pool)
        let placement = Placement(
            offers: OfferBook(verifier: OfferVerifier(keys: settings.offerKeys)), registrants: facts, digest: Digest.sha256)
        return OrdersAPI(
            desk: CommandDesk(machine), orders: OrderQueries(pool: pool), money: MoneyQueries(pool: pool), placement: placement,
            passwords: settings.passwords,
            callbackSignatures: [settings.providerName: ProviderSignature(secret: settings.providerSecret)], now: now
        ).router
    }
}
