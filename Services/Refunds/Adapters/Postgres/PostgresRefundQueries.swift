import Kernel
package import Messaging
package import PostgresClient
package import RefundsApplication
package import RefundsDomain

/// Reads cases from their rows, and guarantees from where the machine keeps them.
package struct PostgresRefundQueries: RefundQueries {
    private let pool: PostgresPool
    private let guarantees: AggregateReader<Guarantee>

    /// - Parameter machine: keeps the guarantees.
    package init(_ machine: Machine, _ pool: PostgresPool) {
        self.pool = pool
        guarantees = machine.reader(Guarantee.self, pool)
    }

    package func guarantee(_ orderID: String) async throws -> Guarantee.State? {
        try await guarantees.state(orderID)?.state
    }

    package func openGuarantees(of accountID: String, before orderID: String?, limit: Int) async throws -> [Guarantee
        .State]
    {
        let before: SQL = orderID.map { "AND order_id < \($0)" } ?? ""
        let sql: SQL = """
            SELECT order_id FROM guarantee WHERE is_open AND account_id = \(accountID) \(fragment: before)
            ORDER BY order_id DESC LIMIT \(limit)
            """
        return try await guarantees.states(rows(sql).map { try $0.get(0) })
    }

    package func refund(_ refundID: String) async throws -> RefundView? {
        try await rows("\(fragment: Self.cases) WHERE refund_id = \(refundID)").first.map { try Self.view($0) }
    }

    package func refunds(of accountID: String, before refundID: String?, limit: Int) async throws -> [RefundView] {
        let before: SQL = refundID.map { "AND (applied_at, refund_id) < \(fragment: Self.place(of: $0))" } ?? ""
        let sql: SQL = """
            \(fragment: Self.cases) WHERE account_id = \(accountID) \(fragment: before)
            ORDER BY applied_at DESC, refund_id DESC LIMIT \(limit)
            """
        return try await rows(sql).map { try Self.view($0) }
    }

    package func refunds(with status: RefundCase.Status, after refundID: String?, limit: Int) async throws
        -> [RefundView]
    {
        let after: SQL = refundID.map { "AND (applied_at, refund_id) > \(fragment: Self.place(of: $0))" } ?? ""
        let sql: SQL = """
            \(fragment: Self.cases) WHERE status = \(status.rawValue) \(fragment: after)
            ORDER BY applied_at, refund_id LIMIT \(limit)
            """
        return try await rows(sql).map { try Self.view($0) }
    }

    private static func place(of refundID: String) -> SQL {
        "(SELECT applied_at, refund_id FROM refund_case WHERE refund_id = \(refundID))"
    }

    private func rows(_ sql: SQL) async throws -> PostgresRows {
        try await pool.withConnection { try await $0.query(sql) }
    }

    private static let cases: SQL = """
        SELECT refund_id, order_id, account_id, vendor_name, product_name, paid_through, status, reason, is_automatic, cash_fen,
            voucher_fen, applied_at, reviewed_at, rejected_because, returned_at FROM refund_case
        """

    private static func view(_ row: PostgresRow) throws -> RefundView {
        let (channel, status): (String, String) = (try row.get(5), try row.get(6))
        guard let paidThrough = PaymentChannel(rawValue: channel), let status = RefundCase.Status(rawValue: status)
        else {
            throw PostgresError(
                .decoding,
                "\"\(channel)\" or \"\(status)\" is a word that this version does not know; a newer one has written it")
        }
        return RefundView(
            refundID: try row.get(0), orderID: try row.get(1), accountID: try row.get(2), vendorName: try row.get(3),
            productName: try row.get(4), paidThrough: paidThrough, status: status, reason: try row.get(7),
            isAutomatic: try row.get(8),
            cash: Money(fen: try row.get(9)), voucher: Money(fen: try row.get(10)),
            appliedAt: try row.get(11, Timestamp.self).instant,
            reviewedAt: try row.get(12, Timestamp?.self)?.instant, rejectedBecause: try row.get(13),
            returnedAt: try row.get(14, Timestamp?.self)?.instant)
    }
}
