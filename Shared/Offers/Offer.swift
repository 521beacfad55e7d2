package import Kernel

/// What catalog promises to sell to one buyer: frozen price and terms until it expires.
///
/// Orders builds its order from this alone. Nothing in it is secret: the buyer carries it from one service to the other.
package struct Offer: Codable, Hashable, Sendable {
    /// Unique. An offer may be used for one order.
    package var id: String
    /// The account it was made for.
    package var buyerID: String
    package var productID: String
    /// Counts the product's publications; 0 for a domain.
    package var productVersion: Int
    package var productName: String
    package var productType: ProductType
    package var vendorID: String
    package var vendorName: String
    package var choice: Choice
    package var quantity: Int
    /// Unit price times quantity; for a domain all that is paid, the first renewal included.
    package var total: Money
    /// How long the service is provided; nil if unlimited (VND-10).
    package var validityMonths: Int?
    /// Whether the product bears the badge "five-day no-reason refund" (REF-01).
    package var hasFiveDayRefund: Bool
    package var settlement: Settlement
    /// Whether the order may be paid on credit (VND-12).
    package var allowsCredit: Bool
    /// What the buyer accepts by ordering (VND-07).
    package var terms: Terms
    /// The delivery template of a human service (VND-09); empty for all other types.
    package var deliverySteps: [DeliveryStep]
    /// What is bought, if it is a partner's domain.
    package var domain: Domain?
    package var issuedAt: Instant
    /// From this instant on the offer is void.
    package var expiresAt: Instant

    package init(
        id: String, buyerID: String, productID: String, productVersion: Int, productName: String,
        productType: ProductType, vendorID: String,
        vendorName: String, choice: Choice, quantity: Int, total: Money, validityMonths: Int?, hasFiveDayRefund: Bool,
        settlement: Settlement,
        allowsCredit: Bool, terms: Terms, deliverySteps: [DeliveryStep] = [], domain: Domain? = nil, issuedAt: Instant,
        expiresAt: Instant
    ) {
        self.id = id
        self.buyerID = buyerID
        self.productID = productID
        self.productVersion = productVersion
        self.productName = productName
        self.productType = productType
        self.vendorID = vendorID
        self.vendorName = vendorName
        self.choice = choice
        self.quantity = quantity
        self.total = total
        self.validityMonths = validityMonths
        self.hasFiveDayRefund = hasFiveDayRefund
        self.settlement = settlement
        self.allowsCredit = allowsCredit
        self.terms = terms
        self.deliverySteps = deliverySteps
        self.domain = domain
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }
}

extension Offer {
    /// CAT-01's delivery methods, and domains of partners.
    package enum ProductType: String, Codable, CaseIterable, Sendable {
        case image, download, licence, saas, api
        case humanService = "human-service"
        case resourceOrchestration = "resource-orchestration"
        case containerImage = "container-image"
        case partnerDomain = "partner-domain"
    }

    package enum Billing: String, Codable, CaseIterable, Sendable {
        case payAsYouGo = "pay-as-you-go"
        case period
        case package
        /// Paid once, neither by time nor by use: services and domains.
        case once
    }

    /// Whose sale it is, which decides on invoices (INV-03).
    package enum Settlement: String, Codable, CaseIterable, Sendable {
        /// The platform's own goods, domains of partners among them.
        case firstParty = "first-party"
        /// A vendor's goods.
        case thirdParty = "third-party"
    }

    /// The specification and billing mode that was chosen.
    package struct Choice: Codable, Hashable, Sendable {
        package var id: String
        package var specification: String
        package var billing: Billing
        package var unitPrice: Money
        /// Set if and only if billed by period.
        package var periodMonths: Int?
        /// Calls or units in a package; set if and only if billed by package.
        package var packageUnits: Int64?

        package init(
            id: String, specification: String, billing: Billing, unitPrice: Money, periodMonths: Int? = nil,
            packageUnits: Int64? = nil
        ) {
            self.id = id
            self.specification = specification
            self.billing = billing
            self.unitPrice = unitPrice
            self.periodMonths = periodMonths
            self.packageUnits = packageUnits
        }
    }

    package struct Terms: Codable, Hashable, Sendable {
        package var version: String
        /// SHA-256 of the agreement's text, lower-case hexadecimal.
        package var digest: String

        package init(version: String, digest: String) {
            self.version = version
            self.digest = digest
        }
    }

    package struct DeliveryStep: Codable, Hashable, Sendable {
        package enum Actor: String, Codable, CaseIterable, Sendable { case vendor, buyer, system }

        package var name: String
        package var actor: Actor
        /// Whether work goes on only after the buyer has confirmed the step.
        package var needsBuyerConfirmation: Bool

        package init(name: String, actor: Actor, needsBuyerConfirmation: Bool) {
            self.name = name
            self.actor = actor
            self.needsBuyerConfirmation = needsBuyerConfirmation
        }
    }

    /// ORD-10: the two prices add up to the offer's total.
    package struct Domain: Codable, Hashable, Sendable {
        /// Lower case, without a final dot: `example.com`.
        package var name: String
        /// `sedo`, `afternic`, `yumi` or `other`.
        package var partner: String
        /// The partner's own name for the listing; empty if it gave none.
        package var partnerReference: String
        package var domainPrice: Money
        package var firstYearRenewal: Money

        package init(
            name: String, partner: String, partnerReference: String, domainPrice: Money, firstYearRenewal: Money
        ) {
            self.name = name
            self.partner = partner
            self.partnerReference = partnerReference
            self.domainPrice = domainPrice
            self.firstYearRenewal = firstYearRenewal
        }
    }
}
