package import Kernel

/// The catalog's types of products, by its names. Which of them can be ordered says `Producibility`.
package enum ProductType: String, Codable, CaseIterable, Sendable {
    case image, download, licence, saas, api
    case humanService = "human-service"
    case resourceOrchestration = "resource-orchestration"
    case containerImage = "container-image"
    case partnerDomain = "partner-domain"
}

/// Whose sale it is, which decides on invoices (INV-03); the string is the catalog's.
package enum Seller: String, Codable, Sendable {
    case firstParty = "first-party"
    case thirdParty = "third-party"
}

/// The two business lines of a partner-domain order (ORD-10); every other line is `product`.
package enum LineRole: String, Codable, CaseIterable, Sendable {
    case product, domain, renewal
}

/// How far the production of a paid line has come (ORD-14).
package enum LineState: String, Codable, CaseIterable, Sendable {
    case unpaid, processing, delivered, failed, refunded
}

/// The agreement text a buyer accepted (VND-07).
package struct AcceptedAgreement: Codable, Hashable, Sendable {
    package let version: String
    /// SHA-256 of the text, lowercase hex.
    package let digest: String
    package let acceptedAt: Instant

    package init(version: String, digest: String, acceptedAt: Instant) {
        self.version = version
        self.digest = digest
        self.acceptedAt = acceptedAt
    }
}

/// A second-hand domain as its partner lists it.
package struct DomainTerms: Codable, Hashable, Sendable {
    /// Lower case, without a final dot.
    package let name: String
    package let partner: String
    /// nil if the partner names listings by their domain alone.
    package let listingID: String?
    /// The part of the price that pays the first year's renewal.
    package let renewalPrice: Money
    /// When the catalog offered it: a listing from before a sale of the domain is not the one from after it (ORD-12).
    package let offeredAt: Instant

    package init(name: String, partner: String, listingID: String?, renewalPrice: Money, offeredAt: Instant) {
        self.name = name
        self.partner = partner
        self.listingID = listingID
        self.renewalPrice = renewalPrice
        self.offeredAt = offeredAt
    }
}

/// What a line sells, frozen when the order was placed (ORD-01).
package struct FrozenTerms: Codable, Hashable, Sendable {
    package let productID: String
    package let productVersion: Int
    package let productName: String
    package let type: ProductType
    package let choice: Choice
    package let quantity: Int
    /// The signed offer, or the proposal, the price comes from.
    package let offerID: String
    package let seller: Seller
    package let hasFiveDayRefund: Bool
    /// VND-12: what the vendor said of credit when the order was placed; a later word changes nothing for this line.
    package let allowsCredit: Bool
    /// How long the service is provided; nil without limit.
    package let validityMonths: Int?
    package let agreement: AcceptedAgreement
    /// Steps of the delivery project, for human services only (VND-09).
    package let deliverySteps: [StepTemplate]
    package let domain: DomainTerms?

    package init(
        productID: String, productVersion: Int, productName: String, type: ProductType, choice: Choice, quantity: Int,
        offerID: String,
        seller: Seller, hasFiveDayRefund: Bool, allowsCredit: Bool, validityMonths: Int?, agreement: AcceptedAgreement,
        deliverySteps: [StepTemplate] = [],
        domain: DomainTerms? = nil
    ) {
        self.productID = productID
        self.productVersion = productVersion
        self.productName = productName
        self.type = type
        self.choice = choice
        self.quantity = quantity
        self.offerID = offerID
        self.seller = seller
        self.hasFiveDayRefund = hasFiveDayRefund
        self.allowsCredit = allowsCredit
        self.validityMonths = validityMonths
        self.agreement = agreement
        self.deliverySteps = deliverySteps
        self.domain = domain
    }
}

/// The specification that was chosen; texts are the catalog's.
package struct Choice: Codable, Hashable, Sendable {
    package let id: String
    package let specification: String
    package let billing: String

    package init(id: String, specification: String, billing: String) {
        self.id = id
        self.specification = specification
        self.billing = billing
    }
}

/// One line of an order.
package struct OrderLine: Codable, Hashable, Sendable {
    /// `O-…-1`
    package let id: String
    package let role: LineRole
    package let terms: FrozenTerms
    /// Changes only while the order is unpaid (ORD-03).
    package internal(set) var price: Money
    package internal(set) var state = LineState.unpaid
    package internal(set) var paidCash = Money.zero
    package internal(set) var paidVoucher = Money.zero
    package internal(set) var deliveredAt: Instant?

    package init(id: String, role: LineRole, terms: FrozenTerms, price: Money) {
        self.id = id
        self.role = role
        self.terms = terms
        self.price = price
    }
}

/// Money of one line, by where it came from.
package struct LineAmount: Codable, Hashable, Sendable {
    package let lineID: String
    package let cash: Money
    package let voucher: Money

    package init(lineID: String, cash: Money, voucher: Money) {
        self.lineID = lineID
        self.cash = cash
        self.voucher = voucher
    }
}

extension Sequence<LineAmount> {
    package var totalCash: Money { map(\.cash).sum() }
    package var totalVoucher: Money { map(\.voucher).sum() }
}
