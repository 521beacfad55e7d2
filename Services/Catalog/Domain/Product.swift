package import Kernel

/// A vendor's product from draft to delisting (VND-04). Its id is `P-…`.
package enum Product: Decider {
    package static let kind = "product"

    /// VND-04's life cycle.
    package enum Phase: String, Codable, CaseIterable, Sendable {
        case absent, draft, testing, review, listed, delisted
    }

    package struct State: Codable, Hashable, Sendable {
        package var id: String
        package var phase: Phase = .absent
        package var vendorID = ""
        package var vendorName = ""
        package var content: ProductContent?
        /// Counts edits; an editor names the revision it saw.
        package var revision = 0
        /// Counts publications: the version that offers and `product-listed` carry.
        package var version = 0
        package var agreementVersion = 0
        /// Why an operator rejected it last; nil once it is submitted again.
        package var rejection: Personal?
        package var createdAt: Instant?
        package var listedAt: Instant?

        package init(id: String) { self.id = id }
    }

    /// Who acts. The edge has checked the token's role.
    package enum Party: Codable, Hashable, Sendable {
        case vendor(String)
        case `operator`(String)
    }

    package enum Input: Codable, Hashable, Sendable {
        /// - Parameter account: what identity says of the account that asks.
        case create(vendorID: String, account: Account.State, content: ProductContent)
        /// - Parameter revision: the one the editor saw; nil overwrites whatever is there.
        case edit(vendorID: String, revision: Int?, content: ProductContent)
        case submit(vendorID: String)
        case passTesting(operatorID: String)
        case approve(operatorID: String)
        case reject(operatorID: String, reason: Personal)
        case delist(by: Party, reason: Personal)
    }

    package enum Event: Codable, Hashable, Sendable {
        case drafted(vendorID: String, vendorName: String, content: ProductContent)
        case edited(content: ProductContent)
        case submitted
        case testingPassed(operatorID: String)
        case listed(operatorID: String)
        /// Edited while listed: on sale in a new version from now on.
        case amended(content: ProductContent)
        case rejected(operatorID: String, reason: Personal, from: Phase)
        case delisted(by: Party, reason: Personal)
    }

    package static func initial(_ id: String) -> State { State(id: id) }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Self> {
        switch input {
        case .create(let vendorID, let account, let content):
            return try create(state, vendorID, account, content)
        case .edit(let vendorID, let revision, let content):
            return try edit(owned(state, by: vendorID), revision, content)
        case .submit(let vendorID):
            return try submit(owned(state, by: vendorID))
        case .passTesting(let operatorID):
            return try step(state, from: .testing, .testingPassed(operatorID: operatorID))
        case .approve(let operatorID):
            return try step(state, from: .review, .listed(operatorID: operatorID))
        case .reject(let operatorID, let reason):
            return try reject(state, operatorID, reason)
        case .delist(let party, let reason):
            return try delist(state, party, reason)
        }
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .drafted(let vendorID, let vendorName, let content):
            (state.vendorID, state.vendorName, state.createdAt, state.phase) = (vendorID, vendorName, instant, .draft)
            take(&state, content)
        case .edited(let content):
            if state.phase == .delisted { state.phase = .draft }
            take(&state, content)
        case .submitted: (state.phase, state.rejection) = (.testing, nil)
        case .testingPassed: state.phase = .review
        case .listed:
            (state.phase, state.listedAt) = (.listed, instant)
            state.version += 1
        case .amended(let content):
            take(&state, content)
            state.version += 1
        case .rejected(_, let reason, _): (state.phase, state.rejection) = (.draft, reason)
        case .delisted: state.phase = .delisted
        }
    }

    private static func take(_ state: inout State, _ content: ProductContent) {
        if content.agreement?.digest != state.content?.agreement?.digest { state.agreementVersion += 1 }
        state.content = content
        state.revision += 1
    }
}

extension Product {
    /// Whose product it is, identity says: nobody puts another's name on what he sells.
    private static func create(
        _ state: State, _ vendorID: String, _ account: Account.State, _ content: ProductContent
    ) throws(Rejection) -> Decision<Self> {
        guard state.phase == .absent else {
            throw Rejection(.conflict, "product-exists", "There is a product with this id already.")
        }
        guard let name = account.name(of: vendorID) else {
            throw Rejection(
                .conflict, "vendor-not-known",
                "The identity system has not told that this account acts for vendor \(vendorID), or under which name: try again once it has."
            )
        }
        return Decision(.drafted(vendorID: vendorID, vendorName: name, content: content))
    }

