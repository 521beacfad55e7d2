import Kernel
import Messaging
import OrdersApplication
import OrdersDomain
import PostgresClient

/// The rows that follow an order's event: itself, its timeline (ORD-09) and, where money moved, the ledger.
func orderRows(_ event: OrderEvent, _ context: EventContext<Order>) -> [SQL] {
    let order = context.state
    let types = Array(Set(order.lines.map(\.terms.type.rawValue))).sorted()
    let upsert: SQL = """
        INSERT INTO order_row (id, account, vendor_id, type, product_types, status, total_fen, placed_at, paid_at, document)
        VALUES (\(order.id), \(order.buyer), \(order.vendor.id), \(order.type.rawValue), \(types), \(order.status.rawValue), \(order.total.fen),
            \(Timestamp(order.placedAt ?? context.cause.now)), \(order.settlement.map { Timestamp($0.paidAt) }), \(JSONB(bytes: OrderView.json(order))))
        ON CONFLICT (id) DO UPDATE SET status = EXCLUDED.status, total_fen = EXCLUDED.total_fen, paid_at = EXCLUDED.paid_at,
            document = EXCLUDED.document
        """
    // Money turned away from an order that was never placed concerns no order row.
    let row = order.status == .absent ? [] : [upsert]
    return row + [timelineRow(event, context)] + ledgerRows(Ledger.posting(for: event, state: order), "order", context)
}

private func timelineRow(_ event: OrderEvent, _ context: EventContext<Order>) -> SQL {
    let entry = TimelineEntry(event)
    return """
        INSERT INTO order_timeline (order_id, version, at, what, detail)
        VALUES (\(context.id), \(context.version), \(Timestamp(context.cause.now)), \(entry.what), \(JSONB(bytes: viewJSON(entry.detail))))
        """
}
