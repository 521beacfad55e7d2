package import Kernel

/// What this service keeps of a product: the version now for sale, as the catalog told. Its id is the product's.
package enum ProductFact: Decider {
    package struct Choice: Codable, Hashable, Sendable {
        package let id: String
        package let specification: String
        package let billing: String
        package let periodMonths: Int?

        package init(id: String, specification: String, billing: String, periodMonths: Int?) {
            self.id = id
            self.specification = specification
            self.billing = billing
            self.periodMonths = periodMonths
        }
    }

    package struct Listing: Codable, Hashable, Sendable {
        package let version: Int
        package let name: String
        /// nil for a type that this version does not know.
        package let type: ProductType?
        package let choices: [Choice]
        package let deliverySteps: [StepTemplate]
        package let hasFiveDayRefund: Bool
        package let allowsCredit: Bool
        package let validityMonths: Int?
        /// For SaaS only (VND-05).
        package let connection: ProductConnection?
        /// Where production calls go, if it has a production endpoint.
        package let productionEndpoint: String?
        /// Shown to buyers beside what they bought; empty if there is none.
        package let guideURL: String

        package init(
            version: Int, name: String, type: ProductType?, choices: [Choice], deliverySteps: [StepTemplate],
            hasFiveDayRefund: Bool, allowsCredit: Bool, validityMonths: Int?, connection: ProductConnection?,
            productionEndpoint: String?,
            guideURL: String
        ) {
            self.version = version
            self.name = name
            self.type = type
            self.choices = choices
            self.deliverySteps = deliverySteps
            self.hasFiveDayRefund = hasFiveDayRefund
            self.allowsCredit = allowsCredit
            self.validityMonths = validityMonths
            self.connection = connection
            self.productionEndpoint = productionEndpoint
            self.guideURL = guideURL
        }
    }

    package struct State: Codable, Sendable {
        package let id: String
        package fileprivate(set) var listing: Listing?
        /// Acceptances that asked before the catalog's word came.
        package fileprivate(set) var waiting: [String] = []
    }

    package enum Input: Codable, Sendable {
        case listed(Listing)
        /// An acceptance wants to know what the product is. It is answered as soon as that is known.
        case asked(acceptanceID: String)
    }

    package enum Event: Codable, Sendable {
        case learned(Listing)
        case waiting(acceptanceID: String)
        case answered
    }

    package static let kind = "product-fact"

    package static func initial(_ id: String) -> State { State(id: id) }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<
        ProductFact
    > {
        switch input {
        case .listed(let listing): return listed(state, listing)
        case .asked(let acceptanceID): return asked(state, acceptanceID)
        }
    }

    /// Versions only grow: an older one that is told again is no news.
    private static func listed(_ state: State, _ listing: Listing) -> Decision<ProductFact> {
        if let known = state.listing, listing.version < known.version || listing == known { return .nothing }
        var decision = Decision<ProductFact>(.learned(listing))
        guard listing.type != nil, !state.waiting.isEmpty else { return decision }
        decision.events.append(.answered)
        for acceptanceID in state.waiting { answer(acceptanceID, state.id, listing, &decision) }
        return decision
    }

    private static func asked(_ state: State, _ acceptanceID: String) -> Decision<ProductFact> {
        guard let listing = state.listing, listing.type != nil else {
            return state.waiting.contains(acceptanceID) ? .nothing : Decision(.waiting(acceptanceID: acceptanceID))
        }
        var decision = Decision<ProductFact>()
        answer(acceptanceID, state.id, listing, &decision)
        return decision
    }

    private static func answer(
        _ acceptanceID: String, _ id: String, _ listing: Listing, _ decision: inout Decision<ProductFact>
    ) {
        decision.tell(
            ProposalAcceptance.self, acceptanceID,
            .productTold(ProposalAcceptance.ToldProduct(id: id, listing: listing)))
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .learned(let listing): state.listing = listing
        case .waiting(let acceptanceID): state.waiting.append(acceptanceID)
        case .answered: state.waiting = []
        }
    }
}