    /// A foreign vendor's product does not exist for the asker.
    private static func owned(_ state: State, by vendorID: String) throws(Rejection) -> State {
        guard state.phase != .absent, state.vendorID == vendorID else { throw absent }
        return state
    }

    private static var absent: Rejection { Rejection(.notFound, "product-unknown", "There is no such product.") }

    private static func edit(_ state: State, _ revision: Int?, _ content: ProductContent) throws(Rejection) -> Decision<
        Self
    > {
        if let revision, revision != state.revision {
            throw Rejection(
                .conflict, "revision-outdated",
                "The product was edited meanwhile: fetch it again and edit revision \(state.revision).")
        }
        guard content != state.content else { return .nothing }
        switch state.phase {
        case .absent: throw absent
        case .draft, .delisted: return Decision(.edited(content: content))
        case .review:
            throw Rejection(
                .conflict, "product-in-review", rule: "VND-04",
                "A product in review cannot be edited: wait for the operator's word.")
        case .testing, .listed:
            try checkLocks(state, content)
            try checkComplete(content)
            return state.phase == .listed ? Decision(.amended(content: content)) : Decision(.edited(content: content))
        }
    }

    /// VND-04: what was tested stays what is sold.
    private static func checkLocks(_ state: State, _ content: ProductContent) throws(Rejection) {
        guard let current = state.content, current.connection == content.connection else {
            throw Rejection(
                .conflict, "endpoint-locked", rule: "VND-04",
                "The production endpoint cannot be changed while the product is tested or listed: ask an operator to reject it to draft first."
            )
        }
        guard current.type == content.type, current.deliverySteps == content.deliverySteps else {
            throw Rejection(
                .conflict, "delivery-locked", rule: "VND-04",
                "Type and delivery template cannot be changed while the product is tested or listed: delist it and submit it anew."
            )
        }
    }

    private static func checkComplete(_ content: ProductContent?) throws(Rejection) {
        let problems = content.map(ProductRules.problems) ?? []
        guard let first = problems.first else { return }
        throw Rejection(
            .invalid, "product-incomplete", rule: first.rule,
            "The product cannot be sold like this: mend what is listed.",
            items: problems.map { "\($0.rule): \($0.text)" })
    }

    private static func submit(_ state: State) throws(Rejection) -> Decision<Self> {
        switch state.phase {
        case .draft:
            try checkComplete(state.content)
            return Decision(.submitted)
        case .testing, .review: return .nothing
        case .absent, .listed, .delisted: throw wrongPhase(state, wanted: .draft)
        }
    }

    private static func step(_ state: State, from wanted: Phase, _ event: Event) throws(Rejection) -> Decision<Self> {
        guard state.phase != .absent else { throw absent }
        guard state.phase == wanted else { throw wrongPhase(state, wanted: wanted) }
        return Decision(event)
    }

    private static func reject(_ state: State, _ operatorID: String, _ reason: Personal) throws(Rejection) -> Decision<
        Self
    > {
        guard state.phase != .absent else { throw absent }
        guard [.testing, .review, .listed].contains(state.phase) else { throw wrongPhase(state, wanted: .review) }
        guard reason.satisfies({ (1...500).contains($0.codePointCount) }) else {
            throw Rejection(
                .invalid, "reason-missing", rule: "VND-04", "Say in 1 to 500 characters what the vendor must mend.")
        }
        return Decision(.rejected(operatorID: operatorID, reason: reason, from: state.phase))
    }

    private static func delist(_ state: State, _ party: Party, _ reason: Personal) throws(Rejection) -> Decision<Self> {
        if case .vendor(let vendorID) = party { _ = try owned(state, by: vendorID) }
        switch state.phase {
        case .listed: return Decision(.delisted(by: party, reason: reason))
        case .delisted: return .nothing
        case .absent: throw absent
        case .draft, .testing, .review: throw wrongPhase(state, wanted: .listed)
        }
    }

    private static func wrongPhase(_ state: State, wanted: Phase) -> Rejection {
        Rejection(
            .conflict, "wrong-phase", rule: "VND-04",
            "The product is '\(state.phase.rawValue)'; this is possible only while it is '\(wanted.rawValue)'.")
    }
}
