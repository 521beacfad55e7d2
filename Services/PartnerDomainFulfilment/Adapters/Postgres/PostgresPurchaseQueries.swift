package import Kernel
package import Messaging
package import PartnerDomainFulfilmentApplication
import PartnerDomainFulfilmentDomain
package import PostgresClient

/// Reads what `PurchaseRows` keeps, mail addresses from the accounts' aggregates.
package struct PostgresPurchaseQueries: PurchaseQueries {
    private let pool: PostgresPool
    private let accounts: AggregateReader<Account>

    /// - Parameter keyring: of the machine that keeps the aggregates.
    package init(_ pool: PostgresPool, keyring: PersonKeyring) {
        self.pool = pool
        accounts = PartnerDomainFulfilmentService.accounts.reader(pool, keyring)
    }

    package func purchase(_ orderID: String) async throws -> PurchaseView? {
        try await rows("\(fragment: Self.purchases) WHERE order_id = \(orderID)").first.map { try Self.purchase($0) }
    }

    package func steps(_ orderID: String) async throws -> [PurchaseStep] {
        try await rows("SELECT kind, at FROM purchase_step WHERE order_id = \(orderID) ORDER BY version").compactMap {
            row in
            let at = try row.get(1, Timestamp.self).instant
            return PurchaseStep.Kind(rawValue: try row.get(0)).map { PurchaseStep($0, at: at) }
        }
    }

    package func domains(of accountID: String, after name: String?, limit: Int) async throws -> [OwnedDomainView] {
        let sql: SQL = """
            SELECT domain, order_id, expires_on, holder, owned_since FROM owned_domain
            WHERE account_id = \(accountID) AND domain > \(name ?? "") ORDER BY domain LIMIT \(limit)
            """
        return try await rows(sql).map { row in
            OwnedDomainView(
                domain: try row.get(0), orderID: try row.get(1), expiresOn: try row.get(2, PostgresDate.self).date,
                holder: try Self.word(row.get(3), Holder.init), ownedSince: try row.get(4, Timestamp.self).instant)
        }
    }

    package func unfinished(_ backlog: Backlog, at now: Instant, after orderID: String?, limit: Int) async throws
        -> [PurchaseView]
    {
        let condition: SQL =
            switch backlog {
            case .all: "true"
            case .desk: "phase = 'at-desk'"
            case .stuck:
                """
                (silent_in_a_row >= \(Attention.silentInARow) OR last_trouble = ANY(\(Attention.troubles.map(\.rawValue)))
                    OR started_at < \(Timestamp(now - Attention.age)))
                """
            }
        let sql: SQL = """
            \(fragment: Self.purchases) WHERE settled_at IS NULL AND order_id > \(orderID ?? "") AND \(fragment: condition)
            ORDER BY order_id LIMIT \(limit)
            """
        return try await rows(sql).map { try Self.purchase($0) }
    }

    package func hasPapers(accountID: String, templateID: String) async throws -> Bool {
        try await !rows(
            "SELECT 1 FROM account WHERE account_id = \(accountID) AND \(templateID) = ANY(templates_with_papers)"
        ).isEmpty
    }

    package func mailAddress(of accountID: String) async throws -> MailAddress {
        guard let account = try await accounts.state(accountID)?.state else { return .unknownAccount }
        return account.mailAddress?.text.map(MailAddress.known) ?? .none
    }

    private func rows(_ sql: SQL) async throws -> PostgresRows {
        try await pool.withConnection { try await $0.query(sql) }
    }

    private static let purchases: SQL = """
        SELECT order_id, account_id, domain, source, phase, started_at, settled_at, expires_on, holder, failure, partner_reference,
            next_ask_at, rounds, silent_in_a_row, last_trouble FROM purchase
        """

    private static func purchase(_ row: PostgresRow) throws -> PurchaseView {
        PurchaseView(
            orderID: try row.get(0), accountID: try row.get(1), domain: try row.get(2),
            source: try word(row.get(3), Source.init),
            phase: try word(row.get(4), Purchase.Phase.init), startedAt: try row.get(5, Timestamp.self).instant,
            settledAt: try row.get(6, Timestamp?.self)?.instant, expiresOn: try row.get(7, PostgresDate?.self)?.date,
            holder: try row.get(8, String?.self).map { try word($0, Holder.init) },
            failure: try row.get(9, String?.self).map { try word($0, FailureReason.init) },
            partnerReference: try row.get(10),
            nextAskAt: try row.get(11, Timestamp?.self)?.instant, rounds: try row.get(12),
            silentInARow: try row.get(13),
            lastTrouble: try row.get(14, String?.self).map { try word($0, Trouble.init) })
    }

    private static func word<Word>(_ text: String, _ read: (String) -> Word?) throws(PostgresError) -> Word {
        guard let word = read(text) else {
            throw PostgresError(
                .decoding, "\"\(text)\" is no \(Word.self) that this version knows; a newer one has written it")
        }
        return word
    }
}
