package import Kernel

extension InvoiceApplication {
    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<
        InvoiceApplication
    > {
        switch input {
        case .apply(let request): return try apply(state, request, cause)
        case .claimed(let order): return answered(state, order.orderID, .claimed(order), cause)
        case .claimRefused(let orderID, let because):
            return answered(state, orderID, .claimRefused(Refusal(orderID: orderID, because: because)), cause)
        case .offset(let amount): return offset(state, amount, cause)
        case .deadline: return remind(state, cause.now)
        case .issue(let command): return try issue(state, command, cause)
        case .numbered(let number): return draw(state, number, cause)
        case .rendered(let invoiceID): return finish(state, invoiceID, cause)
        case .cancel(let accountID): return try cancel(state, accountID, cause)
        case .forgetBuyer: return forgetBuyer(state, cause)
        case .reverse(let reason, let party): return try reverse(state, reason, party, cause)
        }
    }

    private static func apply(_ state: State, _ request: InvoiceRequest, _ cause: Cause) throws(Rejection) -> Decision<
        InvoiceApplication
    > {
        guard state.request == nil else { return .nothing }
        try request.checkSelection()
        try request.checkForm()
        var decision = Decision<InvoiceApplication>(.applied(request))
        decision.tell(Account.self, request.accountID, .applied(applicationID: cause.aggregateID))
        for order in request.orders {
            decision.tell(
                Invoiceable.self, order.orderID,
                .claim(applicationID: cause.aggregateID, accountID: request.accountID, sellerID: request.seller.id))
        }
        return decision
    }

    /// An order gave itself, or was taken in the meantime: then the others are let go.
    private static func answered(
        _ state: State, _ orderID: String, _ event: Event, _ cause: Cause
    ) -> Decision<InvoiceApplication> {
        guard state.status == .claiming, let request = state.request, state.awaits(orderID) else { return .nothing }
        var after = state
        evolve(&after, event, at: cause.now)
        guard after.claims.count + after.refusals.count == request.orders.count else { return Decision(event) }
        guard after.refusals.isEmpty else {
            var decision = Decision<InvoiceApplication>(event, .refused)
            release(after, cause, &decision)
            return decision
        }
        var decision = Decision<InvoiceApplication>(event, .claimedAll)
        decision.tell(
            Arrears.self, Arrears.id(accountID: request.accountID, sellerID: request.seller.id),
            .offset(applicationID: cause.aggregateID, gross: after.gross))
        return decision
    }

    /// INV-06: with nothing left there is no invoice. INV-05: the platform's own electronic invoice is issued at once.
    private static func offset(_ state: State, _ amount: Money, _ cause: Cause) -> Decision<InvoiceApplication> {
        guard state.status == .offsetting, let request = state.request else { return .nothing }
        if amount >= state.gross { return Decision(.settled(amount)) }
        if state.isBuyerForgotten {
            var after = state
            after.offset = amount
            var decision = Decision<InvoiceApplication>(.offset(amount, dueAt: nil))
            giveUp(after, cause, &decision)
            return decision
        }
        if request.seller.isFirstParty, request.medium == .electronic, let issuer = request.terms.issuer {
            var decision = Decision<InvoiceApplication>(.offset(amount, dueAt: nil), .issuing(issuer))
            number(request, cause, &decision)
            return decision
        }
        let dueAt = cause.now + issueWithin
        var decision = Decision<InvoiceApplication>(.offset(amount, dueAt: dueAt))
        decision.wake("deadline", due: dueAt, .deadline)
        return decision
    }

    /// INV-07.
    private static func remind(_ state: State, _ now: Instant) -> Decision<InvoiceApplication> {
        guard state.status == .awaitingIssuer, let dueAt = state.dueAt else { return .nothing }
        var decision = Decision<InvoiceApplication>(.reminded(dueAt: dueAt))
        decision.wake("deadline", due: now + remindEvery, .deadline)
        return decision
    }

    private static func cancel(_ state: State, _ accountID: String, _ cause: Cause) throws(Rejection) -> Decision<
        InvoiceApplication
    > {
        guard let request = state.request, request.accountID == accountID else { throw .noSuchApplication }
        if state.status == .cancelled { return .nothing }
        guard state.status == .awaitingIssuer else {
            throw Rejection(
                .conflict, "not-cancellable",
                "Only an application that waits for its issuer can be cancelled; this one is \(state.status.rawValue).")
        }
        var decision = Decision<InvoiceApplication>()
        giveUp(state, cause, &decision)
        return decision
    }

