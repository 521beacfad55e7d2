package import Kernel
package import RefundsDomain

/// REF-05: what an account can have refunded now.
package struct RefundableList: Sendable {
    /// Guarantees looked at for one page, so that an account with thousands of expired ones cannot hold a request up.
    private static let lookedAtMax = 1_000

    package struct Page: Hashable, Sendable {
        package let items: [RefundableItem]
        /// Where the next page begins; nil if there is none.
        package let next: String?
    }

    private let queries: any RefundQueries

    package init(_ queries: any RefundQueries) { self.queries = queries }

    package func page(of accountID: String, at now: Instant, before cursor: String?, limit: Int) async throws -> Page {
        var items: [RefundableItem] = []
        var cursor = cursor
        var lookedAt = 0
        while lookedAt < Self.lookedAtMax {
            let batch = try await queries.openGuarantees(of: accountID, before: cursor, limit: 100)
            for state in batch {
                cursor = state.order?.orderID
                guard let item = RefundableItem(state, at: now) else { continue }
                items.append(item)
                if items.count == limit { return Page(items: items, next: cursor) }
            }
            if batch.count < 100 { return Page(items: items, next: nil) }
            lookedAt += batch.count
        }
        return Page(items: items, next: cursor)
    }
}

extension RefundableItem {
    /// nil if the guarantee does not cover the order now, or a case is open or decided.
    package init?(_ state: Guarantee.State, at now: Instant) {
        guard let order = state.order, (try? state.checkMayApply()) != nil,
            case .covered(let until) = Coverage.of(state, at: now)
        else { return nil }
        self.init(
            order: order, openedAt: state.openedAt, until: until, outstandingInvoices: state.outstandingInvoices)
    }
}
