import Kernel

extension InvoiceApplication {
    /// The vendor issues what it has sold, an operator the platform's own paper.
    static func issue(_ state: State, _ command: IssueCommand, _ cause: Cause) throws(Rejection) -> Decision<
        InvoiceApplication
    > {
        guard let request = state.request, isIssuer(command.by, of: request.seller) else { throw .noSuchApplication }
        switch state.status {
        case .awaitingIssuer: break
        case .issuing, .issued: return .nothing
        default:
            throw Rejection(
                .conflict, "not-awaited", "Nothing is to be issued: the application is \(state.status.rawValue).")
        }
        var decision: Decision<InvoiceApplication>
        switch (request.medium, command.paper, request.terms.issuer) {
        case (.electronic, nil, .some(let issuer)):
            decision = Decision(.issuing(issuer))
            number(request, cause, &decision)
        case (.paper, .some(let paper), _):
            try checkNumber(paper.number)
            decision = issued(
                state, invoice(state, number: paper.number, issuer: paper.issuer, cause), paper.shipment, cause)
        default:
            throw Rejection(
                .invalid, "other-medium", rule: "INV-05",
                "The buyer applied for an invoice that is \(request.medium.rawValue).", items: ["paper"])
        }
        decision.cancelWake("deadline")
        return decision
    }

    private static func isIssuer(_ party: Party, of seller: Seller) -> Bool {
        switch party {
        case .operator: seller.isFirstParty
        case .vendor(let id): seller.id == id
        }
    }

    private static func checkNumber(_ number: String) throws(Rejection) {
        guard [8, 20].contains(number.utf8.count), number.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw Rejection(
                .invalid, "number-wrong", rule: "INV-07", "An invoice's number has 8 digits, or 20.", items: ["number"])
        }
    }

    /// The number came: the files can be made.
    static func draw(_ state: State, _ number: String, _ cause: Cause) -> Decision<InvoiceApplication> {
        switch state.status {
        case .issuing where state.invoice == nil:
            guard let issuer = state.request?.terms.issuer,
                let invoice = invoice(state, number: number, issuer: issuer, cause)
            else { return .nothing }
            var decision = Decision<InvoiceApplication>(.drawn(invoice))
            decision.request(RenderInvoice(invoice))
            return decision
        case .reversing where state.redInvoice == nil:
            guard let invoice = state.invoice, let reason = state.reversalReason else { return .nothing }
            let red = invoice.reversed(number: number, reason: reason, at: cause.now)
            var decision = Decision<InvoiceApplication>(.redDrawn(red))
            decision.request(RenderInvoice(red))
            return decision
        default: return .nothing
        }
    }

    /// The files are there.
    static func finish(_ state: State, _ invoiceID: String, _ cause: Cause) -> Decision<InvoiceApplication> {
        switch state.status {
        case .issuing where state.invoice?.id == invoiceID: return issued(state, state.invoice, nil, cause)
        case .reversing where state.redInvoice?.id == invoiceID: return reversed(state, cause)
        default: return .nothing
        }
    }

    private static func invoice(_ state: State, number: String, issuer: Issuer, _ cause: Cause) -> Invoice? {
        guard let request = state.request, let title = request.title else { return nil }
        return Invoice(
            id: invoiceID(of: cause.aggregateID), applicationID: cause.aggregateID, accountID: request.accountID,
            number: number,
            issuedAt: cause.now, medium: request.medium, seller: issuer, buyer: title,
            items: state.claims.flatMap(\.items).lowered(by: state.offset))
    }

    /// `IA-7f3a…` is issued as `I-7f3a…`.
    package static func invoiceID(of applicationID: String) -> String {
        "I-" + (applicationID.hasPrefix("IA-") ? String(applicationID.dropFirst(3)) : applicationID)
    }

    private static func issued(
        _ state: State, _ invoice: Invoice?, _ shipment: Shipment?, _ cause: Cause
    ) -> Decision<InvoiceApplication> {
        guard let invoice else { return .nothing }
        var decision = Decision<InvoiceApplication>(.issued(invoice, shipment))
        for claim in state.claims {
            decision.tell(Invoiceable.self, claim.orderID, .issued(applicationID: cause.aggregateID, invoice.reference))
        }
        return decision
    }

    /// INV-10, REF-04: an electronic invoice is balanced by a red-letter one, paper is taken back.
    static func reverse(
        _ state: State, _ reason: Reversal.Reason, _ party: Party, _ cause: Cause
    ) throws(Rejection) -> Decision<InvoiceApplication> {
        guard let request = state.request, party == .operator || isIssuer(party, of: request.seller) else {
            throw .noSuchApplication
        }
        switch (state.status, request.medium) {
        case (.reversing, _), (.reversed, _): return .nothing
        case (.issued, .paper):
            var after = state
            after.reversalReason = reason
            var decision = reversed(after, cause)
            decision.events.insert(.reversing(reason), at: 0)
            return decision
        case (.issued, .electronic):
            var decision = Decision<InvoiceApplication>(.reversing(reason))
            number(request, cause, &decision)
            return decision
        default:
            throw Rejection(
                .conflict, "not-issued", rule: "INV-10",
                "Only an issued invoice can be reversed; this one is \(state.status.rawValue).")
        }
    }

    /// The orders can be invoiced anew, and what was offset is owed again.
    private static func reversed(_ state: State, _ cause: Cause) -> Decision<InvoiceApplication> {
        guard let reason = state.reversalReason else { return .nothing }
        let reversal = Reversal(reason: reason, redInvoiceID: state.redInvoice?.id)
        var decision = Decision<InvoiceApplication>(.reversed(reversal))
        for claim in state.claims {
            decision.tell(Invoiceable.self, claim.orderID, .reversed(applicationID: cause.aggregateID, reversal))
        }
        restoreArrears(state, &decision)
        return decision
    }
}
