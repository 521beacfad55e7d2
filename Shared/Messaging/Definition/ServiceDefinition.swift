import Kernel

/// Everything the machine has to know of a service.
package struct ServiceDefinition: Sendable {
    package let name: String
    let aggregates: [String: any AnyAggregate]
    package let inbound: [InboundRoute]
    let effects: [String: EffectHandler]

    /// - Parameter name: as in topics, `partner-domain-fulfilment`; also the CloudEvents source, `/partner-domain-fulfilment`.
    package init(name: String, aggregates: [any Aggregate], inbound: [InboundRoute] = [], effects: [EffectHandler] = [])
    {
        self.name = name
        self.aggregates = Dictionary(uniqueKeysWithValues: aggregates.map { ($0.erased.kind, $0.erased) })
        self.inbound = inbound
        self.effects = Dictionary(uniqueKeysWithValues: effects.map { ($0.port, $0) })
    }

    package var inboundTopics: [String] { Set(inbound.map(\.topic)).sorted() }

    /// Everything of which rows are stored, by name.
    package var storedTypes: [StoredType] {
        (aggregates.values.flatMap(\.storedTypes) + effects.values.map(\.format.storedType)).sorted {
            $0.name < $1.name
        }
    }

    func encode(_ message: InternalMessage, _ vault: LaneVault) throws -> StoredValue {
        guard let aggregate = aggregates[message.kind] else { throw UnfitInput(kind: message.kind) }
        return try aggregate.encodeInput(message.input, vault)
    }

    /// Of a port without a handler in this build as well: another one may have it.
    func encode(_ effect: some Effect, _ vault: LaneVault) throws -> StoredValue {
        try effects[type(of: effect).port]?.format.encode(effect, vault) ?? StoredFormat.json().encode(effect, vault)
    }
}

/// Kind and id of an aggregate as one text: `order/O-26112112345`.
struct AggregateKey: Hashable, Sendable {
    let text: String
    let kindLength: Int

    init(kind: String, id: String) {
        text = String(kind, UInt8(ascii: "/"), id)
        kindLength = kind.utf8.count
    }

    init(text: String) {
        self.text = text
        kindLength = text.utf8.prefix { $0 != UInt8(ascii: "/") }.count
    }

    var kind: String { String(text.utf8.prefix(kindLength)) ?? "" }
    var id: String { String(text.utf8.dropFirst(kindLength + 1)) ?? "" }
}
