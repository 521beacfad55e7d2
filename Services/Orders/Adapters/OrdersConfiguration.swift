package import Crypto
import Observability
package import Offers
package import Runtime

/// What this service is configured by, besides the standard variables.
package enum OrdersConfiguration {
    static let offerKeys = ConfigurationVariable<OfferKeys>(
        "OFFER_KEYS", .offerKeys, meaning: "Keys with which the catalog signs offers, and this service verifies them.")
    static let providerName = ConfigurationVariable<String>(
        "PAYMENT_PROVIDER", .identifier(example: "cashier"), default: "cashier",
        meaning: "Name of the payment provider, as it stands in the address of its callbacks.")
    static let providerURL = ConfigurationVariable<String>(
        "PAYMENT_PROVIDER_URL", .url(example: "https://pay.example.com"),
        meaning: "Where the payment provider is called, without a final slash.")
    static let providerSecret = ConfigurationVariable<Sensitive<String>>(
        "PAYMENT_PROVIDER_SECRET", .secret(example: "(what the provider gave you)"),
        meaning: "Secret that signs calls to the provider and its callbacks.")
    static let publicURL = ConfigurationVariable<String>(
        "ORDERS_PUBLIC_URL", .url(example: "https://orders.example.com"),
        meaning: "This service as the payment provider reaches it, without a final slash.")
    static let isvKeys = ConfigurationVariable<VendorKeys>(
        "VENDOR_SPI_KEYS", .vendorKeys, default: VendorKeys(),
        meaning: "Keys that sign calls to vendors' production endpoints. A vendor without a key cannot open instances.")
    static let allowsPrivateVendors = ConfigurationVariable<Bool>(
        "VENDOR_SPI_PRIVATE_ADDRESSES", .boolean, default: false,
        meaning:
            "Whether vendors' endpoints may have addresses outside the public Internet: for simulators on one machine, never in production."
    )

    package static let all: [any ConfigurationEntry] = [
        offerKeys, providerName, providerURL, providerSecret, publicURL, isvKeys, allowsPrivateVendors,
    ]
}

/// What the service needs to know of its surroundings.
package struct OrdersSettings: Sendable {
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

    package init(
        providerName: String, providerURL: String, callbackBaseURL: String, providerSecret: [UInt8],
        isvKeys: [String: String], offerKeys: OfferKeys, passwords: SecretBox
    ) {
        self.providerName = providerName
        self.providerURL = providerURL
        self.callbackBaseURL = callbackBaseURL
        self.providerSecret = providerSecret
        self.isvKeys = isvKeys
        self.offerKeys = offerKeys
        self.passwords = passwords
    }
}

/// Signing keys of vendors' production interfaces, by vendor.
struct VendorKeys: Sendable, CustomStringConvertible {
    let keys: Sensitive<[String: String]>

    init() { keys = Sensitive([:]) }

    /// From `V-1:key,V-2:key`; nil if a part is no pair or a vendor stands there twice.
    init?(_ text: String) {
        var keys: [String: String] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = part.split(separator: ":", maxSplits: 1)
            guard pair.count == 2, keys.updateValue(String(pair[1]), forKey: String(pair[0])) == nil else { return nil }
        }
        self.keys = Sensitive(keys)
    }

    var description: String { "none" }
}

extension ConfigurationKind<VendorKeys> {
    static let vendorKeys = Self(
        allowed: "vendor:key pairs separated by commas", example: "V-1001:(isvKey),V-1002:(isvKey)", isSecret: true,
        parse: VendorKeys.init)
}
