package import Kernel

/// A text that is accepted.
package struct Terms: Codable, Hashable, Sendable {
    package var version: String
    /// SHA-256 of the text, lower-case hexadecimal.
    package var digest: String

    package init(version: String, digest: String) {
        self.version = version
        self.digest = digest
    }
}

/// CRW-06: the buyer's word on one version of one proposal, and the order that follows.
package struct Acceptance: Codable, Hashable, Sendable {
    /// The demand's id and the acceptance's number in it: accepting the same proposal again is another acceptance and another order.
    package var id: String
    package var proposalID: String
    package var version: Int
    package var total: Money
    package var agreement: Terms
    package var subAccountID: String?
    package var orderID: String?
    /// An earlier acceptance for which no order came in time: should its order still come, it must not stay payable.
    package var replacedID: String?

    package struct Request: Codable, Hashable, Sendable {
        package var buyerID: String
        package var subAccountID: String?
        /// Those that the sub-account's token carries.
        package var policies: [String]
        package var proposalID: String
        /// What the buyer saw.
        package var version: Int
        package var total: Money
        package var agreement: Terms?
        /// The platform's agreement as it is now.
        package var currentAgreement: Terms

        package init(
            buyerID: String, subAccountID: String?, policies: [String], proposalID: String, version: Int, total: Money,
            agreement: Terms?,
            currentAgreement: Terms
        ) {
            self.buyerID = buyerID
            self.subAccountID = subAccountID
            self.policies = policies
            self.proposalID = proposalID
            self.version = version
            self.total = total
            self.agreement = agreement
            self.currentAgreement = currentAgreement
        }
    }
}

extension Demand {
    static let orderMissingTimer = "order-missing"
    /// Orders refuses, for example, when a product was delisted in between; then the buyer may choose again.
    static let orderPatience = Instant.Span.hours(1)

    static func accept(_ state: State, _ request: Acceptance.Request, _ now: Instant) throws(Rejection) -> Decision<
        Self
    > {
        guard isBuyer(state, request.buyerID) else { throw absent }
        try checkPolicies(request)
        guard let proposal = state.proposals.first(where: { $0.id == request.proposalID }),
            let current = proposal.current
        else {
            throw Rejection(.notFound, "proposal-unknown", "There is no such proposal.")
        }
        try checkOpen(state)
        try checkSeen(request, current)
        if let acceptance = state.acceptance {
            guard acceptance.proposalID == proposal.id else {
                throw Rejection(
                    .conflict, "other-proposal-accepted", rule: "CRW-06",
                    "Cancel the unpaid order of the other proposal first.",
                    items: [acceptance.orderID ?? acceptance.proposalID])
            }
            return .nothing
        }
        let id = "\(state.id)-\(state.acceptances + 1)"
        var decision = Decision<Self>(
            .accepted(
                Acceptance(
                    id: id, proposalID: proposal.id, version: current.number, total: current.total,
                    agreement: request.currentAgreement,
                    subAccountID: request.subAccountID, replacedID: state.endedAcceptance?.id)))
        decision.wake(orderMissingTimer, due: now + orderPatience, .orderMissing(acceptanceID: id))
        return decision
    }

    /// ORD-04: accepting is ordering. Who accepted without the policies would get an order that he cannot pay.
    private static func checkPolicies(_ request: Acceptance.Request) throws(Rejection) {
        try BuyingPolicies.check(subAccount: request.subAccountID, granted: request.policies)
    }

    /// A price changed meanwhile is never charged silently.
    private static func checkSeen(_ request: Acceptance.Request, _ current: Proposal.Version) throws(Rejection) {
        guard request.agreement == request.currentAgreement else {
            throw Rejection(
                .invalid, "agreement-not-accepted", rule: "CRW-06",
                "Accept the platform's agreement in its present version.",
                items: [request.currentAgreement.version, request.currentAgreement.digest])
        }
        guard request.version == current.number, request.total == current.total else {
            throw Rejection(
                .conflict, "proposal-changed", rule: "CRW-06",
                "The proposal was changed: version \(current.number) costs \(current.total) yuan. Look at it and accept it anew.",
                items: ["\(current.number)", "\(current.total.fen)"])
        }
    }

    /// What orders and time say. None of it is a command, so nothing is rejected.
    static func follow(_ state: State, _ input: Input) -> Decision<Self> {
        switch input {
        case .orderMissing(let acceptanceID):
            guard let acceptance = state.acceptance, acceptance.id == acceptanceID, acceptance.orderID == nil
            else { return .nothing }
            return Decision(.acceptanceEnded(orderID: nil))
        case .orderPlaced(let orderID, let acceptanceID):
            // An order may come after patience ended, as long as the buyer has not chosen again.
            guard let acceptance = state.acceptance ?? state.endedAcceptance, acceptance.id == acceptanceID,
                acceptance.orderID == nil
            else {
                return .nothing
            }
            var decision = Decision<Self>(.orderPlaced(orderID: orderID))
            decision.cancelWake(orderMissingTimer)
            return decision
        case .orderRepriced(let orderID, let total):
            guard state.acceptance?.orderID == orderID, state.acceptance?.total != total else { return .nothing }
            return Decision(.orderRepriced(total: total))
        case .orderClosed(let orderID):
            guard state.acceptance?.orderID == orderID, state.phase == .awaitingPayment else { return .nothing }
            return Decision(.acceptanceEnded(orderID: orderID))
        case .orderPaid(let orderID):
            // Orders was told of the withdrawal and cancels what is unpaid. What was paid before it heard of it is paid: the
            // vendor will deliver.
            guard let acceptance = state.acceptance, acceptance.orderID == orderID,
                [.awaitingPayment, .withdrawn].contains(state.phase)
            else {
                return .nothing
            }
            return Decision(.paid(orderID: orderID, proposalID: acceptance.proposalID))
        case .orderProduced(let orderID):
            guard state.acceptance?.orderID == orderID, state.phase == .paid else { return .nothing }
            return Decision(.completed(orderID: orderID))
        default: return .nothing
        }
    }

    static func evolveAcceptance(_ state: inout State, _ event: Event) {
        switch event {
        case .accepted(let acceptance):
            state.acceptance = acceptance
            state.endedAcceptance = nil
            state.acceptances += 1
        case .acceptanceEnded(let orderID):
            state.endedAcceptance = orderID == nil ? state.acceptance : nil
            state.acceptance = nil
        case .orderPlaced(let orderID):
            state.acceptance = state.acceptance ?? state.endedAcceptance
            state.acceptance?.orderID = orderID
        case .orderRepriced(let total): state.acceptance?.total = total
        case .paid(_, let proposalID):
            state.phase = .paid
            for index in state.proposals.indices {
                state.proposals[index].standing = state.proposals[index].id == proposalID ? .paid : .closed
            }
        default: break
        }
    }
}
