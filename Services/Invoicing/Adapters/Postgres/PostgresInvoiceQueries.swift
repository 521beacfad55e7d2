package import InvoicingApplication
package import InvoicingDomain
import Kernel
package import Messaging
package import PostgresClient

/// Answers from the read models, single things in full from their aggregates.
package struct PostgresInvoiceQueries: InvoiceQueries {
    private let machine: Machine
    private let pool: PostgresPool
    private let documents: DocumentStore

    /// `Arrears.id` of the row `i`, as `CompositeKey` writes it.
    private static let arrearsID = ["account_id", "seller_id"].map { column in
        "replace(replace(i.\(column), '%', '%25'), ':', '%3A')"
    }.joined(separator: " || ':' || ")

    /// - Parameter machine: keeps the aggregates.
    package init(_ machine: Machine, _ pool: PostgresPool, _ documents: DocumentStore) {
        self.machine = machine
        self.pool = pool
        self.documents = documents
    }

    package func profile(of accountID: String) async throws -> BillingProfile.State? {
        try await state(BillingProfile.self, accountID)
    }
    package func addresses(of accountID: String) async throws -> AddressBook.State? {
        try await state(AddressBook.self, accountID)
    }
    package func issuing(of vendorID: String) async throws -> VendorIssuing.State? {
        try await state(VendorIssuing.self, vendorID)
    }
    package func application(_ id: String) async throws -> InvoiceApplication.State? {
        try await state(InvoiceApplication.self, id)
    }

    private func state<D: Decider>(_: D.Type, _ id: String) async throws -> D.State? {
        try await machine.reader(D.self, pool).state(id)?.state
    }

    package func invoiceables(_ orderIDs: [String]) async throws -> [String: Invoiceable.State] {
        let states = try await machine.reader(Invoiceable.self, pool).states(orderIDs)
        return Dictionary(
            states.compactMap { state in state.order.map { ($0.orderID, state) } },
            uniquingKeysWith: { first, _ in first })
    }

    package func sellers(of accountID: String) async throws -> [SellerSummary] {
        let rows = try await query(
            """
            SELECT i.seller_id, max(i.seller_name), count(*), sum(i.open_fen)::bigint, coalesce(max(a.balance_fen), 0)
            FROM invoiceable i LEFT JOIN arrears a ON a.id = \(trusted: Self.arrearsID)
            WHERE i.account_id = \(accountID) AND i.open_fen > 0 GROUP BY i.seller_id ORDER BY i.seller_id
            """)
        return try rows.map { row in
            SellerSummary(
                seller: Seller(id: try row.get(0), name: try row.get(1)), orders: Int(try row.get(2, Int64.self)),
                open: Money(fen: try row.get(3)), arrears: Money(fen: try row.get(4)))
        }
    }

    package func orders(of accountID: String, sellerID: String, limit: Int, cursor: String?) async throws -> Page<
        InvoiceableOrder
    > {
        let after = try after(cursor, "paid_at", "order_id")
        let rows = try await query(
            """
            SELECT order_id, product_name, paid_fen, open_fen, paid_at FROM invoiceable
            WHERE account_id = \(accountID) AND seller_id = \(sellerID) AND open_fen > 0 \(fragment: after)
            ORDER BY paid_at DESC, order_id DESC LIMIT \(limit + 1)
            """)
        let orders = try rows.map { row in
            InvoiceableOrder(
                orderID: try row.get(0), productName: try row.get(1), paid: Money(fen: try row.get(2)),
                open: Money(fen: try row.get(3)),
                paidAt: try row.get(4, Timestamp.self).instant)
        }
        return page(orders, limit) { ($0.paidAt, $0.orderID) }
    }

    package func applications(for audience: ApplicationAudience, limit: Int, cursor: String?) async throws -> Page<
        ApplicationSummary
    > {
        let (condition, isDescending) = Self.condition(audience)
        let order: SQL = isDescending ? "ORDER BY applied_at DESC, id DESC" : "ORDER BY applied_at, id"
        let after = try after(cursor, "applied_at", "id", isDescending: isDescending)
        let rows = try await query(
            """
            SELECT id, account_id, seller_id, status, medium, gross_fen, offset_fen, reminders, applied_at, due_at FROM application
            WHERE \(fragment: condition) \(fragment: after) \(fragment: order) LIMIT \(limit + 1)
            """)
        return page(try rows.map(Self.application), limit) { ($0.appliedAt, $0.id) }
    }

    private static func condition(_ audience: ApplicationAudience) -> (SQL, isDescending: Bool) {
        switch audience {
        case .buyer(let accountID): ("account_id = \(accountID)", true)
        case .awaiting(let sellerID): ("seller_id = \(sellerID) AND status = 'awaiting-issuer'", false)
        case .late: ("reminders > 0 AND status = 'awaiting-issuer'", false)
        }
    }

    package func invoice(_ id: String) async throws -> InvoiceSummary? {
        try await query("\(fragment: Self.invoices) WHERE id = \(id)").first.map { try Self.invoice($0) }
    }

    package func invoices(of accountID: String, limit: Int, cursor: String?) async throws -> Page<InvoiceSummary> {
        let after = try after(cursor, "issued_at", "id")
        let rows = try await query(
            """
            \(fragment: Self.invoices) WHERE account_id = \(accountID) \(fragment: after)
            ORDER BY issued_at DESC, id DESC LIMIT \(limit + 1)
            """)
        return page(try rows.map(Self.invoice), limit) { ($0.issuedAt, $0.id) }
    }

    package func files(of invoiceID: String) async throws -> InvoiceFiles? {
        try await documents.files(of: invoiceID)
    }

    private func query(_ sql: SQL) async throws -> PostgresRows {
        try await pool.withConnection { try await $0.query(sql) }
    }
}

