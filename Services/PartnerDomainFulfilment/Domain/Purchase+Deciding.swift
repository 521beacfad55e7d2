package import Kernel

extension Purchase {
    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Purchase> {
        if case .orderPaid(let order) = input { return open(state, order, cause.now) }
        guard let order = state.order else { return try unopened(input) }
        switch input {
        case .orderPaid:
            return .nothing
        case .askDue(let round):
            guard state.phase == .waiting, round == state.round else { return .nothing }
            return ask(state, order, operatorID: nil)
        case .partnerAnswered(let round, let answer):
            guard state.phase == .asking, round == state.round else { return .nothing }
            return settle(state, order, answer, cause.now)
        case .mailed(let kind, let outcome):
            return mailed(state, order, kind, outcome, cause.now)
        case .askNow(let operatorID):
            return try askNow(state, order, operatorID)
        case .reportOutcome(let outcome, let operatorID):
            return try reportOutcome(state, order, outcome, operatorID, cause.now)
        case .filePapers(let templateID, let hasPapers, let accountID):
            return try filePapers(state, order, templateID, hasPapers, accountID)
        case .confirmHolderChange(let operatorID):
            return try confirmHolderChange(state, operatorID)
        }
    }

    /// DOM-01: processing from the payment on. DOM-02: the buyer is told. ORD-10: a partner is never offered nothing; an order that leaves
    /// nothing for the domain is one for a listing that was wrong.
    private static func open(_ state: State, _ order: PaidDomainOrder, _ now: Instant) -> Decision<Purchase> {
        guard state.phase == .unopened else { return .nothing }
        var decision = Decision<Purchase>(.started(order))
        guard order.price > .zero else {
            decision.events.append(.failed(.staleListing, operatorID: nil))
            decision.request(BuyerMail(.processing, about: order, at: now))
            return decision
        }
        if order.source != .other { decision.request(PartnerCall(order: order, mode: .obtain, round: 1)) }
        decision.request(BuyerMail(.processing, about: order, at: now))
        return decision
    }

    /// Timers and answers of a purchase that does not exist mean nothing; people are told.
    private static func unopened(_ input: Input) throws(Rejection) -> Decision<Purchase> {
        switch input {
        case .orderPaid, .askDue, .partnerAnswered, .mailed: return .nothing
        case .askNow, .reportOutcome, .filePapers, .confirmHolderChange: throw .noSuchPurchase
        }
    }

    /// DOM-06: what the partner has taken once is only looked up, never ordered again.
    private static func ask(_ state: State, _ order: PaidDomainOrder, operatorID: String?) -> Decision<Purchase> {
        let round = state.round + 1
        var decision = Decision<Purchase>(.asked(round: round, operatorID: operatorID))
        decision.request(
            PartnerCall(order: order, mode: state.partnerReference == nil ? .obtain : .check, round: round))
        return decision
    }

    private static func settle(_ state: State, _ order: PaidDomainOrder, _ answer: PartnerAnswer, _ now: Instant)
        -> Decision<Purchase>
    {
        switch answer {
        case .bought(let reference, let registryDate):
            var decision = bought(state, order, registryDate, operatorID: nil, now)
            if state.partnerReference == nil { decision.events.insert(.accepted(partnerReference: reference), at: 0) }
            return decision
        case .refused(let reason):
            return failed(state, order, reason, operatorID: nil, now)
        case .processing(let reference):
            return wait(state, reference, now)
        case .silent(let trouble, let notBefore):
            let delay = AskSchedule.untilRetry(silentInARow: state.silentInARow + 1, orderID: order.orderID)
            let due = max(now + delay, notBefore ?? now)
            var decision = Decision<Purchase>(.partnerSilent(trouble, nextAskAt: due))
            decision.wake("ask", due: due, .askDue(round: state.round))
            return decision
        }
    }

    /// DOM-01: still processing.
    private static func wait(_ state: State, _ reference: String, _ now: Instant) -> Decision<Purchase> {
        let due = now + AskSchedule.untilNextCheck(afterWaiting: now - (state.acceptedAt ?? now))
        var decision = Decision<Purchase>()
        if state.partnerReference == nil { decision.events.append(.accepted(partnerReference: reference)) }
        decision.events.append(.stillProcessing(nextAskAt: due))
        decision.wake("ask", due: due, .askDue(round: state.round))
        return decision
    }

