import Kernel

extension Envelope {
    /// Longest value of a header, in code points: ids become keys of indices, whose rows are bounded.
    package static let headerLengthMax = 255

    /// Reads the headers of a record, strictly; see `CheckedHeaders`.
    ///
    /// - Parameter bytes: what `headers` was told of.
    /// - Throws: the first fault.
    package static func read(_ headers: EnvelopeHeaders, in bytes: Span<UInt8>) throws(EnvelopeFault) -> Envelope {
        let checked = try CheckedHeaders(headers, in: bytes)
        func text(_ header: EventHeader) -> String? { checked.text(header, in: bytes) }
        return Envelope(
            id: text(.id) ?? "", source: text(.source) ?? "", type: text(.type) ?? "", time: checked.time,
            subject: text(.subject), partitionKey: text(.partitionKey), sequence: checked.sequence,
            causationID: text(.causationID), traceParent: text(.traceParent), replayID: text(.replayID))
    }
}
