package import Kernel

/// CAT-01: what a product is delivered as. It decides how the product is produced, refunded and shown.
package enum ProductType: String, Codable, CaseIterable, Sendable {
    case image, download, licence, saas, api
    case humanService = "human-service"
    case resourceOrchestration = "resource-orchestration"
    case containerImage = "container-image"
}

/// CAT-05, and `once` for what is paid neither by time nor by use.
package enum Billing: String, Codable, CaseIterable, Sendable {
    case payAsYouGo = "pay-as-you-go"
    case period
    case package
    case once
}

/// A specification with its price.
package struct Choice: Codable, Hashable, Sendable {
    /// Unique within the product, given by the vendor, stable over versions.
    package var id: String
    package var specification: String
    package var billing: Billing
    package var price: Money
    package var periodMonths: Int?
    package var packageUnits: Int64?

    /// A hundred million yuan: of as many as are sold at once, still an amount.
    package static let priceMax = Money(yuan: 100_000_000)
    package static let periodMonthsMax: Int64 = 60
    package static let packageUnitsMax: Int64 = 1_000_000_000_000

    package init(
        id: String, specification: String, billing: Billing, price: Money, periodMonths: Int? = nil,
        packageUnits: Int64? = nil
    ) {
        self.id = id
        self.specification = specification
        self.billing = billing
        self.price = price
        self.periodMonths = periodMonths
        self.packageUnits = packageUnits
    }
}

/// VND-05: how a SaaS product is opened for its buyer.
package enum Connection: Codable, Hashable, Sendable {
    /// The platform calls this URL of the vendor.
    case productionEndpoint(String)
    /// The buyer gets a code and redeems it at the vendor's site.
    case activationCode(redeemAt: String)
}

/// VND-09: one step of a human service.
package struct DeliveryStep: Codable, Hashable, Sendable {
    package enum Actor: String, Codable, CaseIterable, Sendable { case vendor, buyer, system }

    package var name: String
    package var actor: Actor
    package var needsBuyerConfirmation: Bool

    package init(name: String, actor: Actor, needsBuyerConfirmation: Bool) {
        self.name = name
        self.actor = actor
        self.needsBuyerConfirmation = needsBuyerConfirmation
    }
}

/// VND-07: the text a buyer accepts. Its version is counted by the product whenever the digest changes.
package struct Agreement: Codable, Hashable, Sendable {
    package enum Source: String, Codable, CaseIterable, Sendable {
        /// The platform's template, edited or not.
        case platformTemplate = "platform-template"
        /// The vendor's own text.
        case vendorText = "vendor-text"
    }

    package var source: Source
    package var text: String
    /// SHA-256 of the text, lower-case hexadecimal; computed where the command is made.
    package var digest: String

    package init(source: Source, text: String, digest: String) {
        self.source = source
        self.text = text
        self.digest = digest
    }
}

/// All that a vendor says of its product.
package struct ProductContent: Codable, Hashable, Sendable {
    package var name: String
    package var summary: String
    package var type: ProductType
    /// A category of the tree that catalog is seeded with.
    package var categoryID: String
    package var choices: [Choice]
    /// VND-10: how long the service is provided; nil means unlimited.
    package var validityMonths: Int?
    package var connection: Connection?
    package var deliverySteps: [DeliveryStep]
    package var agreement: Agreement?
    /// VND-12: on unless the vendor turns it off.
    package var allowsCredit: Bool
    /// The badge "five-day no-reason refund" (REF-01).
    package var hasFiveDayRefund: Bool
    /// Address of the usage guide (CAT-05); empty if there is none.
    package var guideURL: String

    package init(
        name: String, summary: String, type: ProductType, categoryID: String, choices: [Choice], validityMonths: Int?,
        connection: Connection? = nil,
        deliverySteps: [DeliveryStep] = [], agreement: Agreement?, allowsCredit: Bool = true, hasFiveDayRefund: Bool,
        guideURL: String = ""
    ) {
        self.name = name
        self.summary = summary
        self.type = type
        self.categoryID = categoryID
        self.choices = choices
        self.validityMonths = validityMonths
        self.connection = connection
        self.deliverySteps = deliverySteps
        self.agreement = agreement
        self.allowsCredit = allowsCredit
        self.hasFiveDayRefund = hasFiveDayRefund
        self.guideURL = guideURL
    }

    /// The price by which lists filter and sort.
    package var lowestPrice: Money? { choices.map(\.price).min() }
}
