package import Kernel

/// Everything a record says besides its payload.
package struct Envelope: Hashable, Sendable {
    /// Derived from the cause: a message published again has the same id.
    package var id: String
    /// `/marketplace/orders`; see `source(of:)`.
    package var source: String
    /// `marketplace.orders.order-paid.v1`
    package var type: String
    /// When it happened.
    package var time: Instant
    /// The aggregate it is about.
    package var subject: String?
    /// Equal to the record's key.
    package var partitionKey: String?
    /// Of facts: the aggregate's version after this message; on the wire nineteen digits, so that texts sort like numbers.
    package var sequence: Int64?
    /// `id` of the message that led to this one; nil where something else did.
    package var causationID: String?
    /// W3C Trace Context.
    package var traceParent: String?
    /// Present in a replay only.
    package var replayID: String?

    package init(
        id: String, source: String, type: String, time: Instant, subject: String? = nil, partitionKey: String? = nil,
        sequence: Int64? = nil, causationID: String? = nil, traceParent: String? = nil, replayID: String? = nil
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.time = time
        self.subject = subject
        self.partitionKey = partitionKey
        self.sequence = sequence
        self.causationID = causationID
        self.traceParent = traceParent
        self.replayID = replayID
    }

    /// The value of `ce_source` for one of our services.
    package static func source(of service: String) -> String { "/marketplace/\(service)" }
}

extension Envelope {
    package static let specVersion = "1.0"
    package static let contentType = "application/json"

    /// The headers to write, in this order always; what is nil is left out.
    package var headers: [(name: String, value: String)] {
        EventHeader.allCases.compactMap { header in value(of: header).map { (header.name, $0) } }
    }

    private func value(of header: EventHeader) -> String? {
        switch header {
        case .specVersion: Envelope.specVersion
        case .id: id
        case .source: source
        case .type: type
        case .time: time.rfc3339
        case .subject: subject
        case .partitionKey: partitionKey
        case .sequence: sequence.map(Envelope.text(ofSequence:))
        case .contentType: Envelope.contentType
        case .causationID: causationID
        case .traceParent: traceParent
        case .replayID: replayID
        }
    }

    /// Nineteen digits, so that texts sort like numbers.
    package static func text(ofSequence sequence: Int64) -> String {
        String(decoding: [UInt8](capacity: 19, initializingWith: { write(sequence: sequence, to: &$0) }), as: UTF8.self)
    }

    /// Nineteen digits of a number that is not negative.
    package static func write(sequence: Int64, to output: inout OutputSpan<UInt8>) {
        let first = output.count
        output.append(repeating: UInt8(ascii: "0"), count: 19)
        var rest = sequence
        var index = first + 18
        while rest > 0 {
            output[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
            index -= 1
        }
    }
}
