package import Kernel

/// Who may buy a domain: the order whose payment came first (ORD-12). Its id is the domain's name in lower case.
///
/// Once bought, a domain may be listed and sold again. What was offered before that sale is of the listing that is gone, whenever
/// it is ordered or paid; what is offered after it is another race.
package enum DomainClaim: Decider {
    package struct Sale: Codable, Hashable, Sendable {
        package let orderID: String
        package let at: Instant
    }

    package struct State: Codable, Sendable {
        package let domain: String
        /// The order that holds the claim; nil while nobody has paid, after the purchase failed, and once it succeeded.
        package fileprivate(set) var holder: String?
        /// The last purchase that succeeded.
        package fileprivate(set) var sale: Sale?
    }

    package enum Input: Codable, Sendable {
        case claim(orderID: String, offeredAt: Instant)
        case release(orderID: String)
        case sold(orderID: String, at: Instant)
    }

    package enum Event: Codable, Sendable {
        case won(orderID: String)
        /// `to` has it, or had it in the listing that was offered.
        case lost(orderID: String, to: String)
        case released(orderID: String)
        case sold(Sale)
    }

    package static let kind = "domain-claim"

    package static func initial(_ id: String) -> State { State(domain: id) }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<
        DomainClaim
    > {
        switch input {
        case .claim(let orderID, let offeredAt): return claim(state, orderID, offeredAt)
        case .release(let orderID): return state.holder == orderID ? Decision(.released(orderID: orderID)) : .nothing
        case .sold(let orderID, let at):
            return state.holder == orderID ? Decision(.sold(Sale(orderID: orderID, at: at))) : .nothing
        }
    }

    /// ORD-12: who has the domain as it was offered at this instant; nil if nobody has.
    package static func owner(_ state: State, offeredAt: Instant) -> String? {
        if let holder = state.holder { return holder }
        guard let sale = state.sale, offeredAt <= sale.at else { return nil }
        return sale.orderID
    }

    private static func claim(_ state: State, _ orderID: String, _ offeredAt: Instant) -> Decision<DomainClaim> {
        var decision = Decision<DomainClaim>()
        let owner = owner(state, offeredAt: offeredAt)
        if let owner, owner != orderID {
            decision.events = [.lost(orderID: orderID, to: owner)]
            decision.tell(Order.self, orderID, .claimLost)
        } else {
            if owner == nil { decision.events = [.won(orderID: orderID)] }
            decision.tell(Order.self, orderID, .claimWon)
        }
        return decision
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .won(let orderID): state.holder = orderID
        case .lost: break
        case .released: state.holder = nil
        case .sold(let sale): (state.holder, state.sale) = (nil, sale)
        }
    }
}
