package import Kernel

/// What one acceptance of a proposal leads to (CRW-06): an order, once it is known what the products are. Its id is the
/// acceptance's, so that one that is told twice makes one order, and two acceptances of one proposal make two.
package enum ProposalAcceptance: Decider {
    package struct State: Codable, Sendable {
        package let id: String
        package fileprivate(set) var proposal: AcceptedProposal?
        /// Of the order it leads to.
        package fileprivate(set) var number: OrderNumber?
        /// What the products told of themselves so far.
        package fileprivate(set) var products: [ToldProduct] = []
        /// The order was told to be placed.
        package fileprivate(set) var isPlaced = false
        /// Why no order may come of it, or stay payable; told perhaps before the acceptance.
        package fileprivate(set) var withdrawal: String?

        /// Products that have not answered yet, each once.
        var missing: [String] {
            var missing: [String] = []
            for line in proposal?.lines ?? [] where !products.contains(where: { $0.id == line.productID }) {
                if !missing.contains(line.productID) { missing.append(line.productID) }
            }
            return missing
        }
    }

    package struct ToldProduct: Codable, Hashable, Sendable {
        package let id: String
        package let listing: ProductFact.Listing
    }

    package enum Input: Codable, Sendable {
        case accepted(AcceptedProposal, OrderNumber)
        case productTold(ToldProduct)
        /// Another order has the number.
        case numberTaken(orderID: String)
        case withdrawn(reason: String)
    }

    package enum Event: Codable, Sendable {
        case accepted(AcceptedProposal, OrderNumber)
        case productTold(ToldProduct)
        case placed
        case renumbered(OrderNumber)
        case withdrawn(reason: String)
    }

    package static let kind = "proposal-acceptance"

    package static func initial(_ id: String) -> State { State(id: id) }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<
        ProposalAcceptance
    > {
        switch input {
        case .accepted(let proposal, let number): return accepted(state, proposal, number)
        case .productTold(let product): return productTold(state, product, cause)
        case .numberTaken(let orderID): return numberTaken(state, orderID)
        case .withdrawn(let reason): return withdrawn(state, reason)
        }
    }

    private static func accepted(_ state: State, _ proposal: AcceptedProposal, _ number: OrderNumber) -> Decision<
        ProposalAcceptance
    > {
        guard state.proposal == nil, !proposal.lines.isEmpty else { return .nothing }
        var decision = Decision<ProposalAcceptance>(.accepted(proposal, number))
        guard state.withdrawal == nil else { return decision }
        var next = state
        next.proposal = proposal
        for product in next.missing { decision.tell(ProductFact.self, product, .asked(acceptanceID: state.id)) }
        return decision
    }

    private static func productTold(_ state: State, _ product: ToldProduct, _ cause: Cause) -> Decision<
        ProposalAcceptance
    > {
        guard state.withdrawal == nil, state.missing.contains(product.id) else { return .nothing }
        var decision = Decision<ProposalAcceptance>(.productTold(product))
        var next = state
        next.products.append(product)
        guard next.missing.isEmpty, let proposal = state.proposal, let number = state.number else { return decision }
        decision.events.append(.placed)
        decision.tell(Order.self, number.description, .placeForProposal(proposal, next.products))
        return decision
    }

    private static func numberTaken(_ state: State, _ orderID: String) -> Decision<ProposalAcceptance> {
        guard let proposal = state.proposal, let number = state.number, number.description == orderID, state.isPlaced
        else { return .nothing }
        var decision = Decision<ProposalAcceptance>(.renumbered(number.next))
        guard state.withdrawal == nil else { return decision }
        decision.tell(Order.self, number.next.description, .placeForProposal(proposal, state.products))
        return decision
    }

    /// CRW-07: whether it is told before the acceptance, while products are asked, or after the order was placed.
    private static func withdrawn(_ state: State, _ reason: String) -> Decision<ProposalAcceptance> {
        guard state.withdrawal == nil else { return .nothing }
        var decision = Decision<ProposalAcceptance>(.withdrawn(reason: reason))
        if state.isPlaced, let number = state.number {
            decision.tell(Order.self, number.description, .withdrawn(acceptanceID: state.id, reason: reason))
        }
        return decision
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .accepted(let proposal, let number): (state.proposal, state.number) = (proposal, number)
        case .productTold(let product): state.products.append(product)
        case .placed: state.isPlaced = true
        case .renumbered(let number): state.number = number
        case .withdrawn(let reason): state.withdrawal = reason
        }
    }
}
