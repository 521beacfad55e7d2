package import Kernel
package import OrdersDomain

/// What a buyer asks for when placing an order.
package struct PlacementRequest: Sendable {
    package let purchaser: Purchaser
    /// As catalog handed them out.
    package let offerTokens: [String]
    package let acceptedDigests: [String]
    package let ownerKind: DomainOwner.Kind?
    package let registrantTemplateID: String?

    package init(
        purchaser: Purchaser, offerTokens: [String], acceptedDigests: [String], ownerKind: DomainOwner.Kind?,
        registrantTemplateID: String?
    ) {
        self.purchaser = purchaser
        self.offerTokens = offerTokens
        self.acceptedDigests = acceptedDigests
        self.ownerKind = ownerKind
        self.registrantTemplateID = registrantTemplateID
    }
}

/// A verified offer and the instant it was issued, from which the order's number takes its day.
package struct CheckedOffer: Sendable {
    package let offer: VerifiedOffer
    package let issuedAt: Instant

    package init(offer: VerifiedOffer, issuedAt: Instant) {
        self.offer = offer
        self.issuedAt = issuedAt
    }
}

package protocol OfferChecking: Sendable {
    /// - Throws: `Rejection` if the token is worth nothing.
    func check(_ token: String, at now: Instant) throws -> CheckedOffer
}

package enum AccountStanding: Sendable {
    /// The identity system has not told of it.
    case unknown
    case known
    /// The identity system deleted it.
    case forgotten
}

/// What this service keeps of others and commands need.
package protocol BuyingFacts: Sendable {
    /// nil if the account has no such template.
    func template(_ id: String, of account: String) async throws -> RegistrantTemplate?
    func standing(of account: String) async throws -> AccountStanding
    /// How a product is connected now; nil if it is not connected, or known in an older version only.
    func connection(of productID: String, version: Int) async throws -> ProductConnection?
}

/// Turns a request into a command that decides without asking anybody.
package struct Placement: Sendable {
    private let offers: any OfferChecking
    private let facts: any BuyingFacts
    private let digest: @Sendable (String) -> [UInt8]

    package init(
        offers: any OfferChecking, facts: any BuyingFacts, digest: @escaping @Sendable (String) -> [UInt8]
    ) {
        self.offers = offers
        self.facts = facts
        self.digest = digest
    }

    /// The order's id follows from the first offer: an offer makes one order, however often it is presented.
    package func prepare(_ request: PlacementRequest, at now: Instant) async throws -> (
        orderID: String, command: PlaceOrder
    ) {
        let checked = try request.offerTokens.map { try offers.check($0, at: now) }
        guard let first = checked.first else {
            throw Rejection(
                .invalid, "no-offer", rule: "ORD-01", "An order needs at least one signed offer of the catalog.",
                items: ["offers"])
        }
        var registrant: RegistrantTemplate?
        if let id = request.registrantTemplateID {
            registrant = try await facts.template(id, of: request.purchaser.account)
        }
        var connections: [String: ProductConnection] = [:]
        for terms in checked.map(\.offer.terms) where terms.type == .saas {
            connections[terms.productID] = try await facts.connection(
                of: terms.productID, version: terms.productVersion)
        }
        let command = PlaceOrder(
            purchaser: request.purchaser, offers: checked.map(\.offer), acceptedDigests: request.acceptedDigests,
            registrant: registrant,
            ownerKind: request.ownerKind,
            isForgotten: try await facts.standing(of: request.purchaser.account) == .forgotten,
            connections: connections)
        // Offers are unique, and each is made for one account.
        let number = OrderNumber(day: first.issuedAt, digest: digest("offer:\(first.offer.terms.offerID)"))
        return (number.description, command)
    }
}
