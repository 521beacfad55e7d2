import EventContracts
import InvoicingDomain
import Kernel
import Messaging

/// What the world hears of an order's invoicing. Keyed by the order, as refunds needs it.
func published(_ event: Invoiceable.Event, _ context: EventContext<Invoiceable>) -> (any WireMessage)? {
    guard let order = context.state.order else { return nil }
    let now = context.cause.now
    switch event {
    case .claimed(let claim):
        return InvoicingWire.InvoiceAppliedV1(
            orderId: context.id, accountId: order.accountID, sellerId: order.seller.id,
            applicationId: claim.applicationID,
            amountFen: claim.amount, appliedAt: now)
    case .issued(let invoice):
        guard let claim = context.state.claim else { return nil }
        return InvoicingWire.InvoiceIssuedV1(
            orderId: context.id, accountId: order.accountID, sellerId: order.seller.id,
            applicationId: claim.applicationID,
            invoiceId: invoice.invoiceID, invoiceNumber: invoice.number, medium: .init(word: invoice.medium.rawValue),
            amountFen: claim.amount,
            issuedAt: now)
    case .reversed(let claim, let invoice, let reversal):
        return InvoicingWire.InvoiceReversedV1(
            orderId: context.id, accountId: order.accountID, sellerId: order.seller.id,
            applicationId: claim.applicationID,
            invoiceId: invoice.invoiceID, reversedBy: reversal.redInvoiceID,
            reason: .init(word: reversal.reason.rawValue), reversedAt: now)
    case .paid, .produced, .deducted, .owed, .released: return nil
    }
}

/// INV-07: the vendor is reminded.
func published(_ event: InvoiceApplication.Event, _ context: EventContext<InvoiceApplication>) -> (any WireMessage)? {
    guard case .reminded(let dueAt) = event, let request = context.state.request else { return nil }
    return InvoicingWire.InvoiceIssueRemindedV1(
        applicationId: context.id, accountId: request.accountID, sellerId: request.seller.id,
        amountFen: context.state.net,
        reminders: Int64(context.state.reminders), dueAt: dueAt, remindedAt: context.cause.now)
}
