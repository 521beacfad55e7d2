import CatalogApplication
import CatalogDomain
import Kernel
import PostgresClient

/// CAT-08: finds domains among millions of listings. Its plans depend on the values: run it where `plan_cache_mode` forces custom plans.
struct DomainSearch: Sendable {
    let query: DomainQuery
    let names: NameRules

    private var isDescending: Bool { query.sort.rawValue.hasPrefix("-") }

    private var column: String? {
        switch query.sort {
        case .price, .priceDescending: "price"
        case .length, .lengthDescending: "length"
        case .name, .nameDescending: nil
        }
    }

    /// One row more than asked for tells whether there is another page.
    func page() throws(CursorUnusable) -> SQL {
        let direction = isDescending ? "DESC" : "ASC"
        let order = ([column].compactMap(\.self) + ["domain", "partner"]).map { "\($0) \(direction)" }.joined(
            separator: ", ")
        return """
            SELECT \(trusted: domainColumns) FROM domain_listing l WHERE \(trusted: isNotSuppressed) \(fragment: conditions) \(fragment: try after())
            ORDER BY \(trusted: order) LIMIT \(query.limit + 1)
            """
    }

    private func after() throws(CursorUnusable) -> SQL {
        guard let text = query.cursor else { return "" }
        let cursor = try Cursor(text, sort: query.sort.rawValue, keyCount: 2)
        let comparison = isDescending ? "<" : ">"
        guard let column else {
            return "AND (domain, partner) \(trusted: comparison) (\(cursor.key[0]), \(cursor.key[1]))"
        }
        return
            "AND (\(trusted: column), domain, partner) \(trusted: comparison) (\(try cursor.number()), \(cursor.key[0]), \(cursor.key[1]))"
    }

    private var conditions: SQL {
        var conditions: SQL = ""
        if let exact = query.exact {
            // What is no name is listed by nobody.
            conditions = "\(fragment: conditions) AND domain = \(names.lookedUp(exact)?.description ?? "")"
        }
        if let prefix = query.prefix {
            // The whole name stands in ASCII; the label in front also as people read it.
            let column: SQL = prefix.utf8.allSatisfy { $0 < 128 } ? "domain" : "label"
            conditions = """
                \(fragment: conditions) AND \(fragment: column) LIKE \(likePattern(startingWith: prefix.lowercased()))
                """
        }
        if let text = query.contains {
            conditions = "\(fragment: conditions) AND label LIKE \(likePattern(containing: text.lowercased()))"
        }
        if let tld = query.tld { conditions = "\(fragment: conditions) AND tld = \(tld.lowercased())" }
        if let partner = query.partner { conditions = "\(fragment: conditions) AND partner = \(partner.rawValue)" }
        if query.lengths != 1...63 {
            conditions =
                "\(fragment: conditions) AND length BETWEEN \(query.lengths.lowerBound) AND \(query.lengths.upperBound)"
        }
        let (least, most) = (query.prices.lowerBound.fen, query.prices.upperBound.fen)
        if least > 0 { conditions = "\(fragment: conditions) AND price >= \(least)" }
        if most < .max { conditions = "\(fragment: conditions) AND price <= \(most)" }
        return conditions
    }

    func page(of rows: PostgresRows) throws -> Page<ListedDomain> {
        let items = try rows.prefix(query.limit).map(listedDomain)
        guard rows.count > query.limit, let last = items.last, let row = rows.prefix(query.limit).last else {
            return Page(items: items, next: nil)
        }
        let value = try column.map { "\(try row.get($0, Int64.self))" } ?? ""
        let cursor = Cursor(value: value, key: [last.listing.domain, last.partner.rawValue])
        return Page(items: items, next: cursor.token(sort: query.sort.rawValue))
    }
}

let domainColumns = "domain, partner, price, seller, expires, reference, length::int8 AS length"

/// CAT-10: suppressed until the partner pushes it changed.
let isNotSuppressed = """
    NOT EXISTS (SELECT FROM listing_suppression s WHERE s.domain = l.domain AND s.partner = l.partner
        AND s.price = l.price AND s.seller = l.seller AND s.expires = l.expires)
    """

func listedDomain(_ row: PostgresRow) throws -> ListedDomain {
    ListedDomain(
        listing: Listing(
            domain: try row.get("domain"), price: Money(fen: try row.get("price")), seller: try row.get("seller"),
            expires: try row.get("expires"),
            reference: try row.get("reference")),
        partner: Partner(rawValue: try row.get("partner")) ?? .other)
}
