import Kernel
import Messaging
import PostgresClient
import RefundsApplication
import RefundsDomain

/// The statements that keep the rows in step with the events.
enum RefundRows {
    static func statements(_ event: Guarantee.Event, _ state: Guarantee.State) -> [SQL] {
        guard let order = state.order else { return [] }
        var statements = [guarantee(order, state)]
        if let refund = state.cases.first(where: { $0.id == event.refundID }) {
            statements.append(upsert(RefundView(refund, of: order)))
        }
        return statements
    }

    private static func guarantee(_ order: PaidOrder, _ state: Guarantee.State) -> SQL {
        """
        INSERT INTO guarantee (order_id, account_id, is_open)
        VALUES (\(order.orderID), \(order.accountID), \(state.mayMoveMoney && Coverage.isPossible(for: order)))
        ON CONFLICT (order_id) DO UPDATE SET is_open = excluded.is_open
        """
    }

    private static func upsert(_ view: RefundView) -> SQL {
        """
        INSERT INTO refund_case (refund_id, order_id, account_id, vendor_name, product_name, paid_through, status, reason, is_automatic,
            cash_fen, voucher_fen, applied_at, reviewed_at, rejected_because, returned_at)
        VALUES (\(view.refundID), \(view.orderID), \(view.accountID), \(view.vendorName), \(view.productName), \(view.paidThrough.rawValue),
            \(view.status.rawValue), \(view.reason), \(view.isAutomatic), \(view.cash.fen), \(view.voucher.fen), \(Timestamp(view.appliedAt)),
            \(view.reviewedAt.map(Timestamp.init)), \(view.rejectedBecause), \(view.returnedAt.map(Timestamp.init)))
        ON CONFLICT (refund_id) DO UPDATE SET status = excluded.status, reviewed_at = excluded.reviewed_at,
            rejected_because = excluded.rejected_because, returned_at = excluded.returned_at
        """
    }
}
