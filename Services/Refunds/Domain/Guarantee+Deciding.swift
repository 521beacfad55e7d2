package import Kernel

extension Guarantee {
    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Guarantee>
    {
        switch input {
        case .apply(let application): return try apply(state, application, cause.now)
        case .cancel(let refundID, let accountID): return try cancel(state, refundID, accountID)
        case .review(let refundID, let verdict, let operatorID): return try review(state, refundID, verdict, operatorID)
        case .find(let lineID, let finding, let holds, let operatorID):
            return try find(state, lineID, finding, holds, operatorID)
        default: return learn(state, input, cause)
        }
    }

    /// Facts of other services. They come in any order between topics, so none presupposes another; repeated ones change nothing.
    private static func learn(_ state: State, _ input: Input, _ cause: Cause) -> Decision<Guarantee> {
        let events = news(state, input)
        var after = state
        for event in events { evolve(&after, event, at: cause.now) }
        return Decision(events: events + automaticRefund(after, cause))
    }

    private static func news(_ state: State, _ input: Input) -> [Event] {
        switch input {
        case .orderPaid(let order): state.order == nil ? [.opened(order)] : []
        case .requirementFiled(let lineID, let at):
            state.facts(of: lineID).requirementFiledAt == nil ? [.requirementFiled(lineID: lineID, at: at)] : []
        case .deliveryAccepted(let lineID, let at):
            state.facts(of: lineID).acceptedAt == nil ? [.deliveryAccepted(lineID: lineID, at: at)] : []
        case .deliveryExpired(let lineID, let at):
            state.facts(of: lineID).deliveryExpiredAt == nil ? [.deliveryExpired(lineID: lineID, at: at)] : []
        case .deliveryPaused(let lineID, let at):
            // One that is told again is known by its beginning.
            state.facts(of: lineID).pauses.contains { $0.to == nil || $0.from == at }
                ? [] : [.deliveryPaused(lineID: lineID, at: at)]
        case .deliveryResumed(let lineID, let at):
            state.facts(of: lineID).pauses.contains { $0.to == nil } ? [.deliveryResumed(lineID: lineID, at: at)] : []
        case .produced(let lines):
            lines.filter { state.facts(of: $0.lineID).deliveredAt == nil }.map { .delivered($0) }
        case .invoiceIssued(let id):
            state.invoices.contains { $0.id == id && $0.isIssued } ? [] : [.invoiceIssued(invoiceID: id)]
        case .invoiceReversed(let id):
            state.invoices.contains { $0.id == id && $0.isReversed } ? [] : [.invoiceReversed(invoiceID: id)]
        case .domainPurchased: state.domainOutcome == nil ? [.domainSettled(.got)] : []
        case .domainPurchaseFailed(let reason):
            state.domainOutcome == nil ? [.domainSettled(.failed(reason: reason))] : []
        case .moneyReturned(let id, let at):
            // REF-09: only an approved case is completed, and only once.
            state.refundCase(id)?.status == .approved ? [.completed(refundID: id, returnedAt: at)] : []
        case .moneyRefused(let id, let rule):
            state.refundCase(id)?.status == .approved ? [.refused(refundID: id, rule: rule)] : []
        case .apply, .cancel, .review, .find: []
        }
    }

    /// DOM-05: a failed purchase is refunded in full and by itself, vouchers included, as soon as payment and failure are both known.
    private static func automaticRefund(_ state: State, _ cause: Cause) -> [Event] {
        guard let order = state.order, case .failed(let reason) = state.domainOutcome, state.mayMoveMoney else {
            return []
        }
        let id = RefundCase.automaticID(orderID: order.orderID)
        guard state.refundCase(id) == nil else { return [] }
        let refund = RefundCase(
            id: id, reason: .told(reason), isAutomatic: true,
            amounts: order.refundAmounts(withVouchers: true), appliedAt: cause.now)
        return [.openedByFailure(refund), .approved(refundID: refund.id, operatorID: nil)]
    }
}

extension Guarantee {
    private static func apply(_ state: State, _ application: RefundApplication, _ now: Instant) throws(Rejection)
        -> Decision<Guarantee>
    {
        guard let order = state.order, order.accountID == application.accountID else { throw .noSuchOrder }
        guard state.refundCase(application.refundID) == nil else { return .nothing }
        try state.checkMayApply()
        try checkForm(application, order)
        if case .excluded(let exclusion) = Coverage.of(state, at: now) { throw exclusion.rejection }
        return Decision(
            .requested(
                RefundCase(
                    id: application.refundID, reason: .written(application.reason), isAutomatic: false,
                    amounts: order.refundAmounts(withVouchers: false), appliedAt: now)))
    }

