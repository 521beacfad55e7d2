package import CrowdsourcingApplication
package import CrowdsourcingDomain
import Kernel
package import Messaging
package import PostgresClient

/// Answers from the read models; demands in full, proofs and accounts from their aggregates.
package struct PostgresDemandQueries: DemandQueries {
    private let pool: PostgresPool
    private let demands: AggregateReader<Demand>
    private let proofs: AggregateReader<PhoneProof>
    private let accounts: AggregateReader<Account>

    /// - Parameter machine: keeps the aggregates.
    package init(_ machine: Machine, _ pool: PostgresPool) {
        self.pool = pool
        demands = machine.reader(Demand.self, pool)
        proofs = machine.reader(PhoneProof.self, pool)
        accounts = machine.reader(Account.self, pool)
    }

    package func demands(for audience: DemandAudience, limit: Int, cursor: String?) async throws -> DemandPage {
        let after = try cursor.map(Self.after) ?? ""
        let rows = try await query(
            """
            SELECT d.* FROM demand d \(fragment: Self.condition(audience)) \(fragment: after)
            ORDER BY published_at DESC, id DESC LIMIT \(limit + 1)
            """)
        let demands = try rows.prefix(limit).map(Self.summary)
        return DemandPage(
            demands: demands,
            next: rows.count > limit ? demands.last.map { "\($0.publishedAt.microseconds).\($0.id)" } : nil)
    }

    /// CRW-02: whose list it is decides in the query itself what can be in it.
    private static func condition(_ audience: DemandAudience) -> SQL {
        switch audience {
        case .buyer(let accountID): return "WHERE d.buyer_id = \(accountID)"
        case .hall(let vendorID, let market):
            let ofMarket: SQL = market.map { "AND d.market = \($0.rawValue)" } ?? ""
            return """
                WHERE d.phase IN ('open', 'talking', 'awaiting-payment') AND d.sentence IS NOT NULL AND (d.target_vendor_id IS NULL OR d.target_vendor_id = \(vendorID))
                \(fragment: ofMarket)
                """
        case .grabbed(let vendorID): return "JOIN demand_grab g ON g.demand_id = d.id WHERE g.vendor_id = \(vendorID)"
        }
    }

    private static func after(_ cursor: String) throws(CursorUnusable) -> SQL {
        let parts = cursor.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let microseconds = Int64(parts[0]) else { throw CursorUnusable() }
        return "AND (d.published_at, d.id) < (\(Timestamp(microsecondsSince1970: microseconds)), \(String(parts[1])))"
    }

    private static func summary(_ row: PostgresRow) throws -> DemandSummary {
        DemandSummary(
            id: try row.get("id"), phase: try row.get("phase"),
            isTargeted: try row.get("target_vendor_id", String?.self) != nil,
            market: try row.get("market"), subtype: try row.get("subtype"), sentence: try row.get("sentence"),
            budget: try row.get("budget"),
            region: try row.get("region"), grabs: try row.get("grabs"), proposals: try row.get("proposals"),
            publishedAt: Instant(microseconds: try row.get("published_at", Timestamp.self).microsecondsSince1970))
    }

    package func demand(_ id: String) async throws -> Demand.State? { try await demands.state(id)?.state }

    package func phoneProof(of accountID: String) async throws -> PhoneProof.State? {
        try await proofs.state(accountID)?.state
    }

    package func account(_ id: String) async throws -> Account.Facts? { try await accounts.state(id)?.state.facts }

    package func vendorExists(_ vendorID: String) async throws -> Bool {
        try await !query("SELECT 1 FROM account WHERE vendor_id = \(vendorID) LIMIT 1").isEmpty
    }

    package func products(_ ids: [String]) async throws -> [String: ListedProduct.State] {
        let rows = try await query(
            "SELECT id, vendor_id, name, choice_ids, is_listed FROM listed_product WHERE id = ANY(\(ids))")
        return Dictionary(
            uniqueKeysWithValues: try rows.map { row in
                let product = ListedProduct.State(
                    vendorID: try row.get("vendor_id"), name: try row.get("name"), choiceIDs: try row.get("choice_ids"),
                    isListed: try row.get("is_listed"))
                return (try row.get("id", String.self), product)
            })
    }

    private func query(_ sql: SQL) async throws -> PostgresRows {
        try await pool.withConnection { try await $0.query(sql) }
    }
}
