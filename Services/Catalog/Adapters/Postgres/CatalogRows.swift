import CatalogDomain
import Kernel
import Messaging
import PostgresClient

/// The row by which a product is found.
func projected(_ event: Product.Event, _ context: EventContext<Product>) -> [SQL] {
    let state = context.state
    guard let content = state.content else { return [] }
    let text = SearchTerms.normalized("\(content.name) \(content.summary) \(state.vendorName)")
    let createdAt = Timestamp(microsecondsSince1970: (state.createdAt ?? context.cause.now).microseconds)
    return [
        """
        INSERT INTO product (id, vendor_id, vendor_name, phase, type, category_id, name, summary, lowest_price, has_five_day_refund, created_at,
            search_text, search_terms)
        VALUES (\(context.id), \(state.vendorID), \(state.vendorName), \(state.phase.rawValue), \(content.type.rawValue), \(content.categoryID),
            \(content.name), \(content.summary), \(content.lowestPrice?.fen ?? 0), \(content.hasFiveDayRefund), \(createdAt),
            \(text), \(SearchTerms.terms(of: text)))
        ON CONFLICT (id) DO UPDATE SET (vendor_name, phase, type, category_id, name, summary, lowest_price, has_five_day_refund, search_text, search_terms)
            = (EXCLUDED.vendor_name, EXCLUDED.phase, EXCLUDED.type, EXCLUDED.category_id, EXCLUDED.name, EXCLUDED.summary, EXCLUDED.lowest_price,
               EXCLUDED.has_five_day_refund, EXCLUDED.search_text, EXCLUDED.search_terms)
        """
    ]
}

func projected(_ event: DealCount.Event, _ context: EventContext<DealCount>) -> [SQL] {
    ["UPDATE product SET deals = \(Int32(clamping: context.state.total)) WHERE id = \(context.id)"]
}

/// Keeps the listing as it is now, so that only the same listing stays hidden.
func projected(_ event: ListingWatch.Event, _ context: EventContext<ListingWatch>) -> [SQL] {
    switch event {
    case .suppressed(let partner, _, _):
        let ofPartner: SQL = partner.map { "AND partner = \($0.rawValue)" } ?? ""
        let now = Timestamp(microsecondsSince1970: context.cause.now.microseconds)
        return [
            """
            INSERT INTO listing_suppression (domain, partner, price, seller, expires, since)
            SELECT domain, partner, price, seller, expires, \(now) FROM domain_listing WHERE domain = \(context.id) \(fragment: ofPartner)
            ON CONFLICT (domain, partner) DO UPDATE SET (price, seller, expires, since)
                = (EXCLUDED.price, EXCLUDED.seller, EXCLUDED.expires, EXCLUDED.since)
            """
        ]
    case .reinstated(let partner, _):
        return ["DELETE FROM listing_suppression WHERE domain = \(context.id) AND partner = \(partner.rawValue)"]
    }
}
