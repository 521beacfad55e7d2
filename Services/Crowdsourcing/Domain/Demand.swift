package import Kernel

/// What a buyer wants made, from publication to acceptance of what was bought. Its id is `D-…`.
package enum Demand: Decider {
    package static let kind = "demand"
    package static let grabsMax = 100

    package enum Phase: String, Codable, CaseIterable, Sendable {
        case absent
        case open
        /// 沟通中: a vendor has grabbed it (CRW-03).
        case talking
        /// 待支付: a proposal stands (CRW-05).
        case awaitingPayment = "awaiting-payment"
        case paid, completed, withdrawn
    }

    /// CRW-01
    package struct Content: Codable, Hashable, Sendable {
        package var market: Market
        package var subtype: Personal
        package var sentence: Personal
        package var details: Personal
        package var budget: Budget?
        package var region: Personal

        /// - Parameter buyerID: whose words they are.
        package init(
            market: Market, subtype: String, sentence: String, details: String = "", budget: Budget? = nil,
            region: String = "", of buyerID: String
        ) {
            self.market = market
            self.subtype = Personal(subtype, of: buyerID)
            self.sentence = Personal(sentence, of: buyerID)
            self.details = Personal(details, of: buyerID)
            self.budget = budget
            self.region = Personal(region, of: buyerID)
        }

        /// The same without the buyer's words.
        var forgotten: Content {
            var content = self
            content.subtype = subtype.forgotten
            content.sentence = sentence.forgotten
            content.details = details.forgotten
            content.region = region.forgotten
            return content
        }
    }

    package struct Grab: Codable, Hashable, Sendable {
        package var vendorID: String
        /// Of the account that grabbed; nil if it does not act for the vendor, or was not told of yet.
        package var vendorName: Personal?
        /// The account that acted for the vendor.
        package var accountID: String
        /// Where relay calls reach the vendor: the account's number; nil if it has none.
        package var phone: Phone?

        /// - Parameter facts: what identity says of the account. Its name and number are the vendor's only if it acts for it.
        package init(vendorID: String, accountID: String, _ facts: Account.Facts?) {
            self.vendorID = vendorID
            self.vendorName = facts?.vendorID == vendorID ? facts?.name : nil
            self.accountID = accountID
            self.phone = facts?.phone(of: vendorID)
        }

        /// What the vendor is called where its name is not known or forgotten: by its id.
        package var shownName: String { vendorName?.text ?? vendorID }
    }

    package struct State: Codable, Hashable, Sendable {
        package var id: String
        package var phase: Phase = .absent
        package var buyerID = ""
        package var content: Content?
        /// CRW-02: the only vendor that may know of it; nil means all.
        package var targetVendorID: String?
        package var phone: Phone?
        package var publishedAt: Instant?
        package var grabs: [Grab] = []
        package var proposals: [Proposal] = []
        package var acceptance: Acceptance?
        /// The last one for which no order came in time.
        package var endedAcceptance: Acceptance?
        /// How many there were.
        package var acceptances = 0
        package var calls: [Call] = []

        package init(id: String) { self.id = id }

        /// CRW-02
        package func isVisible(toVendor vendorID: String) -> Bool {
            phase != .absent && (targetVendorID == nil || targetVendorID == vendorID)
        }

        /// CRW-04: once a demand is no longer in the hall, only vendors that had to do with it read on. One whose buyer is gone is not.
        package func isShown(toVendor vendorID: String) -> Bool {
            switch phase {
            case .absent: false
            case .open, .talking, .awaitingPayment:
                phone == nil ? grabs.contains { $0.vendorID == vendorID } : isVisible(toVendor: vendorID)
            case .paid, .completed, .withdrawn: grabs.contains { $0.vendorID == vendorID }
            }
        }
    }

    package enum Input: Codable, Hashable, Sendable {
        /// - Parameter proof: what the account proved last; nil if nothing.
        case publish(
            buyerID: String, content: Content, targetVendorID: String?, acceptsRules: Bool, proof: PhoneProof.Proof?)
        case grab(Grab)
        case propose(vendorID: String, proposalID: String, title: Personal, offer: Proposal.Draft)
        case revise(vendorID: String, proposalID: String, offer: Proposal.Draft)
        case accept(Acceptance.Request)
        /// A timer: the order of the acceptance should have been placed long ago.
        case orderMissing(acceptanceID: String)
        case orderPlaced(orderID: String, acceptanceID: String)
        case orderRepriced(orderID: String, total: Money)
        /// Cancelled, or lapsed unpaid.
        case orderClosed(orderID: String)
        case orderPaid(orderID: String)
        case orderProduced(orderID: String)
        case withdraw(buyerID: String)
        /// The buyer's account is gone: its number and words are kept no longer.
        case forgetBuyer
        /// The account that grabbed the demand has another number, or none any more.
        case vendorPhoneChanged(accountID: String, phone: Phone?)
        case call(Call.Request)
        case callBound(callID: String, relayNumber: String, expiresAt: Instant)
        case callRefused(callID: String, reason: String)
    }

    package enum Event: Codable, Hashable, Sendable {
        case published(buyerID: String, content: Content, targetVendorID: String?, phone: Phone)
        case grabbed(Grab)
        case proposed(Proposal)
        case revised(proposalID: String, Proposal.Version)
        case accepted(Acceptance)
        /// Nothing came of the acceptance: no order, or one that was cancelled or lapsed.
        case acceptanceEnded(orderID: String?)
        case orderPlaced(orderID: String)
        case orderRepriced(total: Money)
        /// The trade is made with this proposal; the others are closed (CRW-06).
        case paid(orderID: String, proposalID: String)
        /// What was bought is accepted, and with it the trade is done (CRW-08).
        case completed(orderID: String)
        /// - Parameter acceptanceID: the acceptance that has led to an unpaid order, or still may.
        case withdrawn(acceptanceID: String?, openOrderID: String?)
        case buyerForgotten
        case vendorPhoneChanged(accountID: String, phone: Phone?)
        case callRequested(Call)
        case callBound(callID: String, relayNumber: String, expiresAt: Instant)
        case callRefused(callID: String, reason: String)
    }

    package static func initial(_ id: String) -> State { State(id: id) }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Self> {
        switch input {
        case .publish(let buyerID, let content, let target, let acceptsRules, let proof):
            return try publish(state, buyerID, content, target, acceptsRules, proof, cause.now)
        case .grab(let grab): return try self.grab(state, grab, cause)
        case .propose(let vendorID, let proposalID, let title, let offer):
            return try propose(state, vendorID, proposalID, title, offer, cause.now)
        case .revise(let vendorID, let proposalID, let offer):
            return try revise(state, vendorID, proposalID, offer, cause.now)
        case .accept(let request): return try accept(state, request, cause.now)
        case .orderMissing, .orderPlaced, .orderRepriced, .orderClosed, .orderPaid, .orderProduced:
            return follow(state, input)
        case .withdraw(let buyerID): return try withdraw(state, buyerID)
        case .forgetBuyer: return state.phone == nil ? .nothing : Decision(.buyerForgotten)
        case .vendorPhoneChanged(let accountID, let phone): return vendorPhoneChanged(state, accountID, phone)
        case .call(let request): return try call(state, request, cause.now)
        case .callBound, .callRefused: return answerCall(state, input)
        }
    }
}

