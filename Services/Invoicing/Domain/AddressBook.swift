package import Kernel

/// Where an account wants paper sent (INV-02). Its id is the account's.
package enum AddressBook: Decider {
    package static let kind = "address-book"
    package static let addressesMax = 20

    package struct Address: Codable, Hashable, Sendable {
        package let recipient: String
        package let phone: Sealed
        /// Province, city, district.
        package let region: String
        package let street: String
        package let postcode: String
        package let isDefault: Bool

        package init(
            recipient: String, phone: Sealed, region: String, street: String, postcode: String, isDefault: Bool
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
    }

    package enum Event: Codable, Hashable, Sendable {
        case set([Address])
    }

    package static func initial(_ id: String) -> State { State() }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<
        AddressBook
    > {
        guard case .set(let addresses, let revision) = input else { return .nothing }
        if state.addresses == addresses { return .nothing }
        if let revision, revision != state.revision { throw .changedSince }
        guard addresses.count <= addressesMax, addresses.isEmpty || addresses.count(where: \.isDefault) == 1 else {
            throw Rejection(
                .invalid, "no-single-default", rule: "INV-02",
                "Give at most \(addressesMax) addresses, exactly one of them as the default.",
                items: ["addresses"])
        }
        return Decision(.set(addresses))
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        guard case .set(let addresses) = event else { return }
        state.addresses = addresses
        state.revision += 1
    }
}
