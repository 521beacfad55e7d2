package import Kernel

/// What this service keeps of an account. Its id is the account's.
package enum AccountFact: Decider {
    package struct Profile: Codable, Hashable, Sendable {
        package let name: Personal
        package let registrantTemplates: [RegistrantTemplate]

        package init(name: Personal, registrantTemplates: [RegistrantTemplate]) {
            self.name = name
            self.registrantTemplates = registrantTemplates
        }
    }

    package struct State: Codable, Sendable {
        package let id: String
        package fileprivate(set) var profile: Profile?
        package fileprivate(set) var isForgotten = false
    }

    package enum Input: Codable, Sendable {
        case changed(Profile)
        /// The identity system deleted the account: nothing is kept of it but that it is gone.
        case forgotten
    }

    package enum Event: Codable, Sendable {
        case learned(Profile)
        case forgotten
    }

    package static let kind = "account-fact"

    package static func initial(_ id: String) -> State { State(id: id) }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<
        AccountFact
    > {
        switch input {
        // Not held against what is known: names that are forgotten are all alike, and a replay decides the same.
        case .changed(let profile): return Decision(.learned(profile))
        case .forgotten: return state.isForgotten ? .nothing : Decision(.forgotten)
        }
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .learned(let profile): (state.profile, state.isForgotten) = (profile, false)
        case .forgotten: (state.profile, state.isForgotten) = (nil, true)
        }
    }
}
