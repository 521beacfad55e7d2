package import Kernel

/// The names of a record's headers: CloudEvents 1.0, Kafka binary mode, and our extensions.
package enum EventHeader {
    package static let specVersion = "ce_specversion"
    package static let id = "ce_id"
    package static let source = "ce_source"
    package static let type = "ce_type"
    package static let time = "ce_time"
    package static let subject = "ce_subject"
    package static let partitionKey = "ce_partitionkey"
    package static let sequence = "ce_sequence"
    package static let causationID = "ce_causationid"
    package static let replayID = "ce_replayid"
    package static let traceParent = "traceparent"
    package static let contentType = "content-type"
}

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
    /// Id of the input that led to this message.
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
    /// A record's headers do not describe a CloudEvent.
    package struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        /// The header that is missing or unreadable.
        package let header: String
        package let expectation: String
        /// The same record fails the same way every time.
        package var isRetriable: Bool { false }
        package var description: String { "header \(header): expected \(expectation)" }
    }

    /// Reads the headers of a record.
    ///
    /// - Parameter header: the value of the header with this name, nil when absent: `Envelope { record.header($0) }`.
    package init(_ header: (String) -> String?) throws(Malformed) {
        func required(_ name: String) throws(Malformed) -> String {
            guard let value = header(name), !value.isEmpty else {
                throw Malformed(header: name, expectation: "a value")
            }
            return value
        }
        guard header(EventHeader.specVersion) == "1.0" else {
            throw Malformed(header: EventHeader.specVersion, expectation: "1.0")
        }
        let timeText = try required(EventHeader.time)
        guard let time = Instant(wire: timeText) else {
            throw Malformed(header: EventHeader.time, expectation: "an RFC 3339 date-time")
        }
        let sequence = header(EventHeader.sequence)
        guard sequence == nil || sequence.flatMap({ Int64($0) }) != nil else {
            throw Malformed(header: EventHeader.sequence, expectation: "digits")
        }
        self.init(
            id: try required(EventHeader.id), source: try required(EventHeader.source),
            type: try required(EventHeader.type), time: time,
            subject: header(EventHeader.subject), partitionKey: header(EventHeader.partitionKey),
            sequence: sequence.flatMap { Int64($0) },
            causationID: header(EventHeader.causationID), traceParent: header(EventHeader.traceParent),
            replayID: header(EventHeader.replayID))
    }

    /// The headers to write, in this order always; what is nil is left out.
    package var headers: [(name: String, value: String)] {
        var headers = [
            (name: EventHeader.specVersion, value: "1.0"), (EventHeader.id, id), (EventHeader.source, source),
        ]
        headers.reserveCapacity(12)
        headers.append((EventHeader.type, type))
        headers.append((EventHeader.time, time.wireText))
        if let subject { headers.append((EventHeader.subject, subject)) }
        if let partitionKey { headers.append((EventHeader.partitionKey, partitionKey)) }
        if let sequence { headers.append((EventHeader.sequence, Envelope.text(ofSequence: sequence))) }
        headers.append((EventHeader.contentType, "application/json"))
        if let causationID { headers.append((EventHeader.causationID, causationID)) }
        if let traceParent { headers.append((EventHeader.traceParent, traceParent)) }
        if let replayID { headers.append((EventHeader.replayID, replayID)) }
        return headers
    }

    /// Nineteen digits, so that texts sort like numbers.
    package static func text(ofSequence sequence: Int64) -> String {
        let digits = String(sequence)
        return String("0000000000000000000".dropFirst(digits.utf8.count)) + digits
    }
}