    private static func giveUp(_ state: State, _ cause: Cause, _ decision: inout Decision<InvoiceApplication>) {
        decision.events.append(.cancelled)
        decision.cancelWake("deadline")
        release(state, cause, &decision)
        restoreArrears(state, &decision)
    }

    /// An application that waits for its issuer has nobody left to be issued to. Invoices stay as they are, with the buyer they name:
    /// the law wants them kept.
    private static func forgetBuyer(_ state: State, _ cause: Cause) -> Decision<InvoiceApplication> {
        guard state.request != nil, !state.isBuyerForgotten else { return .nothing }
        var decision = Decision<InvoiceApplication>()
        if state.status == .awaitingIssuer { giveUp(state, cause, &decision) }
        decision.events.append(.buyerForgotten)
        return decision
    }

    static func number(_ request: InvoiceRequest, _ cause: Cause, _ decision: inout Decision<InvoiceApplication>) {
        decision.tell(
            SerialCounter.self, SerialCounter.id(at: cause.now, series: request.terms.series),
            .take(applicationID: cause.aggregateID))
    }

    private static func release(_ state: State, _ cause: Cause, _ decision: inout Decision<InvoiceApplication>) {
        for claim in state.claims {
            decision.tell(Invoiceable.self, claim.orderID, .release(applicationID: cause.aggregateID))
        }
    }

    static func restoreArrears(_ state: State, _ decision: inout Decision<InvoiceApplication>) {
        guard let request = state.request, state.offset > .zero else { return }
        decision.tell(
            Arrears.self, Arrears.id(accountID: request.accountID, sellerID: request.seller.id), .restore(state.offset))
    }
}

extension InvoiceRequest {
    /// INV-04: several orders of one seller, all of which can be invoiced now.
    func checkSelection() throws(Rejection) {
        guard !orders.isEmpty else {
            throw Rejection(
                .invalid, "nothing-chosen", rule: "INV-04",
                "Nothing is chosen: tick the orders that are to be invoiced.", items: ["orderIds"])
        }
        guard orders.count <= InvoiceApplication.ordersMax, Set(orders.map(\.orderID)).count == orders.count else {
            throw Rejection(
                .invalid, "selection-wrong", rule: "INV-04",
                "Choose at most \(InvoiceApplication.ordersMax) orders, each once.", items: ["orderIds"])
        }
        try refuse(.notFound, "no-such-order", "These are no paid orders of this account.") { $0.found == nil }
        try refuse(.invalid, "other-seller", "One application is for orders of one seller; these are of another.") {
            $0.found?.sellerID != seller.id
        }
        let closed = orders.filter { $0.found?.standing.amount ?? .zero <= .zero }
        guard closed.isEmpty else {
            let rule =
                closed.contains { $0.found?.standing == .guaranteedOnly }
                ? "CAT-11" : closed.contains { $0.found?.standing == .notProduced } ? "INV-09" : "INV-04"
            throw Rejection(
                .conflict, "not-invoiceable", rule: rule,
                "These orders cannot be invoiced now, for the reason after each.",
                items: closed.map { "\($0.orderID): \($0.found?.standing.word ?? "")" })
        }
        guard orders.compactMap(\.found?.standing.amount).sum().isWithinLimit else {
            throw Rejection(
                .invalid, "amount-too-high", rule: "INV-04",
                "An invoice is of at most \(Money.limit) yuan: choose fewer orders.", items: ["orderIds"])
        }
    }

    private func refuse(
        _ reason: Rejection.Reason, _ code: String, _ detail: String, _ isWrong: (Choice) -> Bool
    ) throws(Rejection) {
        let wrong = orders.filter(isWrong).map(\.orderID)
        guard wrong.isEmpty else { throw Rejection(reason, code, rule: "INV-04", detail, items: wrong) }
    }

    func checkForm() throws(Rejection) {
        guard title != nil else {
            throw Rejection(.conflict, "no-profile", rule: "INV-01", "Fill in the invoice profile first.")
        }
        switch medium {
        case .electronic where terms.issuer == nil:
            throw Rejection(
                .conflict, "paper-only", rule: "INV-05", "This vendor issues on paper only.", items: ["medium"])
        case .paper where address == nil:
            throw Rejection(
                .conflict, "no-address", rule: "INV-02", "A paper invoice needs a mailing address; add one first.")
        default: break
        }
    }
}

extension Rejection {
    /// Said of other accounts' applications too.
    package static var noSuchApplication: Rejection {
        Rejection(.notFound, "no-such-application", "There is no invoice application under this number.")
    }
}
