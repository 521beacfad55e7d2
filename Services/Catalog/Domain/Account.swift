package import Kernel

/// What identity says of an account, as far as selling needs it. Its id is the account's.
package enum Account: Decider {
    package static let kind = "account"

    /// Empty for an account that acts for no vendor: nothing else of it is needed here.
    package struct State: Codable, Hashable, Sendable {
        /// The vendor for whom it acts.
        package var vendorID: String?
        /// What the account calls itself, which is the vendor's name.
        package var name = ""

        package init(vendorID: String? = nil, name: String = "") {
            self.vendorID = vendorID
            self.name = name
        }

        /// The name under which the account sells for a vendor; nil if it does not, or has none.
        package func name(of vendorID: String) -> String? {
            self.vendorID == vendorID && !name.isBlank ? name : nil
        }
    }

    package enum Input: Codable, Hashable, Sendable {
        /// All that is now true of the account.
        case changed(State)
        /// The account is gone: nothing of it may be kept.
        case forgotten
    }

    package enum Event: Codable, Hashable, Sendable {
        case changed(State)
        case forgotten
    }

    package static func initial(_ id: String) -> State { State() }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Self> {
        switch input {
        case .changed(let facts):
            let kept = facts.vendorID == nil ? State() : facts
            return kept == state ? .nothing : Decision(.changed(kept))
        case .forgotten: return state == State() ? .nothing : Decision(.forgotten)
        }
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .changed(let facts): state = facts
        case .forgotten: state = State()
        }
    }
}
