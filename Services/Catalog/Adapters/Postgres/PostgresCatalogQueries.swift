package import CatalogApplication
package import CatalogDomain
package import Kernel
package import Messaging
package import PostgresClient

/// Answers from the read models, products in full from their aggregates.
package struct PostgresCatalogQueries: CatalogQueries {
    private let pool: PostgresPool
    private let names: NameRules
    private let products: AggregateReader<Product>
    private let accounts: AggregateReader<Account>

    /// - Parameters:
    ///   - machine: keeps the aggregates.
    ///   - pool: its connections have `settings`.
    package init(_ machine: Machine, _ pool: PostgresPool, names: NameRules) {
        self.pool = pool
        self.names = names
        products = machine.reader(Product.self, pool)
        accounts = machine.reader(Account.self, pool)
    }

    /// Server settings for searches: a plan made without the value would read whole tables for `LIKE`.
    package static let settings = ["plan_cache_mode": "force_custom_plan"]

    package func products(_ query: ProductQuery) async throws -> Page<ProductSummary> {
        let search = ProductSearch(query: query)
        let (page, count) = (try search.page(), search.count())
        return try await pool.withConnection { connection in
            let total = try await connection.query(count)[0].get(0, Int.self)
            return try search.page(of: try await connection.query(page), total: total)
        }
    }

    package func allProducts(vendorID: String?, phase: Product.Phase?, limit: Int, cursor: String?) async throws
        -> Page<ProductSummary>
    {
        let ofVendor: SQL = vendorID.map { "AND vendor_id = \($0)" } ?? ""
        let inPhase: SQL = phase.map { "AND phase = \($0.rawValue)" } ?? ""
        let rows = try await query(
            """
            SELECT \(trusted: productColumns) FROM product WHERE id > \(cursor ?? "") \(fragment: ofVendor) \(fragment: inPhase)
            ORDER BY id LIMIT \(limit + 1)
            """)
        let items = try rows.prefix(limit).map(productSummary)
        return Page(items: items, next: rows.count > limit ? items.last?.id : nil)
    }

    package func product(_ id: String) async throws -> Product.State? { try await products.state(id)?.state }

    package func account(_ id: String) async throws -> Account.State {
        try await accounts.state(id)?.state ?? Account.State()
    }

    package func deals(of productID: String) async throws -> Int {
        try await query("SELECT deals FROM product WHERE id = \(productID)").first?.get(0) ?? 0
    }

    package func domains(_ domainQuery: DomainQuery) async throws -> Page<ListedDomain> {
        let search = DomainSearch(query: domainQuery, names: names)
        return try search.page(of: try await query(try search.page()))
    }

    package func domain(_ name: String, partner: Partner) async throws -> ListedDomain? {
        let rows = try await query(
            """
            SELECT \(trusted: domainColumns) FROM domain_listing l
            WHERE domain = \(name) AND partner = \(partner.rawValue) AND \(trusted: isNotSuppressed)
            """)
        return try rows.first.map(listedDomain)
    }

    package func isListed(_ name: String, partner: Partner) async throws -> Bool {
        try await !query(
            "SELECT FROM domain_listing WHERE domain = \(name) AND partner = \(partner.rawValue)"
        ).isEmpty
    }

    package func renewalPrice(tld: String) async throws -> Money {
        let rows = try await query(
            "SELECT price FROM renewal_price WHERE tld IN (\(tld), '*') ORDER BY tld = '*' LIMIT 1")
        guard let row = rows.first else { throw NotSeeded() }
        return Money(fen: try row.get(0))
    }

    package func categories() async throws -> [CatalogApplication.Category] {
        try await query("SELECT id, parent, name FROM category ORDER BY position").map { row in
            CatalogApplication.Category(
                id: try row.get("id"), parentID: try row.get("parent"), name: try row.get("name"))
        }
    }

    private func query(_ sql: SQL) async throws -> PostgresRows {
        try await pool.withConnection { try await $0.query(sql) }
    }
}

/// The installation's first data are missing.
struct NotSeeded: Error, CustomStringConvertible {
    var description: String { "there are no renewal prices: run the command that seeds the catalog" }
}
