package import Kernel

/// What a SaaS line entitles its buyer to, frozen at payment.
package struct EntitlementTerms: Codable, Hashable, Sendable {
    package let orderID: String
    package let buyer: String
    package let vendorID: String
    package let productID: String
    package let productName: String
    package let choice: String
    package let validityMonths: Int?

    init(of line: OrderLine, in order: OrderState) {
        orderID = order.id
        buyer = order.buyer
        vendorID = order.vendor.id
        productID = line.terms.productID
        productName = line.terms.productName
        choice = line.terms.choice.id
        validityMonths = line.terms.validityMonths
    }
}

/// The vendor's production interface (VND-05).
package enum SPIAction: String, Codable, Sendable {
    case create = "createInstance"
    /// Opens a frozen instance again, with the expiry it had.
    case renew = "renewInstance"
    /// Freezes, keeping the data.
    case expire = "expiredInstance"
    case release = "releaseInstance"
}

package struct SPICall: Effect {
    package static let port = "spi"
    package let action: SPIAction
    /// Numbers the entitlement's calls, so that a late answer is recognised.
    package let number: Int
    package let lineID: String
    package let terms: EntitlementTerms
    package let instanceID: String?
    package let expiresAt: Instant?
    package let notBefore: Instant?
}

package enum SPIAnswer: Codable, Hashable, Sendable {
    case created(Instance)
    /// The vendor still works on it: ask again (ENT-04).
    case notReady
    case done
    case failed(reason: String)
    /// No call was made: there is no address or key to make it with.
    case notCalled(reason: String)
}

/// The instance a SaaS order line gives its buyer. Its id is the line's.
///
/// It knows what is wanted and what the vendor has confirmed, and makes one call at a time until the two agree.
package enum Entitlement: Decider {
    package enum Status: String, Codable, CaseIterable, Sendable {
        case absent, opening, open, frozen, released
    }

    package enum Wish: String, Codable, Sendable {
        case open, frozen, released
    }

    package struct State: Codable, Sendable {
        package let id: String
        /// As the vendor has confirmed it.
        package internal(set) var status = Status.absent
        package internal(set) var wish = Wish.open
        package internal(set) var terms: EntitlementTerms?
        package internal(set) var instance: Instance?
        package internal(set) var openedAt: Instant?
        package internal(set) var expiresAt: Instant?
        /// The call made last, until it has come to its end.
        package internal(set) var pending: SPIAction?
        /// An answer is awaited; there is never more than one call at a time.
        package internal(set) var isCalling = false
        package internal(set) var callNumber = 0
        /// The vendor may have made the instance: it was asked to, and its answer, if any, is not that nobody asked.
        package internal(set) var mayExist = false
        /// Answers in a row that did not bring the pending action to its end.
        package internal(set) var tries = 0
        /// Waits for an operator (ENT-04).
        package internal(set) var isParked = false
        package internal(set) var lastFailure: String?
    }

    package enum Input: Codable, Sendable {
        case open(EntitlementTerms)
        case freeze
        case reopen
        case release
        case answered(number: Int, SPIAnswer)
        /// An operator's order to begin the tries anew.
        case retry
    }

    package enum Event: Codable, Sendable {
        case requested(EntitlementTerms, expiresAt: Instant?)
        case wished(Wish)
        case called(SPIAction)
        case notReady(reason: String)
        /// The call was not made, for want of an address or a key.
        case notCalled(reason: String)
        case parked(reason: String)
        case retried
        case opened(Instance)
        case reopened
        case frozen
        case released
    }

    package static let kind = "entitlement"
    /// ENT-04: tries of one call before an operator is needed.
    package static let triesMax = 120

    package static func initial(_ id: String) -> State { State(id: id) }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .requested(let terms, let expiresAt):
            (state.terms, state.expiresAt, state.status, state.wish) = (terms, expiresAt, .opening, .open)
        case .wished(let wish):
            state.wish = wish
        case .called(let action):
            if state.pending != action { state.tries = 0 }
            (state.pending, state.isCalling, state.isParked) = (action, true, false)
            state.callNumber += 1
        case .notReady(let reason):
            (state.tries, state.lastFailure, state.isCalling) = (state.tries + 1, reason, false)
            state.mayExist = true
        case .notCalled(let reason):
            (state.tries, state.lastFailure, state.isCalling) = (state.tries + 1, reason, false)
        case .parked: state.isParked = true
        case .retried: (state.tries, state.isParked) = (0, false)
        case .opened(let instance):
            (state.instance, state.status, state.openedAt) = (instance, .open, instant)
            finishCall(&state)
        case .reopened:
            state.status = .open
            finishCall(&state)
        case .frozen:
            state.status = .frozen
            finishCall(&state)
        case .released:
            state.status = .released
            finishCall(&state)
        }
    }

    private static func finishCall(_ state: inout State) {
        (state.pending, state.isCalling, state.tries, state.isParked, state.lastFailure) = (nil, false, 0, false, nil)
    }
}
