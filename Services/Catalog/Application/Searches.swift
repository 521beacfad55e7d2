package import CatalogDomain
package import Kernel

/// CAT-04: what a list of products is narrowed down to and ordered by.
package struct ProductQuery: Sendable {
    package enum Sort: String, CaseIterable, Sendable {
        /// Most deals first, as `deals`.
        case `default`
        case deals
        case newest
        case price
        case priceDescending = "-price"
    }

    /// CAT-03; all its words must be in the product. Empty for all products.
    package var keyword = ""
    package var type: ProductType?
    /// Its sub-categories count as well.
    package var categoryID: String?
    package var vendorID: String?
    package var band = PriceBand.all
    package var sort = Sort.default
    package var limit = 50
    /// Where the last page ended.
    package var cursor: String?

    package init() {}
}

/// A product in a list.
package struct ProductSummary: Hashable, Sendable {
    package var id: String
    package var name: String
    package var summary: String
    package var type: String
    package var phase: String
    package var categoryID: String
    package var vendorID: String
    package var vendorName: String
    package var lowestPrice: Money
    package var hasFiveDayRefund: Bool
    package var deals: Int
    package var createdAt: Instant

    package init(
        id: String, name: String, summary: String, type: String, phase: String, categoryID: String, vendorID: String,
        vendorName: String,
        lowestPrice: Money, hasFiveDayRefund: Bool, deals: Int, createdAt: Instant
    ) {
        self.id = id
        self.name = name
        self.summary = summary
        self.type = type
        self.phase = phase
        self.categoryID = categoryID
        self.vendorID = vendorID
        self.vendorName = vendorName
        self.lowestPrice = lowestPrice
        self.hasFiveDayRefund = hasFiveDayRefund
        self.deals = deals
        self.createdAt = createdAt
    }
}

/// CAT-08: which domains are looked for.
package struct DomainQuery: Sendable {
    package enum Sort: String, CaseIterable, Sendable {
        case price, name, length
        case priceDescending = "-price"
        case nameDescending = "-name"
        case lengthDescending = "-length"
    }

    package var exact: String?
    package var prefix: String?
    /// Anywhere in the label, which is what stands before the suffix, as people read it.
    package var contains: String?
    package var tld: String?
    /// Characters of the label.
    package var lengths = 1...63
    package var prices = Money.zero...Money(fen: .max)
    package var partner: Partner?
    package var sort = Sort.price
    package var limit = 50
    package var cursor: String?

    package init() {}
}

/// A domain in a list, as its partner offers it.
package struct ListedDomain: Hashable, Sendable {
    package var listing: Listing
    package var partner: Partner

    package init(listing: Listing, partner: Partner) {
        self.listing = listing
        self.partner = partner
    }
}

/// Part of a list.
package struct Page<Item: Sendable>: Sendable {
    package var items: [Item]
    /// The cursor of the next page; nil if this is the last.
    package var next: String?
    /// Of all pages; nil where it is not counted.
    package var total: Int?

    package init(items: [Item], next: String?, total: Int? = nil) {
        self.items = items
        self.next = next
        self.total = total
    }
}

/// The cursor is not one of ours for this order.
package struct CursorUnusable: Error {
    package init() {}
}

/// What buyers, vendors and operators look up.
package protocol CatalogQueries: Sendable {
    /// Listed products only. Throws `CursorUnusable`.
    func products(_ query: ProductQuery) async throws -> Page<ProductSummary>
    /// In whatever phase, by id. nil for all vendors, nil for all phases.
    func allProducts(vendorID: String?, phase: Product.Phase?, limit: Int, cursor: String?) async throws -> Page<
        ProductSummary
    >
    /// nil if there is no such product.
    func product(_ id: String) async throws -> Product.State?
    /// What identity says of an account, so far as it has.
    func account(_ id: String) async throws -> Account.State
    func deals(of productID: String) async throws -> Int
    /// Without suppressed listings. Throws `CursorUnusable`.
    func domains(_ query: DomainQuery) async throws -> Page<ListedDomain>
    /// What the partner offers it for now; nil if it does not, or if the listing is suppressed.
    func domain(_ name: String, partner: Partner) async throws -> ListedDomain?
    /// Whether the partner offers it now, suppressed or not.
    func isListed(_ name: String, partner: Partner) async throws -> Bool
    /// The ordinary price of one year under the suffix.
    func renewalPrice(tld: String) async throws -> Money
    func categories() async throws -> [Category]
}

/// A node of the category tree.
package struct Category: Hashable, Sendable {
    package var id: String
    /// Empty for a top category.
    package var parentID: String
    package var name: String

    package init(id: String, parentID: String, name: String) {
        self.id = id
        self.parentID = parentID
        self.name = name
    }
}