extension Demand {
    /// Not visible and not existing are the same to the asker (CRW-02).
    static var absent: Rejection { Rejection(.notFound, "demand-unknown", "There is no such demand.") }

    static func isBuyer(_ state: State, _ buyerID: String) -> Bool {
        state.phase != .absent && state.buyerID == buyerID
    }

    static func checkOpen(_ state: State) throws(Rejection) {
        guard [.open, .talking, .awaitingPayment].contains(state.phase) else {
            throw Rejection(
                .conflict, "demand-closed", rule: "CRW-07",
                "The demand is \(state.phase.rawValue); nothing more can be proposed or changed.")
        }
    }

    /// CRW-01
    private static func publish(
        _ state: State, _ buyerID: String, _ content: Content, _ target: String?, _ acceptsRules: Bool,
        _ proof: PhoneProof.Proof?, _ now: Instant
    ) throws(Rejection) -> Decision<Self> {
        guard state.phase == .absent else {
            throw Rejection(.conflict, "demand-exists", "There is a demand with this id already.")
        }
        guard acceptsRules else {
            throw Rejection(.invalid, "rules-not-accepted", rule: "CRW-01", "The publishing rules must be accepted.")
        }
        guard content.subtype.satisfies(content.market.subtypes.contains) else {
            throw Rejection(
                .invalid, "subtype-unknown", rule: "CRW-01", "Choose a sub-type of the market.",
                items: content.market.subtypes)
        }
        guard content.sentence.satisfies({ (1...100).contains($0.codePointCount) }),
            content.details.satisfies({ $0.codePointCount <= 2_000 }),
            content.region.satisfies({ $0.codePointCount <= 40 })
        else {
            throw Rejection(
                .invalid, "text-too-long", rule: "CRW-01",
                "Say it in 1 to 100 characters, details in 2,000, the region in 40.")
        }
        guard let proof, proof.isFresh(at: now) else {
            throw Rejection(
                .forbidden, "phone-not-proven", rule: "CRW-01",
                "Prove your phone number by a code first; a proof lasts 30 minutes.")
        }
        var decision = Decision<Self>(
            .published(buyerID: buyerID, content: content, targetVendorID: target, phone: proof.phone))
        decision.tell(PhoneProof.self, buyerID, .published(demandID: state.id))
        return decision
    }

