package import JSON

/// A value with a JSON form: what the fields of messages are made of.
package protocol WireValue: Hashable, Sendable {
    /// Reads the next value of the text.
    init(from reader: inout JSONReader) throws(JSONError)
    func encode(into writer: inout JSONWriter)
}

/// The payload of one type of message, as its contract describes it. Generated; domain code translates to and from its own types.
package protocol WireMessage: WireValue {
    /// What the contract says about this type.
    static var contract: MessageContract { get }
    /// The record's key: what this message is ordered by.
    var orderingKey: String { get }
}

extension WireMessage {
    /// The value of `ce_type`: `marketplace.orders.order-paid.v1`.
    package static var type: String { contract.type }
    package static var topic: String { contract.topic }
    /// JSON pointers of what tells who somebody is; `*` stands for every element: `/lines/*/note`.
    package static var personalData: [String] { contract.personalData }

    /// Decodes a record's value and refuses what the contract does not allow. Unknown members are ignored, absent and null
    /// optional ones are nil.
    package init(json: [UInt8]) throws(JSONError) {
        var reader = JSONReader(json)
        try self.init(from: &reader)
        try reader.end()
    }

    /// The record's value: equal messages give equal bytes.
    package func json() -> [UInt8] {
        var writer = JSONWriter()
        encode(into: &writer)
        return writer.bytes
    }
}

/// What a document says about one type of message.
package struct MessageContract: Hashable, Sendable {
    /// How a message may be fed into a replay.
    package enum ReplayPolicy: String, Hashable, Sendable {
        /// Changes state only.
        case replay
        /// Leads to calls to the outside, which fail closed in a replay.
        case replayGuarded = "replay-guarded"
        /// Not recorded.
        case never
    }

    package let type: String
    package let topic: String
    /// Who alone may say so.
    package let owner: String
    /// JSON pointer of the member that is the record's key.
    package let orderingKey: String
    /// `ce_id`, or the JSON pointer of the member that tells duplicates.
    package let dedupeID: String
    /// What a null payload means; nil when there never is one.
    package let tombstone: String?
    package let replayPolicy: ReplayPolicy
    /// Services that read it.
    package let consumers: [String]
    package let personalData: [String]
    /// JSON pointer of the account that the personal data are about; nil if there are none.
    package let person: String?
    package let isDeprecated: Bool
}

/// How a topic is to be created.
package struct TopicDeclaration: Hashable, Sendable {
    package let name: String
    package let owner: String
    package let partitions: Int
    package let replicas: Int
    /// Kafka's topic configuration: `["cleanup.policy": "delete"]`.
    package let configuration: [String: String]
}
