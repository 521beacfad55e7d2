import Kernel
import Messaging
import OrdersDomain
import PostgresClient

/// One posting and its entries; the posting's id is that of the event, so it cannot be posted twice.
func ledgerRows<D: Decider>(_ posting: LedgerPosting?, _ kind: String, _ context: EventContext<D>) -> [SQL] {
    guard let posting, !posting.entries.isEmpty else { return [] }
    let id = "\(kind)/\(context.id)/\(context.version)"
    let accounts = posting.entries.map(\.account.description)
    let amounts = posting.entries.map(\.amount.fen)
    let numbers = posting.entries.indices.map { Int16($0 + 1) }
    return [
        "INSERT INTO ledger_posting (id, memo, at) VALUES (\(id), \(posting.memo), \(Timestamp(context.cause.now)))",
        """
        INSERT INTO ledger_entry (posting, account, amount_fen, number)
        SELECT \(id), account, amount_fen, number
        FROM unnest(\(accounts)::text[], \(amounts)::bigint[], \(numbers)::smallint[]) AS entry (account, amount_fen, number)
        """,
    ]
}
