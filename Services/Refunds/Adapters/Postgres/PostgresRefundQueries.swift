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
        try await views("WHERE refund_id = \(refundID)").first
    }

    package func refunds(of accountID: String, before refundID: String?, limit: Int) async throws -> [RefundView] {
        let before: SQL = refundID.map { "AND (applied_at, refund_id) < \(fragment: Self.place(of: $0))" } ?? ""
        return try await views(
            """
            WHERE account_id = \(accountID) \(fragment: before)
            ORDER BY applied_at DESC, refund_id DESC LIMIT \(limit)
            """)
    }

    package func refunds(with status: RefundCase.Status, after refundID: String?, limit: Int) async throws
        -> [RefundView]
    {
        let after: SQL = refundID.map { "AND (applied_at, refund_id) > \(fragment: Self.place(of: $0))" } ?? ""
        return try await views(
            """
            WHERE status = \(status.rawValue) \(fragment: after)
            ORDER BY applied_at, refund_id LIMIT \(limit)
            """)
    }

    private static func place(of refundID: String) -> SQL {
        "(SELECT applied_at, refund_id FROM refund_case WHERE refund_id = \(refundID))"
    }

    private func rows(_ sql: SQL) async throws -> PostgresRows {
        try await pool.withConnection { try await $0.query(sql) }
    }

    /// The cases that the rows name, in their order, as the guarantees hold them: only these can open what is written in them.
    private func views(_ condition: SQL) async throws -> [RefundView] {
        let found = try await rows("SELECT refund_id, order_id FROM refund_case \(fragment: condition)").map { row in
            (refund: try row.get(0, String.self), order: try row.get(1, String.self))
        }
        var views: [String: RefundView] = [:]
        for state in try await guarantees.states(Array(Set(found.map(\.order)))) {
            guard let order = state.order else { continue }
            for refund in state.cases { views[refund.id] = RefundView(refund, of: order) }
        }
        return found.compactMap { views[$0.refund] }
    }
}