extension PostgresInvoiceQueries {
    private static let invoices: SQL = """
        SELECT id, application_id, account_id, seller_id, seller_name, number, medium, original_id, total_fen, tax_fen, is_reversed,
            issued_at FROM invoice
        """

    private static func invoice(_ row: PostgresRow) throws -> InvoiceSummary {
        InvoiceSummary(
            id: try row.get(0), applicationID: try row.get(1), accountID: try row.get(2), sellerID: try row.get(3),
            sellerName: try row.get(4), number: try row.get(5), medium: try word(row.get(6)),
            originalID: try row.get(7),
            total: Money(fen: try row.get(8)), tax: Money(fen: try row.get(9)), isReversed: try row.get(10),
            issuedAt: try row.get(11, Timestamp.self).instant)
    }

    private static func application(_ row: PostgresRow) throws -> ApplicationSummary {
        ApplicationSummary(
            id: try row.get(0), accountID: try row.get(1), sellerID: try row.get(2), status: try word(row.get(3)),
            medium: try word(row.get(4)),
            gross: Money(fen: try row.get(5)), offset: Money(fen: try row.get(6)),
            reminders: Int(try row.get(7, Int32.self)),
            appliedAt: try row.get(8, Timestamp.self).instant, dueAt: try row.get(9, Timestamp?.self)?.instant)
    }

    private static func word<Word: RawRepresentable<String>>(_ text: String) throws -> Word {
        guard let word = Word(rawValue: text) else {
            throw PostgresError(
                .decoding, "\"\(text)\" is a word that this version does not know; a newer one has written it")
        }
        return word
    }

    /// Where the page goes on: a cursor is the last item's microseconds and id.
    private func after(_ cursor: String?, _ time: SQL, _ id: SQL, isDescending: Bool = true) throws(CursorUnusable)
        -> SQL
    {
        guard let cursor else { return "" }
        let parts = cursor.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let microseconds = Int64(parts[0]) else { throw CursorUnusable() }
        let sign: SQL = isDescending ? "<" : ">"
        return """
            AND (\(fragment: time), \(fragment: id)) \(fragment: sign)
                (\(Timestamp(microsecondsSince1970: microseconds)), \(String(parts[1])))
            """
    }

    private func page<Item>(_ items: [Item], _ limit: Int, key: (Item) -> (Instant, String)) -> Page<Item> {
        let shown = Array(items.prefix(limit))
        guard items.count > limit, let (instant, id) = shown.last.map(key) else { return Page(items: shown, next: nil) }
        return Page(items: shown, next: "\(instant.microseconds).\(id)")
    }
}
