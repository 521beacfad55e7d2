package import Kernel

/// What this service keeps of a product: the version now for sale, as the catalog told. Its id is the product's.
package enum ProductFact: Decider {
    package struct Listing: Codable, Hashable, Sendable {
        package let version: Int
        package let name: String
        /// Where production calls of SaaS go (VND-05).
        package let productionEndpoint: String?
        /// Shown to buyers beside what they bought; empty if there is none.
        package let guideURL: String

        package init(version: Int, name: String, productionEndpoint: String?, guideURL: String) {
            self.version = version
            self.name = name
            self.productionEndpoint = productionEndpoint
            self.guideURL = guideURL
        }
    }

    package struct State: Codable, Sendable {
        package let id: String
        package fileprivate(set) var version: Int?
    }

    package enum Input: Codable, Sendable { case listed(Listing) }
    package enum Event: Codable, Sendable { case learned(Listing) }

    package static let kind = "product-fact"

    package static func initial(_ id: String) -> State { State(id: id) }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<
        ProductFact
    > {
        switch input {
        case .listed(let listing): return Decision(.learned(listing))
        }
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .learned(let listing): state.version = listing.version
        }
    }
}

/// What this service keeps of an account. Its id is the account's.
package enum AccountFact: Decider {
    package struct Profile: Codable, Hashable, Sendable {
        package let name: String
        package let registrantTemplates: [RegistrantTemplate]

        package init(name: String, registrantTemplates: [RegistrantTemplate]) {
            self.name = name
            self.registrantTemplates = registrantTemplates
        }
    }

    package struct State: Codable, Sendable {
        package let id: String
        package fileprivate(set) var profile: Profile?
    }

    package enum Input: Codable, Sendable { case changed(Profile) }
    package enum Event: Codable, Sendable { case learned(Profile) }

    package static let kind = "account-fact"

    package static func initial(_ id: String) -> State { State(id: id) }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<
        AccountFact
    > {
        switch input {
        case .changed(let profile): return profile == state.profile ? .nothing : Decision(.learned(profile))
        }
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .learned(let profile): state.profile = profile
        }
    }
}
