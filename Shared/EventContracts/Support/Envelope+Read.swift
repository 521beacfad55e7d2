import Kernel

extension Envelope {
    /// Longest value of a header, in code points: ids become keys of indices, whose rows are bounded.
    package static let headerLengthMax = 255

    /// Reads the headers of a record, strictly: what is not CloudEvents 1.0 in binary mode could not be known again when it comes twice.
    ///
    /// - Parameter bytes: what `headers` was told of.
    /// - Throws: the first fault: of the content type, then in the order of `EventHeader`.
    package static func read(_ headers: EnvelopeHeaders, in bytes: Span<UInt8>) throws(EnvelopeFault) -> Envelope {
        let contentType = try headers.text(.contentType, bytes)
        if contentType?.lowercased().hasPrefix("application/cloudevents") == true {
            throw EnvelopeFault(
                .contentType,
                "says structured mode, which is not read here: send the attributes as headers (binary mode)")
        }
        guard try headers.required(.specVersion, bytes) == specVersion else {
            throw EnvelopeFault(.specVersion, "is not '\(specVersion)'")
        }
        return Envelope(
            id: try headers.required(.id, bytes),
            source: try headers.required(.source, bytes),
            type: try headers.required(.type, bytes),
            time: try time(of: headers, bytes),
            subject: try headers.text(.subject, bytes),
            partitionKey: try headers.text(.partitionKey, bytes),
            sequence: try sequence(of: headers, bytes),
            causationID: try headers.text(.causationID, bytes),
            traceParent: try headers.text(.traceParent, bytes),
            replayID: try headers.text(.replayID, bytes))
    }

    private static func time(of headers: EnvelopeHeaders, _ bytes: Span<UInt8>) throws(EnvelopeFault) -> Instant {
        guard let time = Instant(rfc3339: try headers.required(.time, bytes)) else {
            throw EnvelopeFault(.time, "is no RFC 3339 date-time, such as 2026-11-21T08:00:00Z")
        }
        return time
    }

    private static func sequence(of headers: EnvelopeHeaders, _ bytes: Span<UInt8>) throws(EnvelopeFault) -> Int64? {
        guard let text = try headers.text(.sequence, bytes) else { return nil }
        let digits = text.utf8.count == 19 && text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard digits, let sequence = Int64(text) else {
            throw EnvelopeFault(.sequence, "is not a number of nineteen digits, at most \(Int64.max)")
        }
        return sequence
    }
}

extension EnvelopeHeaders {
    fileprivate func required(_ header: EventHeader, _ bytes: Span<UInt8>) throws(EnvelopeFault) -> String {
        if let text = try text(header, bytes) { return text }
        guard let misspelt, misspelt.header == header, let name = String(bytes, misspelt.name) else {
            throw EnvelopeFault(header, "is missing")
        }
        throw EnvelopeFault(header, "is missing; '\(name)' is not the same name")
    }

    /// The header's value; nil if the record does not have it.
    fileprivate func text(_ header: EventHeader, _ bytes: Span<UInt8>) throws(EnvelopeFault) -> String? {
        switch place(of: header) {
        case .absent: return nil
        case .null: throw EnvelopeFault(header, "has no value")
        case .repeated: throw EnvelopeFault(header, "comes more than once")
        case .at(let range):
            if let reason = HeaderText.fault(in: bytes.extracting(range)) { throw EnvelopeFault(header, reason) }
            return String(bytes, range)
        }
    }
}

extension String {
    fileprivate init?(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        guard let valid = try? UTF8Span(validating: bytes.extracting(range)) else { return nil }
        self.init(copying: valid)
    }
}

/// What CloudEvents allows in an attribute, and what can be stored.
private enum HeaderText {
    /// nil if there is none.
    static func fault(in bytes: Span<UInt8>) -> String? {
        let isPlain = bytes.indices.allSatisfy { 0x21...0x7E ~= bytes[$0] }
        if isPlain, 1...Envelope.headerLengthMax ~= bytes.count { return nil }
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

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value
    }
}
