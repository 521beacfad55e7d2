package import JSON

/// One service's document, as far as it matters to code.
package struct Contract {
    /// The folder's name, which is also the service's part of every type: `partner-domain-fulfilment`.
    package let service: String
    package let owner: String
    package let title: String
    package let description: String
    package let channels: [Channel]
    package let messages: [Message]
    /// Objects and enums with a name, which the messages refer to.
    package let types: [String: Schema]
}

package struct Channel {
    /// The document's name for it: `events`.
    package let key: String
    /// The topic.
    package let address: String
    package let description: String
    package let partitions: Int64
    package let replicas: Int64
    package let configuration: [(name: String, value: String)]
}

package struct Message {
    /// The Swift name: `OrderPaidV1`.
    package let key: String
    /// `marketplace.orders.order-paid.v1`
    package let type: String
    package let title: String
    package let summary: String
    package let topic: String
    package let payload: Schema
    package let orderingKey: String
    package let dedupeID: String
    /// JSON pointer of the account that its personal data are about.
    package let person: String?
    package let tombstone: String
    /// What is true of the key's owner after this message.
    package let leadsTo: String
    package let replayPolicy: String
    package let consumers: [String]
    package let examples: [JSONValue]
    package let isDeprecated: Bool
}

/// The part of JSON Schema that contracts are written in.
package struct Schema {
    package indirect enum Kind {
        /// Limits count characters: Unicode code points.
        case string(Limits, pattern: String?)
        /// Readers of a closed list refuse words that are not in it; of an open one they take them as unknown.
        case words([String], isClosed: Bool)
        case instant
        case date
        case integer(Limits)
        case money(Limits)
        case boolean
        case array(Schema, Limits)
        case object([Member])
        /// One of the contract's named types.
        case named(String)
    }

    package var kind: Kind
    package var description: String?
    package var isPersonal = false
}

package struct Member {
    package let name: String
    package let schema: Schema
    package let isRequired: Bool
}

package struct Limits: Hashable {
    package let least: Int64
    package let most: Int64
}

/// A document says something it may not, or something is stale: a sentence for its author.
package struct ContractProblem: Error, Hashable, CustomStringConvertible {
    /// The file, and where it helps the JSON pointer within.
    package let place: String
    package let sentence: String
    package var description: String { "\(place): \(sentence)" }
}

extension Contract {
    /// What a schema is once a name is followed.
    package func resolved(_ schema: Schema) -> Schema.Kind { Contract.following(schema, types) }

    static func following(_ schema: Schema, _ types: [String: Schema]) -> Schema.Kind {
        guard case .named(let name) = schema.kind, let target = types[name] else { return schema.kind }
        return target.kind
    }

    /// JSON pointers of all personal data in a message; `*` stands for every element.
    package func personalData(of message: Message) -> [String] { personalData(message.payload, at: "") }

    private func personalData(_ schema: Schema, at pointer: String) -> [String] {
        if schema.isPersonal { return [pointer] }
        return switch resolved(schema) {
        case .object(let members): members.flatMap { personalData($0.schema, at: pointer + JSONPointer.step($0.name)) }
        case .array(let element, _): personalData(element, at: pointer + "/*")
        default: []
        }
    }
}
