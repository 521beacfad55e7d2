package import Kernel

/// What the catalog says of a product, as far as proposals need it. Its id is the product's.
package enum ListedProduct: Decider {
    package static let kind = "listed-product"

    package struct State: Codable, Hashable, Sendable {
        package var version = 0
        package var vendorID = ""
        package var name = ""
        package var choiceIDs: [String] = []
        package var isListed = false

        package init(
            version: Int = 0, vendorID: String = "", name: String = "", choiceIDs: [String] = [], isListed: Bool = false
        ) {
            self.version = version
            self.vendorID = vendorID
            self.name = name
            self.choiceIDs = choiceIDs
            self.isListed = isListed
        }
    }

    package enum Input: Codable, Hashable, Sendable {
        case listed(State)
        case delisted(version: Int)
    }

    package enum Event: Codable, Hashable, Sendable {
        case listed(State)
        case delisted
    }

    package static func initial(_ id: String) -> State { State() }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Self> {
        switch input {
        case .listed(let facts) where facts.version >= state.version && facts != state: Decision(.listed(facts))
        case .delisted(let version) where version >= state.version && state.isListed: Decision(.delisted)
        default: .nothing
        }
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .listed(let facts): state = facts
        case .delisted: state.isListed = false
        }
    }
}
