import Kernel
import Messaging
import PostgresClient
import RefundsDomain

/// The statements that keep the rows in step with the events.
enum RefundRows {
    static func statements(_ event: Guarantee.Event, _ state: Guarantee.State) -> [SQL] {
        guard let order = state.order else { return [] }
        var statements = [guarantee(order, state)]
        if let refund = state.cases.first(where: { $0.id == event.refundID }) {
            statements.append(upsert(refund, order))
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

    private static func upsert(_ refund: RefundCase, _ order: PaidOrder) -> SQL {
        """
        INSERT INTO refund_case (refund_id, order_id, account_id, status, applied_at)
        VALUES (\(refund.id), \(order.orderID), \(order.accountID), \(refund.status.rawValue), \(Timestamp(refund.appliedAt)))
        ON CONFLICT (refund_id) DO UPDATE SET status = excluded.status
        """
    }
}
