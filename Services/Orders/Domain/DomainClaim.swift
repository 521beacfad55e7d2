package import Kernel

/// Who may buy a domain: the order whose payment came first (ORD-12). Its id is the domain's name in lower case.
package enum DomainClaim: Decider {
    package struct State: Codable, Sendable {
        package let domain: String
        /// The order that holds the claim; nil while nobody has paid, or after the purchase failed.
        package fileprivate(set) var holder: String?
    }

    package enum Input: Codable, Sendable {
        case claim(orderID: String)
        case release(orderID: String)
    }

    package enum Event: Codable, Sendable {
        case won(orderID: String)
        case lost(orderID: String, holder: String)
        case released(orderID: String)
    }

    package static let kind = "domain-claim"

    package static func initial(_ id: String) -> State { State(domain: id) }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<
        DomainClaim
    > {
        switch input {
        case .claim(let orderID): return claim(state, orderID)
        case .release(let orderID): return state.holder == orderID ? Decision(.released(orderID: orderID)) : .nothing
        }
    }

    private static func claim(_ state: State, _ orderID: String) -> Decision<DomainClaim> {
        var decision = Decision<DomainClaim>()
        if let holder = state.holder, holder != orderID {
            decision.events = [.lost(orderID: orderID, holder: holder)]
            decision.tell(Order.self, orderID, .claimLost)
        } else {
            if state.holder == nil { decision.events = [.won(orderID: orderID)] }
            decision.tell(Order.self, orderID, .claimWon)
        }
        return decision
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .won(let orderID): state.holder = orderID
        case .lost: break
        case .released: state.holder = nil
        }
    }
}
