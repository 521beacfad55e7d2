package import Kernel

extension InvoiceApplication {
    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .applied(let request): (state.request, state.appliedAt) = (request, instant)
        case .claimed(let order): state.claims.append(order)
        case .claimRefused(let refusal): state.refusals.append(refusal)
        case .claimedAll: state.status = .offsetting
        case .refused: state.status = .refused
        case .offset(let amount, let dueAt):
            (state.offset, state.dueAt, state.status) = (amount, dueAt, .awaitingIssuer)
        case .settled(let amount): (state.offset, state.status) = (amount, .settled)
        case .reminded: state.reminders += 1
        case .issuing: state.status = .issuing
        case .drawn(let invoice):
            state.invoice = invoice
            if state.isBuyerForgotten { state.request?.title = nil }
        case .issued(let invoice, let shipment):
            (state.invoice, state.shipment, state.status) = (invoice, shipment, .issued)
        case .cancelled: state.status = .cancelled
        case .buyerForgotten:
            state.isBuyerForgotten = true
            state.request?.address = nil
            // Drawing needs a title; what it says is gone with the key by then, so that the invoice may name 个人.
            if state.status != .issuing || state.invoice != nil { state.request?.title = nil }
        case .reversing(let reason): (state.reversalReason, state.status) = (reason, .reversing)
        case .redDrawn(let invoice): state.redInvoice = invoice
        case .reversed: state.status = .reversed
        }
    }
}
