package import EventContracts
package import Kernel

/// An input on its way to one aggregate.
package struct Delivery: Sendable {
    let kind: String
    let id: String
    let input: any Codable & Sendable

    package init<D: Decider>(_: D.Type, id: String, input: D.Input) {
        kind = D.kind
        self.id = id
        self.input = input
    }
}

/// What a route may use of a message besides its payload.
package struct MessageContext: Sendable {
    /// CloudEvents `id`, `source` and `time`.
    package let eventID: String
    package let source: String
    package let occurredAt: Instant
    /// The Kafka key; nil where the record has none.
    package let key: String?
}

/// Which messages of a topic concern this service, and which aggregates they are for.
package struct InboundRoute: Sendable {
    /// Without the installation's prefix.
    package let topic: String
    /// The CloudEvents type.
    package let type: String
    let deliver: @Sendable ([UInt8], MessageContext) throws -> [Delivery]
    /// Whether it takes records without a payload.
    package private(set) var isTombstone = false
    /// Whether such a record says that the person is to be forgotten whose account is its key.
    package private(set) var forgetsPerson = false
    let personal: PersonalMembers?

    static let tombstoneType = "tombstone"

    /// - Parameters:
    ///   - type: the CloudEvents type, where a foreign producer names its own.
    ///   - topic: without the installation's prefix.
    ///   - deliver: the inputs that follow from a message; none if it does not concern this service. Pure. What it throws parks the
    ///     message and is the reason that operators read: `throw` where a member has a value that this version cannot act upon.
    package init<M: WireMessage>(
        _ topic: String, _: M.Type, named type: String? = nil,
        deliver: @escaping @Sendable (M, MessageContext) throws -> [Delivery]
    ) {
        self.topic = topic
        self.type = type ?? M.type
        personal = PersonalMembers(M.contract)
        self.deliver = { bytes, context in
            let message = try M(json: bytes)
            // Under another key it lies in another partition, where nothing holds the order of its key. Partitions go by bytes: two
            // texts that look the same are two keys.
            guard let key = context.key, key.utf8.elementsEqual(message.orderingKey.utf8) else {
                throw ForeignKey(member: M.contract.orderingKey)
            }
            return try deliver(message, context)
        }
    }

    /// What a record without a payload means on a compacted topic: that the key's subject is to be forgotten.
    ///
    /// - Parameters:
    ///   - topic: without the installation's prefix.
    ///   - deliver: the inputs that follow, given the record's key. Pure.
    package init(tombstoneOn topic: String, deliver: @escaping @Sendable (_ key: String) -> [Delivery]) {
        self.topic = topic
        type = Self.tombstoneType
        isTombstone = true
        personal = nil
        self.deliver = { _, context in context.key.map(deliver) ?? [] }
    }

    /// A record without a payload on the topic of accounts: the account that is its key is gone, and everything that this service holds
    /// about the person goes with the key it is sealed under.
    ///
    /// - Parameters:
    ///   - topic: without the installation's prefix.
    ///   - deliver: the inputs that follow besides, given the account's id. Pure.
    package init(
        accountGoneOn topic: String, deliver: @escaping @Sendable (_ account: String) -> [Delivery] = { _ in [] }
    ) {
        self.init(tombstoneOn: topic, deliver: deliver)
        forgetsPerson = true
    }
}

/// A record's key is not what its contract says.
struct ForeignKey: Error, CustomStringConvertible {
    /// JSON pointer of the member that it should be.
    let member: String
    var description: String { "the record's key is not its \(member), by which such messages are ordered" }
}
