import Kernel
import Offers
import Runtime

/// What catalog is configured by, besides the standard variables.
enum CatalogConfiguration {
    static let offerKeys = ConfigurationVariable<OfferKeys>(
        "OFFER_KEYS", .offerKeys, meaning: "Keys for signing offers. The service orders must have them too.")
    static let offerLifetime = ConfigurationVariable<Instant.Span>(
        "OFFER_LIFETIME", .duration(.minutes(1)...(.days(1)), example: "30m"), default: .minutes(30),
        meaning: "How long a price is promised.")

    static let all: [any ConfigurationEntry] = [offerKeys, offerLifetime]
}
