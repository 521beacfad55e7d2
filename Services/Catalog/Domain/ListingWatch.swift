package import Kernel

/// What is known of a domain besides what partners say of it: that a listing is wrong (CAT-10) or that it was sold (DOM-05). Its id is the name.
///
/// A suppression holds against the listing as it was: when the partner pushes it changed, it is shown again.
package enum ListingWatch: Decider {
    package static let kind = "listing"

    package struct State: Codable, Hashable, Sendable {
        /// Order of the purchase that took the domain off all lists; nil while it is for sale.
        package var soldByOrder: String?
        package var suppressions = 0
    }

    package enum Input: Codable, Hashable, Sendable {
        /// - Parameter isStale: whether the partner cannot sell it any more; otherwise the listing stays.
        case purchaseFailed(partner: String, orderID: String, reason: String, isStale: Bool)
        case purchased(orderID: String)
        /// An operator confirms a report, or knows better.
        /// - Parameter isListed: whether the partner offers the domain now; only a listing that is there can be found wrong.
        case suppress(operatorID: String, partner: Partner, isListed: Bool, reason: Personal)
        /// An operator takes a mistake back.
        case reinstate(operatorID: String, partner: Partner)
    }

    package enum Reason: Codable, Hashable, Sendable {
        /// What the purchase came to.
        case word(String)
        /// What an operator says.
        case said(Personal)

        /// nil once it is forgotten.
        package var text: String? {
            switch self {
            case .word(let word): word
            case .said(let personal): personal.text
            }
        }
    }

    package enum Event: Codable, Hashable, Sendable {
        /// - Parameter partner: nil takes the domain off the lists of all partners.
        case suppressed(partner: Partner?, reason: Reason, orderID: String?)
        case reinstated(partner: Partner, operatorID: String)
    }

    package static func initial(_ id: String) -> State { State() }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Self> {
        switch input {
        case .purchaseFailed(let partner, let orderID, let reason, let isStale):
            guard isStale, let partner = Partner(rawValue: partner) else { return .nothing }
            return Decision(.suppressed(partner: partner, reason: .word(reason), orderID: orderID))
        case .purchased(let orderID):
            guard state.soldByOrder != orderID else { return .nothing }
            return Decision(.suppressed(partner: nil, reason: .word("sold"), orderID: orderID))
        // CAT-10
        case .suppress(_, let partner, let isListed, let reason):
            guard isListed else {
                throw Rejection(
                    .notFound, "domain-not-listed", rule: "CAT-10",
                    "The domain is not listed by this source: there is nothing to hide.")
            }
            guard reason.satisfies({ (1...200).contains($0.codePointCount) }) else {
                throw Rejection(
                    .invalid, "reason-missing", rule: "CAT-10",
                    "Say in 1 to 200 characters what is wrong with the listing.")
            }
            return Decision(.suppressed(partner: partner, reason: .said(reason), orderID: nil))
        case .reinstate(let operatorID, let partner):
            return Decision(.reinstated(partner: partner, operatorID: operatorID))
        }
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .suppressed(let partner, _, let orderID):
            state.suppressions += 1
            if partner == nil { state.soldByOrder = orderID }
        case .reinstated: state.soldByOrder = nil
        }
    }
}
