import Kernel
import Observability
import Runtime

/// What catalog is configured by, besides the standard variables.
enum CatalogConfiguration {
    static let offerKeys = ConfigurationVariable<Sensitive<String>>(
        "OFFER_KEYS", .secret(example: "k2:(output of openssl rand -base64 32),k1:(the one before)"),
        meaning:
            "Keys for signing offers, id:base64 separated by commas; the first signs. The service orders must have them too."
    )
    static let offerLifetime = ConfigurationVariable<Instant.Span>(
        "OFFER_LIFETIME", .duration(.minutes(1)...(.days(1)), example: "30m"), default: .minutes(30),
        meaning: "How long a price is promised.")

    static let all: [any ConfigurationEntry] = [offerKeys, offerLifetime]
}