    /// DOM-03, DOM-04: into the buyer's account.
    private static func bought(
        _ state: State, _ order: PaidDomainOrder, _ registryDate: CivilDate, operatorID: String?, _ now: Instant
    ) -> Decision<Purchase> {
        let owned = OwnedDomain(
            expiresOn: expiryWithRenewal(registryDate: registryDate, today: ShanghaiCalendar.date(of: now)),
            holder: .afterTransfer(of: order.domain, to: order.registrant))
        var decision = Decision<Purchase>(.bought(owned, operatorID: operatorID))
        if state.mailQueue.isEmpty { decision.request(boughtMail(order, owned, now)) }
        return decision
    }

    /// DOM-05: the event is what gives the buyer the money back and takes the listing down.
    private static func failed(
        _ state: State, _ order: PaidDomainOrder, _ reason: FailureReason, operatorID: String?, _ now: Instant
    ) -> Decision<Purchase> {
        var decision = Decision<Purchase>(.failed(reason, operatorID: operatorID))
        if state.mailQueue.isEmpty { decision.request(BuyerMail(.failed, about: order, at: now, reason: reason)) }
        return decision
    }

    /// DOM-02: each kind is requested once, when its change happens or when the mail before it has gone.
    private static func mailed(
        _ state: State, _ order: PaidDomainOrder, _ kind: MailKind, _ outcome: MailOutcome, _ now: Instant
    ) -> Decision<Purchase> {
        guard state.mailQueue.first == kind else { return .nothing }
        var decision = Decision<Purchase>(.mailed(kind, outcome))
        guard state.mailQueue.count > 1 else { return decision }
        if let owned = state.owned { decision.request(boughtMail(order, owned, now)) }
        if let reason = state.failure { decision.request(BuyerMail(.failed, about: order, at: now, reason: reason)) }
        return decision
    }

    private static func boughtMail(_ order: PaidDomainOrder, _ owned: OwnedDomain, _ now: Instant) -> BuyerMail {
        BuyerMail(
            .bought, about: order, at: now, expiresOn: owned.expiresOn,
            asksForPapers: owned.holder == .formerPapersNeeded)
    }
}

extension Purchase {
    private static func askNow(_ state: State, _ order: PaidDomainOrder, _ operatorID: String) throws(Rejection)
        -> Decision<Purchase>
    {
        guard state.phase == .waiting else {
            throw Rejection(
                .conflict, "not-waiting", rule: "DOM-06",
                "Only a purchase that waits for its next conversation can be asked about early; this one is \(state.phase.rawValue)."
            )
        }
        var decision = ask(state, order, operatorID: operatorID)
        decision.cancelWake("ask")
        return decision
    }

    private static func reportOutcome(
        _ state: State, _ order: PaidDomainOrder, _ outcome: DeskOutcome, _ operatorID: String, _ now: Instant
    ) throws(Rejection) -> Decision<Purchase> {
        guard state.phase == .atDesk else {
            throw Rejection(
                .conflict, "not-at-desk", rule: "DOM-06",
                """
                An outcome is entered by hand only for an unfinished purchase from a source without an interface; this one is \
                \(state.phase.rawValue), its source \(order.source.rawValue).
                """)
        }
        switch outcome {
        case .bought(let registryDate): return bought(state, order, registryDate, operatorID: operatorID, now)
        case .failed(let reason): return failed(state, order, reason, operatorID: operatorID, now)
        }
    }

    /// DOM-04: another account learns nothing, not even that the purchase exists.
    private static func filePapers(
        _ state: State, _ order: PaidDomainOrder, _ templateID: String, _ hasPapers: Bool, _ accountID: String
    ) throws(Rejection) -> Decision<Purchase> {
        guard accountID == order.accountID else { throw .noSuchPurchase }
        guard state.owned?.holder == .formerPapersNeeded else {
            throw Rejection(
                .conflict, "no-papers-needed", rule: "DOM-04",
                "Papers are asked for only while a bought domain still bears its former holder and none were filed.")
        }
        guard hasPapers else {
            throw Rejection(
                .invalid, "template-without-papers", rule: "DOM-04",
                "Name one of your templates that is verified and bears the identity papers.", items: ["templateId"])
        }
        return Decision(.papersFiled(templateID: templateID))
    }

    private static func confirmHolderChange(_ state: State, _ operatorID: String) throws(Rejection) -> Decision<
        Purchase
    > {
        guard state.owned?.holder == .formerChangeUnderway else {
            throw Rejection(
                .conflict, "no-change-underway", rule: "DOM-04",
                "No change of holder is under way: the domain is not bought, bears its buyer already, or its papers are still missing."
            )
        }
        return Decision(.holderChanged(operatorID: operatorID))
    }
}

extension Rejection {
    /// Said of other accounts' purchases too.
    package static var noSuchPurchase: Rejection {
        Rejection(.notFound, "no-such-purchase", "There is no purchase of a domain under this order number.")
    }
}
