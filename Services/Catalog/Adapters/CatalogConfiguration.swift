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
    static let removalShareMaxPercent = ConfigurationVariable<Int>(
        "FEED_REMOVAL_PERCENT_MAX", .integer(1...100, example: 30), default: 30,
        meaning: "A feed that takes away more than this part of a partner's listings, or all, waits for an operator.")
    static let suffixList = ConfigurationVariable<String>(
        "PUBLIC_SUFFIX_LIST", .text(example: "/etc/public_suffix_list.dat"),
        default: "/usr/share/publicsuffix/public_suffix_list.dat",
        meaning: "The public suffix list, under whose suffixes domains can be listed (Debian: publicsuffix).")

    static let all: [any ConfigurationEntry] = [offerKeys, offerLifetime, removalShareMaxPercent, suffixList]
}