    /// CRW-03: several may, as many as a buyer can compare.
    private static func grab(_ state: State, _ grab: Grab, _ cause: Cause) throws(Rejection) -> Decision<Self> {
        guard state.isVisible(toVendor: grab.vendorID) else { throw absent }
        guard !state.grabs.contains(where: { $0.vendorID == grab.vendorID }) else { return .nothing }
        // Its buyer is gone: it is nobody's any more.
        guard state.phone != nil else { throw absent }
        try checkOpen(state)
        guard state.grabs.count < grabsMax else {
            throw Rejection(
                .conflict, "too-many-vendors", rule: "CRW-03",
                "\(grabsMax) vendors have grabbed this demand, and more cannot: look for another one.")
        }
        var decision = Decision<Self>(.grabbed(grab))
        let item = Account.Grabbed(demandID: cause.aggregateID, vendorID: grab.vendorID)
        decision.tell(Account.self, grab.accountID, .grabbed(item, phone: grab.phone))
        return decision
    }

    private static func vendorPhoneChanged(_ state: State, _ accountID: String, _ phone: Phone?) -> Decision<
        Self
    > {
        let holdsAnother = state.grabs.contains { $0.accountID == accountID && $0.phone?.digest != phone?.digest }
        return holdsAnother ? Decision(.vendorPhoneChanged(accountID: accountID, phone: phone)) : .nothing
    }

    /// CRW-07
    private static func withdraw(_ state: State, _ buyerID: String) throws(Rejection) -> Decision<Self> {
        guard isBuyer(state, buyerID) else { throw absent }
        switch state.phase {
        case .withdrawn: return .nothing
        case .open, .talking, .awaitingPayment:
            let acceptance = state.acceptance ?? state.endedAcceptance
            var decision = Decision<Self>(
                .withdrawn(acceptanceID: acceptance?.id, openOrderID: acceptance?.orderID))
            decision.cancelWake(orderMissingTimer)
            return decision
        case .absent, .paid, .completed:
            throw Rejection(
                .conflict, "demand-paid", rule: "CRW-07",
                "A proposal has been paid: the demand cannot be withdrawn any more.")
        }
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .published(let buyerID, let content, let target, let phone):
            (state.phase, state.buyerID, state.content, state.targetVendorID) = (.open, buyerID, content, target)
            (state.phone, state.publishedAt) = (phone, instant)
        case .grabbed(let grab):
            state.grabs.append(grab)
            if state.phase == .open { state.phase = .talking }
        case .proposed, .revised: evolveProposals(&state, event)
        case .accepted, .acceptanceEnded, .orderPlaced, .orderRepriced, .paid: evolveAcceptance(&state, event)
        case .completed: state.phase = .completed
        case .withdrawn: state.phase = .withdrawn
        case .buyerForgotten: (state.phone, state.content) = (nil, state.content?.forgotten)
        case .vendorPhoneChanged(let accountID, let phone):
            for index in state.grabs.indices where state.grabs[index].accountID == accountID {
                state.grabs[index].phone = phone
            }
        case .callRequested, .callBound, .callRefused: evolveCalls(&state, event)
        }
    }
}
