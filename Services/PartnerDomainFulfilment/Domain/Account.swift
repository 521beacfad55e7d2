package import Kernel

/// What this service keeps of a cloud account: where to write to, and which templates bear identity papers. Its id is the account's.
package enum Account: Decider {
    package static let kind = "account"

    package struct State: Codable, Hashable, Sendable {
        /// nil while unknown, and when the account has none.
        package var mailAddress: Personal?
        package var templatesWithPapers: [String]
        /// The account is gone, and nothing of it was kept.
        package fileprivate(set) var isForgotten = false

        package init(mailAddress: Personal? = nil, templatesWithPapers: [String] = []) {
            self.mailAddress = mailAddress
            self.templatesWithPapers = templatesWithPapers
        }
    }

    package enum Input: Codable, Hashable, Sendable {
        /// All that is now true of the account.
        case changed(State)
        /// The account is gone: nothing of it may be kept.
        case forgotten
    }

    /// Never published: it holds an address.
    package enum Event: Codable, Hashable, Sendable {
        case changed(State)
        case forgotten
    }

    package static func initial(_ id: String) -> State { State() }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Account> {
        switch input {
        // Not held against what is known: two addresses that are forgotten look alike, and a replay has to decide the same.
        case .changed(let now): Decision(.changed(now))
        case .forgotten: state.isForgotten ? .nothing : Decision(.forgotten)
        }
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .changed(let now): state = now
        case .forgotten:
            state = State()
            state.isForgotten = true
        }
    }
}
