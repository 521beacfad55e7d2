/// The headers of an event's record, in the order in which they are written: CloudEvents 1.0 in Kafka's binary mode, and our extensions.
package enum EventHeader: Int, CaseIterable, Sendable {
    case specVersion
    case id
    case source
    case type
    case time
    case subject
    case partitionKey
    case sequence
    case contentType
    case causationID
    case traceParent
    case replayID

    package var name: String {
        switch self {
        case .specVersion: "ce_specversion"
        case .id: "ce_id"
        case .source: "ce_source"
        case .type: "ce_type"
        case .time: "ce_time"
        case .subject: "ce_subject"
        case .partitionKey: "ce_partitionkey"
        case .sequence: "ce_sequence"
        case .contentType: "content-type"
        case .causationID: "ce_causationid"
        case .traceParent: "traceparent"
        case .replayID: "ce_replayid"
        }
    }

    /// Each name, and its length, as one number: no name is longer than fifteen bytes.
    private static let names = allCases.map { number(Array($0.name.utf8).span) }

    private static func number(_ name: Span<UInt8>) -> UInt128? {
        guard name.count <= 15 else { return nil }
        var number = UInt128(name.count)
        for index in name.indices { number = number << 8 | UInt128(name[index]) }
        return number
    }

    /// The header with exactly this name.
    init?(name: Span<UInt8>) {
        guard let number = Self.number(name), let index = Self.names.firstIndex(of: number) else { return nil }
        self.init(rawValue: index)
    }

    /// The header that somebody meant who wrote `CE_TYPE` or `ce-type`.
    init?(misspelt name: Span<UInt8>) {
        guard name.count <= 32 else { return nil }
        let folded = name.indices.map { index in
            switch name[index] {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): name[index] | 0x20
            case UInt8(ascii: "-"): UInt8(ascii: "_")
            default: name[index]
            }
        }
        self.init(name: folded.span)
    }
}
