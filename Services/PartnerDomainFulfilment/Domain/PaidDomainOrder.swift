package import Kernel

/// Whose feed a domain's listing came from, and so who sells it.
package enum Source: String, Codable, Hashable, Sendable, CaseIterable {
    case sedo, afternic, yumi
    /// A seller's platform without an interface of its own: an operator does by hand what the others are asked for.
    case other
}

/// What a paid order asks us to get.
package struct PaidDomainOrder: Codable, Hashable, Sendable {
    package let orderID: String
    /// The business line of the domain itself; the other line is the first year's renewal.
    package let lineID: String
    package let accountID: String
    /// Lower case, without a trailing dot.
    package let domain: String
    package let source: Source
    /// The listing at its source; nil if the feed names listings by their domain alone.
    package let listingID: String?
    /// ORD-10: what the partner is offered, and owed once the domain is got: the price of the domain's line alone.
    package let price: Money
    package let registrant: Registrant
    package let paidAt: Instant

    package init(
        orderID: String, lineID: String, accountID: String, domain: String, source: Source, listingID: String?,
        price: Money,
        registrant: Registrant, paidAt: Instant
    ) {
        self.orderID = orderID
        self.lineID = lineID
        self.accountID = accountID
        self.domain = domain
        self.source = source
        self.listingID = listingID
        self.price = price
        self.registrant = registrant
        self.paidAt = paidAt
    }

    /// The same for every call about this purchase: idempotency key of the order at the partner and key of every look-up.
    package var reference: String { lineID }
}

/// The verified template whose data become the domain's registration data. The data themselves stay with the identity system.
package struct Registrant: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable { case individual, enterprise }

    package let templateID: String
    package let kind: Kind
    /// Whether the identity papers that a change of holder needs are on the template already.
    package let papersOnTemplate: Bool

    package init(templateID: String, kind: Kind, papersOnTemplate: Bool) {
        self.templateID = templateID
        self.kind = kind
        self.papersOnTemplate = papersOnTemplate
    }
}
