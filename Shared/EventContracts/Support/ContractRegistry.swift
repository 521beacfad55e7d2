package import JSON

/// All types of message there are.
package enum ContractRegistry {
    private static let byType: [String: any WireMessage.Type] = Dictionary(
        uniqueKeysWithValues: messages.map { ($0.type, $0) })

    /// The Swift type behind a `ce_type`; nil when this version knows none: skip the record and count it.
    package static func message(type: String) -> (any WireMessage.Type)? { byType[type] }

    /// Decodes a record's value by its `ce_type`; nil when this version does not know the type.
    package static func decode(type: String, json: [UInt8]) throws(JSONError) -> (any WireMessage)? {
        guard let message = byType[type] else { return nil }
        return try message.init(json: json)
    }

    package static func messages(on topic: String) -> [any WireMessage.Type] { messages.filter { $0.topic == topic } }

    /// What a service reads, by its folder's name: `partner-domain-fulfilment`.
    package static func messages(readBy service: String) -> [any WireMessage.Type] {
        messages.filter { $0.contract.consumers.contains(service) }
    }
}
