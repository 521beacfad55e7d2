import CatalogApplication
import CatalogDomain
import Kernel
import PostgresClient

/// CAT-03, CAT-04: finds products in their read model.
struct ProductSearch: Sendable {
    let query: ProductQuery

    private var isDescending: Bool { query.sort != .price }

    private var column: String {
        switch query.sort {
        case .default, .deals: "deals"
        case .newest: "created_at"
        case .price, .priceDescending: "lowest_price"
        }
    }

    /// One row more than asked for tells whether there is another page.
    func page() throws(CursorUnusable) -> SQL {
        let direction = isDescending ? "DESC" : "ASC"
        return """
            SELECT \(trusted: productColumns) FROM product WHERE \(fragment: conditions) \(fragment: try after())
            ORDER BY \(trusted: column) \(trusted: direction), id \(trusted: direction) LIMIT \(query.limit + 1)
            """
    }

    func count() -> SQL { "SELECT count(*) FROM product WHERE \(fragment: conditions)" }

    private func after() throws(CursorUnusable) -> SQL {
        guard let text = query.cursor else { return "" }
        let cursor = try Cursor(text, sort: query.sort.rawValue, keyCount: 1)
        let value = try cursor.number()
        let bound: SQL = query.sort == .newest ? "\(Timestamp(microsecondsSince1970: value))" : "\(value)"
        return
            "AND (\(trusted: column), id) \(trusted: isDescending ? "<" : ">") (\(fragment: bound), \(cursor.key[0]))"
    }

    private var conditions: SQL {
        var conditions: SQL = "phase = 'listed'"
        if let type = query.type { conditions = "\(fragment: conditions) AND type = \(type.rawValue)" }
        if let vendorID = query.vendorID { conditions = "\(fragment: conditions) AND vendor_id = \(vendorID)" }
        if let category = query.categoryID {
            conditions = """
                \(fragment: conditions) AND category_id IN (SELECT id FROM category WHERE id = \(category) OR parent = \(category))
                """
        }
        if query.band != .all {
            let prices = query.band.fen
            conditions =
                "\(fragment: conditions) AND lowest_price BETWEEN \(prices.lowerBound) AND \(prices.upperBound)"
        }
        for word in SearchTerms.normalized(query.keyword).split(separator: " ").prefix(8).map(String.init) {
            conditions = "\(fragment: conditions) AND search_text LIKE \(likePattern(containing: word))"
            let terms = SearchTerms.necessaryTerms(ofQuery: word)
            if !terms.isEmpty { conditions = "\(fragment: conditions) AND search_terms @> \(terms)" }
        }
        return conditions
    }

    func page(of rows: PostgresRows, total: Int) throws -> Page<ProductSummary> {
        let items = try rows.prefix(query.limit).map(productSummary)
        guard rows.count > query.limit, let last = items.last else {
            return Page(items: items, next: nil, total: total)
        }
        let value =
            switch query.sort {
            case .default, .deals: Int64(last.deals)
            case .newest: last.createdAt.microseconds
            case .price, .priceDescending: last.lowestPrice.fen
            }
        return Page(
            items: items, next: Cursor(value: "\(value)", key: [last.id]).token(sort: query.sort.rawValue), total: total
        )
    }
}

let productColumns =
    "id, name, summary, type, phase, category_id, vendor_id, vendor_name, lowest_price, has_five_day_refund, deals, created_at"

func productSummary(_ row: PostgresRow) throws -> ProductSummary {
    ProductSummary(
        id: try row.get("id"), name: try row.get("name"), summary: try row.get("summary"), type: try row.get("type"),
        phase: try row.get("phase"),
        categoryID: try row.get("category_id"), vendorID: try row.get("vendor_id"),
        vendorName: try row.get("vendor_name"),
        lowestPrice: Money(fen: try row.get("lowest_price")), hasFiveDayRefund: try row.get("has_five_day_refund"),
        deals: try row.get("deals"),
        createdAt: Instant(microseconds: try row.get("created_at", Timestamp.self).microsecondsSince1970))
}
