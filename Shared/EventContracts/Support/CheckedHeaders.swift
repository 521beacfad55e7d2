package import Kernel

/// The headers of a record that are those of an event, still as bytes: only what a reader keeps of them becomes text.
package struct CheckedHeaders {
    /// Where the value of `ce_source` lies.
    package let source: Range<Int>
    package let time: Instant
    package let sequence: Int64?
    private let headers: EnvelopeHeaders

    /// Checks all of them, strictly: what is not CloudEvents 1.0 in binary mode could not be known again when it comes twice.
    ///
    /// - Parameter bytes: what `headers` was told of.
    /// - Throws: the first fault: of the content type, then in the order of `EventHeader`.
    package init(_ headers: EnvelopeHeaders, in bytes: Span<UInt8>) throws(EnvelopeFault) {
        try Self.checkContentType(headers, bytes)
        guard bytes.extracting(try headers.required(.specVersion, bytes)).holds(Self.specVersion.span) else {
            throw EnvelopeFault(.specVersion, "is not '\(Envelope.specVersion)'")
        }
        _ = try headers.required(.id, bytes)
        source = try headers.required(.source, bytes)
        _ = try headers.required(.type, bytes)
        time = try Self.time(of: headers, bytes)
        _ = try headers.checked(.subject, bytes)
        _ = try headers.checked(.partitionKey, bytes)
        sequence = try Self.sequence(of: headers, bytes)
        _ = try headers.checked(.causationID, bytes)
        _ = try headers.checked(.traceParent, bytes)
        _ = try headers.checked(.replayID, bytes)
        self.headers = headers
    }

    /// Where the header's value lies; nil if the record does not have it.
    package func value(of header: EventHeader) -> Range<Int>? { headers.value(of: header) }

    /// The header's value; nil if the record does not have it.
    package func text(_ header: EventHeader, in bytes: Span<UInt8>) -> String? {
        value(of: header).map { String(valid: bytes.extracting($0)) }
    }

    /// Written differently from one record to the next, it would tell them apart.
    private static let specVersion = Array(Envelope.specVersion.utf8), contentType = Array(Envelope.contentType.utf8)

    private static func checkContentType(
        _ headers: EnvelopeHeaders, _ bytes: Span<UInt8>
    ) throws(EnvelopeFault) {
        guard let range = try headers.checked(.contentType, bytes) else { return }
        let value = bytes.extracting(range)
        if value.holds(contentType.span) { return }
        if String(valid: value).lowercased().hasPrefix("application/cloudevents") {
            throw EnvelopeFault(
                .contentType,
                "says structured mode, which is not read here: send the attributes as headers (binary mode)")
        }
    }

    private static func time(of headers: EnvelopeHeaders, _ bytes: Span<UInt8>) throws(EnvelopeFault) -> Instant {
        guard let time = Instant(rfc3339: bytes.extracting(try headers.required(.time, bytes))) else {
            throw EnvelopeFault(.time, "is no RFC 3339 date-time, such as 2026-11-21T08:00:00Z")
        }
        return time
    }

    private static func sequence(of headers: EnvelopeHeaders, _ bytes: Span<UInt8>) throws(EnvelopeFault) -> Int64? {
        guard let range = try headers.checked(.sequence, bytes) else { return nil }
        guard let sequence = number(bytes.extracting(range)) else {
            throw EnvelopeFault(.sequence, "is not a number of nineteen digits, at most \(Int64.max)")
        }
        return sequence
    }

    private static func number(_ digits: Span<UInt8>) -> Int64? {
        guard digits.count == 19 else { return nil }
        var value: Int64 = 0
        for index in digits.indices {
            let digit = digits[index] &- UInt8(ascii: "0")
            let (sum, overflow) = (value &* 10).addingReportingOverflow(Int64(digit))
            guard digit < 10, !overflow, value <= Int64.max / 10 else { return nil }
            value = sum
        }
        return value
    }
}

extension EnvelopeHeaders {
    fileprivate func required(_ header: EventHeader, _ bytes: Span<UInt8>) throws(EnvelopeFault) -> Range<Int> {
        if let range = try checked(header, bytes) { return range }
        guard let misspelt, misspelt.header == header,
            let name = try? UTF8Span(validating: bytes.extracting(misspelt.name))
        else {
            throw EnvelopeFault(header, "is missing")
        }
        throw EnvelopeFault(header, "is missing; '\(String(copying: name))' is not the same name")
    }

    /// Where the header's value lies; nil if the record does not have it.
    fileprivate func checked(_ header: EventHeader, _ bytes: Span<UInt8>) throws(EnvelopeFault) -> Range<Int>? {
        switch place(of: header) {
        case .absent: return nil
        case .null: throw EnvelopeFault(header, "has no value")
        case .repeated: throw EnvelopeFault(header, "comes more than once")
        case .at(let range):
            if let reason = HeaderText.fault(in: bytes.extracting(range)) { throw EnvelopeFault(header, reason) }
            return range
        }
    }
}

extension Span<UInt8> {
    /// Whether these are the same bytes.
    package func holds(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }
}

extension String {
    /// - Parameter bytes: found to be UTF-8.
    fileprivate init(valid bytes: Span<UInt8>) {
        if let valid = try? UTF8Span(validating: bytes) {
            self.init(copying: valid)
        } else {
            self.init()
        }
    }
}

/// What CloudEvents allows in an attribute, and what can be stored.
private enum HeaderText {
    /// nil if there is none.
    static func fault(in bytes: Span<UInt8>) -> String? {
        if isPlain(bytes), 1...Envelope.headerLengthMax ~= bytes.count { return nil }
        guard let text = try? UTF8Span(validating: bytes) else { return "is not UTF-8" }
        var scalars = text.makeUnicodeScalarIterator()
        var count = 0, isBlank = true
        while let scalar = scalars.next() {
            count += 1
            if isControl(scalar) { return "has a control character (code point \(scalar.value)) at place \(count)" }
            if !scalar.properties.isWhitespace { isBlank = false }
        }
        if isBlank { return "is blank" }
        return count > Envelope.headerLengthMax ? "is longer than \(Envelope.headerLengthMax) characters" : nil
    }

    /// Whether all are visible ASCII. Looks at every byte, without leaving early: the compiler then compares many at a time.
    private static func isPlain(_ bytes: Span<UInt8>) -> Bool {
        var odd: UInt8 = 0
        for index in bytes.indices { odd |= bytes[index] &- 0x21 > 0x7E - 0x21 ? 1 : 0 }
        return odd == 0
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value
    }
}
