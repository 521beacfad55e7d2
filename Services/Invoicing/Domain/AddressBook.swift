package import Kernel

/// Where an account wants paper sent (INV-02). Its id is the account's.
package enum AddressBook: Decider {
    package static let kind = "address-book"
    package static let addressesMax = 20

    package struct Address: Codable, Hashable, Sendable {
        package let recipient: Personal
        package let phone: Personal
        /// Province, city, district.
        package let region: Personal
        package let street: Personal
        package let postcode: Personal
        package let isDefault: Bool

        package init(
            recipient: Personal, phone: Personal, region: Personal, street: Personal, postcode: Personal,
            isDefault: Bool
        ) {
            self.recipient = recipient
            self.phone = phone
            self.region = region
            self.street = street
            self.postcode = postcode
            self.isDefault = isDefault
        }
    }

    package struct State: Codable, Hashable, Sendable {
        package var addresses: [Address] = []
        /// Counts the changes.
        package var revision: Int64 = 0

        package init() {}

        package var defaultAddress: Address? { addresses.first { $0.isDefault } }
    }

    package enum Input: Codable, Hashable, Sendable {
        /// - revision: the one the change is based on; nil for whichever there is.
        case set([Address], revision: Int64?)
        /// The account is gone.
        case forget
    }

    package enum Event: Codable, Hashable, Sendable {
        case set([Address])
        case forgotten
    }

    package static func initial(_ id: String) -> State { State() }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<
        AddressBook
    > {
        switch input {
        case .set(let addresses, let revision):
            if state.addresses == addresses { return .nothing }
            if let revision, revision != state.revision { throw .changedSince }
            try check(addresses)
            return Decision(.set(addresses))
        case .forget: return state.addresses.isEmpty ? .nothing : Decision(.forgotten)
        }
    }

    /// INV-02
    private static func check(_ addresses: [Address]) throws(Rejection) {
        guard addresses.count <= addressesMax, addresses.isEmpty || addresses.count(where: \.isDefault) == 1 else {
            throw Rejection(
                .invalid, "no-single-default", rule: "INV-02",
                "Give at most \(addressesMax) addresses, exactly one of them as the default.",
                items: ["addresses"])
        }
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .set(let addresses): state.addresses = addresses
        case .forgotten: state.addresses = []
        }
        state.revision += 1
    }
}