    /// REF-07: a reason and the accepted rules. REF-01: all or nothing.
    private static func checkForm(_ application: RefundApplication, _ order: PaidOrder) throws(Rejection) {
        guard application.acceptsRules else {
            throw Rejection(
                .invalid, "rules-not-accepted", rule: "REF-07", "Accept the refund rules to apply.",
                items: ["rulesAccepted"])
        }
        guard isFit(application.reason) else {
            throw Rejection(
                .invalid, "no-reason", rule: "REF-07", "Give a reason of 1 to \(reasonLengthMax) characters.",
                items: ["reason"])
        }
        guard application.amount == nil || application.amount == order.cash else {
            throw Rejection(
                .invalid, "no-partial-refund", rule: "REF-01",
                "An order is refunded as a whole: the cash paid for it is \(order.cash) yuan.", items: ["amountFen"])
        }
    }

    /// REF-07, REF-08: of 1 to 500 characters.
    private static func isFit(_ reason: Personal) -> Bool {
        reason.satisfies { !$0.isBlank && $0.codePointCount <= reasonLengthMax }
    }

    /// REF-08: cancelled only while in review.
    private static func cancel(_ state: State, _ refundID: String, _ accountID: String) throws(Rejection) -> Decision<
        Guarantee
    > {
        guard let refund = state.refundCase(refundID), state.order?.accountID == accountID else { throw .noSuchCase }
        switch refund.status {
        case .inReview: return Decision(.cancelled(refundID: refundID))
        case .cancelled: return .nothing
        case .approved, .completed:
            throw Rejection(
                .conflict, "already-approved", rule: "REF-08",
                "The refund was approved and cannot be taken back; buy the product again.")
        case .rejected:
            throw Rejection(
                .conflict, "already-rejected", rule: "REF-08",
                "The application was rejected; there is nothing to cancel.")
        }
    }

    private static func review(
        _ state: State, _ refundID: String, _ verdict: Verdict, _ operatorID: String
    ) throws(Rejection) -> Decision<Guarantee> {
        guard let refund = state.refundCase(refundID) else { throw .noSuchCase }
        switch (verdict, refund.status) {
        case (.approve, .inReview):
            guard state.mayMoveMoney else { throw .alreadyRefunded }
            try checkInvoices(state)
            return Decision(.approved(refundID: refundID, operatorID: operatorID))
        case (.reject(let reason), .inReview):
            guard isFit(reason) else {
                throw Rejection(
                    .invalid, "no-reason", rule: "REF-08",
                    "A rejection needs a reason of 1 to \(reasonLengthMax) characters; the buyer reads it.",
                    items: ["reason"])
            }
            return Decision(.rejected(refundID: refundID, reason: reason, operatorID: operatorID))
        case (.approve, .approved), (.approve, .completed), (.reject, .rejected):
            return .nothing
        default:
            throw Rejection(
                .conflict, "already-reviewed", rule: "REF-08",
                "Only a case in review can be decided; this one is \(refund.status.rawValue).")
        }
    }

    /// REF-04: paper returned to the vendor, or the electronic invoice reversed, before money moves.
    private static func checkInvoices(_ state: State) throws(Rejection) {
        guard state.outstandingInvoices.isEmpty else {
            throw Rejection(
                .conflict, "invoice-outstanding", rule: "REF-04",
                "An invoice was issued for the order: it must be returned or reversed before the refund can be approved.",
                items: state.outstandingInvoices)
        }
    }

    private static func find(
        _ state: State, _ lineID: String, _ finding: Finding, _ holds: Bool, _ operatorID: String
    ) throws(Rejection) -> Decision<Guarantee> {
        guard let order = state.order, order.lines.contains(where: { $0.lineID == lineID }) else { throw .noSuchOrder }
        let known = state.facts(of: lineID).holds(finding.kind)
        if holds ? known == finding : known == nil { return .nothing }
        return Decision(.found(lineID: lineID, finding, holds: holds, operatorID: operatorID))
    }
}

extension Guarantee.State {
    /// REF-08: one case at a time. REF-09: none after one was approved.
    package func checkMayApply() throws(Rejection) {
        guard mayMoveMoney else { throw .alreadyRefunded }
        guard let open = cases.first(where: { $0.status == .inReview }) else { return }
        throw Rejection(
            .conflict, "in-review", rule: "REF-08",
            "An application for this order is in review: wait for it or cancel it.", items: [open.id])
    }
}

extension Rejection {
    fileprivate static var alreadyRefunded: Rejection {
        Rejection(
            .conflict, "refunded", rule: "REF-09", "The order has been refunded; no more than was paid can go back.")
    }
    /// Said of other accounts' orders too.
    package static var noSuchOrder: Rejection {
        Rejection(.notFound, "no-such-order", "There is no paid order under this number.")
    }
    /// Said of other accounts' cases too.
    package static var noSuchCase: Rejection {
        Rejection(.notFound, "no-such-refund", "There is no refund case under this number.")
    }
}
