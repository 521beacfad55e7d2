package import Kernel

/// What can be invoiced of one order. Its id is the order's. As it gives itself to one application at a time, no order is invoiced twice.
package enum Invoiceable: Decider {
    package static let kind = "invoiceable"

    package struct State: Codable, Hashable, Sendable {
        package var order: PaidOrder?
        package var isProduced = false
        /// Refunded while no application had the order.
        package var deducted: Money = .zero
        /// Refunds that were counted: each counts once, under whatever id it is told again.
        package var refunds: [String] = []
        package var claim: Claim?
        package var invoice: InvoiceReference?

        package init() {}
    }

    package struct Claim: Codable, Hashable, Sendable {
        package let applicationID: String
        package let amount: Money
    }

    package enum Input: Codable, Hashable, Sendable {
        case paid(PaidOrder)
        case produced
        case refunded(refundID: String, cash: Money)
        /// Answered with `InvoiceApplication.Input.claimed` or `.claimRefused`.
        case claim(applicationID: String, accountID: String, sellerID: String)
        case release(applicationID: String)
        case issued(applicationID: String, InvoiceReference)
        case reversed(applicationID: String, Reversal)
    }

    package enum Event: Codable, Hashable, Sendable {
        case paid(PaidOrder)
        case produced
        /// Lowers what can be invoiced.
        case deducted(refundID: String, Money)
        /// The amount is with an application or on an invoice already; it became arrears (INV-06).
        case owed(refundID: String, Money)
        case claimed(Claim)
        case released(applicationID: String)
        case issued(InvoiceReference)
        case reversed(Claim, InvoiceReference, Reversal)
    }

    package static func initial(_ id: String) -> State { State() }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<
        Invoiceable
    > {
        switch input {
        case .paid(let order): return state.order == nil ? Decision(.paid(order)) : .nothing
        case .produced: return state.isProduced ? .nothing : Decision(.produced)
        case .refunded(let refundID, let cash): return refund(state, refundID, cash)
        case .claim(let applicationID, let accountID, let sellerID):
            return claim(
                state, cause.aggregateID, applicationID: applicationID, accountID: accountID, sellerID: sellerID)
        case .release(let applicationID):
            return state.claim?.applicationID == applicationID && state.invoice == nil
                ? Decision(.released(applicationID: applicationID)) : .nothing
        case .issued(let applicationID, let invoice):
            return state.claim?.applicationID == applicationID && state.invoice == nil
                ? Decision(.issued(invoice)) : .nothing
        case .reversed(let applicationID, let reversal):
            guard let claim = state.claim, claim.applicationID == applicationID, let invoice = state.invoice else {
                return .nothing
            }
            return Decision(.reversed(claim, invoice, reversal))
        }
    }

    /// INV-06: before invoicing a refund lowers what can be invoiced, afterwards it becomes arrears.
    private static func refund(_ state: State, _ refundID: String, _ cash: Money) -> Decision<Invoiceable> {
        guard cash > .zero, !state.refunds.contains(refundID) else { return .nothing }
        guard state.claim != nil, let order = state.order else {
            return Decision(.deducted(refundID: refundID, cash))
        }
        var decision = Decision<Invoiceable>(.owed(refundID: refundID, cash))
        decision.tell(Arrears.self, Arrears.id(accountID: order.accountID, sellerID: order.seller.id), .owe(cash))
        return decision
    }

    private static func claim(
        _ state: State, _ orderID: String, applicationID: String, accountID: String, sellerID: String
    ) -> Decision<Invoiceable> {
        guard case .open(let amount) = state.standing, let order = state.order, order.accountID == accountID,
            order.seller.id == sellerID
        else {
            var refusal = Decision<Invoiceable>.nothing
            refusal.tell(
                InvoiceApplication.self, applicationID, .claimRefused(orderID: orderID, because: state.standing.word))
            return refusal
        }
        var decision = Decision<Invoiceable>(.claimed(Claim(applicationID: applicationID, amount: amount)))
        decision.tell(
            InvoiceApplication.self, applicationID,
            .claimed(ClaimedOrder(orderID: orderID, items: order.items(worth: amount), amount: amount)))
        return decision
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .paid(let order): state.order = order
        case .produced: state.isProduced = true
        case .deducted(let refundID, let amount):
            state.deducted += amount
            state.refunds.append(refundID)
        case .owed(let refundID, _): state.refunds.append(refundID)
        case .claimed(let claim): state.claim = claim
        case .released: state.claim = nil
        case .issued(let invoice): state.invoice = invoice
        case .reversed: (state.claim, state.invoice) = (nil, nil)
        }
    }
}

/// Which invoice covers an order.
package struct InvoiceReference: Codable, Hashable, Sendable {
    package let invoiceID: String
    package let number: String
    package let medium: Medium

    package init(invoiceID: String, number: String, medium: Medium) {
        self.invoiceID = invoiceID
        self.number = number
        self.medium = medium
    }
}

/// That an invoice no longer counts, and why.
package struct Reversal: Codable, Hashable, Sendable {
    package enum Reason: String, Codable, Hashable, Sendable, CaseIterable {
        case wrong, returned, allowance
        case serviceEnded = "service-ended"
    }

    package let reason: Reason
    /// The red-letter invoice; nil when paper was returned.
    package let redInvoiceID: String?

    package init(reason: Reason, redInvoiceID: String?) {
        self.reason = reason
        self.redInvoiceID = redInvoiceID
    }
}
