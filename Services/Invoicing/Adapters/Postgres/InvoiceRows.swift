import InvoicingDomain
import Kernel
import Messaging
import PostgresClient

/// The row by which an order stands in the list of what can be invoiced.
func projected(_ event: Invoiceable.Event, _ context: EventContext<Invoiceable>) -> [SQL] {
    let state = context.state
    guard let order = state.order else { return [] }
    let standing = state.standing
    return [
        """
        INSERT INTO invoiceable (order_id, account_id, seller_id, seller_name, product_name, paid_fen, open_fen, standing, application_id,
            invoice_id, paid_at)
        VALUES (\(context.id), \(order.accountID), \(order.seller.id), \(order.seller.name), \(order.lines.first?.name ?? ""),
            \(order.cash.fen), \(standing.amount.fen), \(standing.word), \(state.claim?.applicationID), \(state.invoice?.invoiceID),
            \(Timestamp(order.paidAt)))
        ON CONFLICT (order_id) DO UPDATE SET (open_fen, standing, application_id, invoice_id)
            = (EXCLUDED.open_fen, EXCLUDED.standing, EXCLUDED.application_id, EXCLUDED.invoice_id)
        """
    ]
}

func projected(_ event: Arrears.Event, _ context: EventContext<Arrears>) -> [SQL] {
    [
        """
        INSERT INTO arrears (id, balance_fen) VALUES (\(context.id), \(context.state.balance.fen))
        ON CONFLICT (id) DO UPDATE SET balance_fen = EXCLUDED.balance_fen
        """
    ]
}

func projected(_ event: InvoiceApplication.Event, _ context: EventContext<InvoiceApplication>) -> [SQL] {
    guard let request = context.state.request else { return [] }
    let rows = [applicationRow(request, context)]
    switch event {
    case .issued(let invoice, _): return rows + [invoiceRow(invoice, request.seller)]
    case .reversed:
        guard let invoice = context.state.invoice else { return rows }
        let red = context.state.redInvoice.map { [invoiceRow($0, request.seller)] } ?? []
        return rows + ["UPDATE invoice SET is_reversed = true WHERE id = \(invoice.id)"] + red
    default: return rows
    }
}

private func applicationRow(_ request: InvoiceRequest, _ context: EventContext<InvoiceApplication>) -> SQL {
    let state = context.state
    return """
        INSERT INTO application (id, account_id, seller_id, status, medium, gross_fen, offset_fen, reminders, applied_at, due_at)
        VALUES (\(context.id), \(request.accountID), \(request.seller.id), \(state.status.rawValue), \(request.medium.rawValue),
            \(state.gross.fen), \(state.offset.fen), \(Int32(state.reminders)), \(Timestamp(state.appliedAt ?? context.cause.now)),
            \(state.dueAt.map(Timestamp.init)))
        ON CONFLICT (id) DO UPDATE SET (status, gross_fen, offset_fen, reminders, due_at)
            = (EXCLUDED.status, EXCLUDED.gross_fen, EXCLUDED.offset_fen, EXCLUDED.reminders, EXCLUDED.due_at)
        """
}

private func invoiceRow(_ invoice: Invoice, _ seller: Seller) -> SQL {
    """
    INSERT INTO invoice (id, application_id, account_id, seller_id, seller_name, number, medium, original_id, total_fen, tax_fen,
        is_reversed, issued_at)
    VALUES (\(invoice.id), \(invoice.applicationID), \(invoice.accountID), \(seller.id), \(invoice.seller.name), \(invoice.number),
        \(invoice.medium.rawValue), \(invoice.original?.invoiceID), \(invoice.total.fen), \(invoice.tax.fen), false,
        \(Timestamp(invoice.issuedAt)))
    """
}
