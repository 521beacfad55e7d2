import Kernel
import Messaging
import OrdersDomain
import PostgresClient

/// What is asked of wallets and the ledger.
struct MoneyQueries: Sendable {
    struct Movement: Codable, Sendable {
        var at: Instant
        var memo, account: String
        var amountFen: Money
    }

    struct WalletPage: Codable, Sendable {
        var accountId: String
        var cashFen, voucherFen: Money
        /// Newest first, 50 at most.
        var movements: [Movement]
    }

    struct Balance: Codable, Sendable {
        var account: String
        var balanceFen: Money
    }

    struct LedgerPage: Codable, Sendable {
        /// Over all entries. Zero, always: the database refuses everything else.
        var sumFen: Money
        var balances: [Balance]
        var next: String?
    }

    let pool: PostgresPool

    func wallet(_ account: String) async throws -> WalletPage {
        let ledgerAccounts = [LedgerAccount.wallet(account).description, LedgerAccount.voucher(account).description]
        return try await pool.withConnection { connection in
            let row = try await connection.query(
                "SELECT cash_fen, voucher_fen FROM wallet_row WHERE account = \(account)"
            ).first
            let movements = try await connection.query(
                """
                SELECT p.at, p.memo, e.account, e.amount_fen FROM ledger_entry AS e JOIN ledger_posting AS p ON p.id = e.posting
                WHERE e.account = ANY (\(ledgerAccounts)) ORDER BY p.at DESC, p.id DESC, e.number LIMIT 50
                """)
            return WalletPage(
                accountId: account, cashFen: Money(fen: try row?.get("cash_fen") ?? 0),
                voucherFen: Money(fen: try row?.get("voucher_fen") ?? 0),
                movements: try movements.map {
                    Movement(
                        at: try $0.get("at", Timestamp.self).instant, memo: try $0.get("memo"),
                        account: try $0.get("account"),
                        amountFen: Money(fen: try $0.get("amount_fen")))
                })
        }
    }

    /// What the rows say of a reference: both parts as of one moment.
    func booked(_ kind: BookingKind, _ reference: String, of account: String) async throws -> BookedReferences.Found {
        let count: SQL = kind == .topUp ? "top_ups" : "grants"
        return try await pool.withConnection { connection in
            let rows = try await connection.query(
                """
                SELECT coalesce((SELECT \(fragment: count) FROM wallet_row WHERE account = \(account)), 0) AS count,
                    EXISTS (SELECT FROM booked_reference
                        WHERE account = \(account) AND kind = \(kind.rawValue) AND reference = \(reference)) AS is_booked
                """)
            return BookedReferences.Found(count: try rows[0].get("count"), isBooked: try rows[0].get("is_booked"))
        }
    }

    func ledger(after account: String?, limit: Int) async throws -> LedgerPage {
        try await pool.withConnection { connection in
            let sum = try await connection.query("SELECT coalesce(sum(amount_fen), 0)::bigint AS sum FROM ledger_entry")
                .first
            let rows = try await connection.query(
                """
                SELECT account, balance_fen FROM ledger_balance WHERE balance_fen <> 0 AND (\(account)::text IS NULL OR account > \(account))
                ORDER BY account LIMIT \(limit + 1)
                """)
            let balances = try rows.prefix(limit).map {
                Balance(account: try $0.get("account"), balanceFen: Money(fen: try $0.get("balance_fen")))
            }
            return LedgerPage(
                sumFen: Money(fen: try sum?.get("sum") ?? 0), balances: balances,
                next: rows.count > limit ? balances.last?.account : nil)
        }
    }
}
