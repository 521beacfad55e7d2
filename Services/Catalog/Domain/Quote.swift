package import Kernel

/// What a buyer would pay for a choice now.
package struct Quote: Hashable, Sendable {
    package let choice: Choice
    package let quantity: Int
    package let total: Money

    /// - Throws: when the product is not for sale, has no such choice, or the quantity is none that can be sold at once.
    package init(_ product: Product.State, choiceID: String, quantity: Int) throws(Rejection) {
        guard product.phase == .listed, let content = product.content else {
            throw Rejection(.notFound, "product-not-listed", rule: "VND-04", "The product is not for sale.")
        }
        guard let choice = content.choices.first(where: { $0.id == choiceID }) else {
            throw Rejection(
                .invalid, "choice-unknown", rule: "CAT-05", "The product has no such choice: take one of those listed.",
                items: content.choices.map(\.id))
        }
        guard (1...Self.quantityMax).contains(quantity) else {
            throw Rejection(
                .invalid, "quantity-out-of-range", rule: "CAT-05", "The quantity must be 1 to \(Self.quantityMax).")
        }
        self.choice = choice
        self.quantity = quantity
        total = choice.price * quantity
    }

    package static let quantityMax = 1_000
}

/// ORD-10: a partner's fixed price already includes one year of renewal (CAT-08); on the order the two are apart.
///
/// The domain's part is what the partner is offered and owed. The renewal's part stays with the platform, which as the registrar renews
/// the name. A price that leaves nothing for the partner is none that a domain can be got for.
package struct DomainPrice: Hashable, Sendable {
    package let domain: Money
    package let firstYearRenewal: Money

    /// - Parameter renewal: the ordinary price of one year.
    /// - Returns: nil if the whole price is not above it.
    package init?(total: Money, renewal: Money) {
        guard total > renewal, renewal >= .zero else { return nil }
        firstYearRenewal = renewal
        domain = total - renewal
    }
}

/// What one year under a suffix ordinarily costs.
package struct RenewalPrices: Sendable {
    private let bySuffix: [String: Money]
    private let other: Money

    /// - Parameter other: for suffixes without a price of their own.
    package init(_ bySuffix: [String: Money], other: Money) {
        self.bySuffix = bySuffix
        self.other = other
    }

    package func price(tld: String) -> Money { bySuffix[tld] ?? other }
}

/// CAT-04's price bands, in whole yuan to the reader, without gaps between them.
package enum PriceBand: String, CaseIterable, Sendable {
    case all, free
    case from1To98 = "1-98"
    case from99To198 = "99-198"
    case from199To1998 = "199-1998"
    case from1999To2998 = "1999-2998"
    case over2998 = "over-2998"

    /// The prices in fen that belong to the band. A price with fen belongs to the band of its whole yuan, one below a yuan to the first paid band.
    package var fen: ClosedRange<Int64> {
        switch self {
        case .all: 0...Int64.max
        case .free: 0...0
        case .from1To98: 1...98_99
        case .from99To198: 99_00...198_99
        case .from199To1998: 199_00...1998_99
        case .from1999To2998: 1999_00...2998_99
        case .over2998: 2999_00...Int64.max
        }
    }
}
