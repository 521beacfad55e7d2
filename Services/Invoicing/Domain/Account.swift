package import Kernel

/// Where this service holds something of an account, so that all of it can be forgotten. Its id is the account's.
package enum Account: Decider {
    package static let kind = "account"

    package struct State: Codable, Hashable, Sendable {
        /// Its applications: they hold the title, and where paper goes.
        package var applicationIDs: [String] = []
        package var isForgotten = false

        package init() {}
    }

    package enum Input: Codable, Hashable, Sendable {
        /// Identity speaks of it.
        case known
        case applied(applicationID: String)
        /// The account is gone: nothing of it may be kept but what the law wants kept.
        case forgotten
    }

    package enum Event: Codable, Hashable, Sendable {
        case known
        case applied(applicationID: String)
        case forgotten
    }

    package static func initial(_ id: String) -> State { State() }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Account> {
        switch input {
        case .known: return state.isForgotten ? Decision(.known) : .nothing
        case .applied(let applicationID): return applied(state, applicationID)
        case .forgotten:
            guard !state.isForgotten else { return .nothing }
            var decision = Decision<Account>(.forgotten)
            decision.tell(BillingProfile.self, cause.aggregateID, .forget)
            decision.tell(AddressBook.self, cause.aggregateID, .forget)
            for applicationID in state.applicationIDs {
                decision.tell(InvoiceApplication.self, applicationID, .forgetBuyer)
            }
            return decision
        }
    }

    private static func applied(_ state: State, _ applicationID: String) -> Decision<Account> {
        guard !state.applicationIDs.contains(applicationID) else { return .nothing }
        guard state.isForgotten else { return Decision(.applied(applicationID: applicationID)) }
        // The two crossed.
        var decision = Decision<Account>()
        decision.tell(InvoiceApplication.self, applicationID, .forgetBuyer)
        return decision
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .known: state.isForgotten = false
        case .applied(let applicationID): state.applicationIDs.append(applicationID)
        case .forgotten: (state.applicationIDs, state.isForgotten) = ([], true)
        }
    }
}
