import EventContracts
import KafkaClient
import Kernel

/// Writes the envelopes of a lane's events into the batches that carry them, without a detour over `Envelope`.
struct EnvelopeWriter {
    private var template = HeaderTemplate()
    /// By header; nil where it is the same in all events.
    private var fields: [HeaderTemplate.Field?] = []

    init(source: String) {
        for header in EventHeader.allCases {
            switch header {
            case .specVersion: addConstant(header, Envelope.specVersion)
            case .source: addConstant(header, source)
            case .contentType: addConstant(header, Envelope.contentType)
            default: fields.append(template.addField(header.name))
            }
        }
    }

    private mutating func addConstant(_ header: EventHeader, _ value: String) {
        template.addConstant(header.name, value)
        fields.append(nil)
    }

    func batch(for count: Int) -> RecordBatch {
        RecordBatch(headers: template, byteCapacity: count * 512, recordCapacity: count)
    }

    /// - Parameter recent: what the events appended before have put into the batch.
    func append(_ event: Relay.Event, partition: Int32, to batch: inout RecordBatch, _ recent: inout Recent) {
        let aggregate = event.key.text.utf8Span.span
        let key = batch.store(aggregate.extracting((event.key.kindLength + 1)...)),
            payload = batch.store(event.payload.span)
        batch.appendStored(partition: partition, key: key, value: payload)
        set(.partitionKey, toStored: key, in: &batch)
        set(
            .id,
            toStored: batch.store(upTo: aggregate.count + 20) { text in
                for index in aggregate.indices { text.append(aggregate[index]) }
                text.append(UInt8(ascii: "/"))
                text.append(decimal: event.version)
            }, in: &batch)
        set(.type, to: event.type, in: &batch)
        set(.time, toStored: time(of: event, &batch, &recent), in: &batch)
        set(.subject, to: event.key.text, in: &batch)
        set(
            .sequence,
            toStored: batch.store(upTo: 19) { Envelope.write(sequence: event.version, to: &$0) }, in: &batch)
        if let causationID = event.causationID { set(.causationID, to: causationID, in: &batch) }
        if !event.trace.isEmpty { set(.traceParent, to: event.trace, in: &batch) }
    }

    /// Events that were decided together happened at the same instant.
    struct Recent {
        fileprivate var time: (instant: Instant, text: StoredBytes)?
    }

    private func time(of event: Relay.Event, _ batch: inout RecordBatch, _ recent: inout Recent) -> StoredBytes {
        if let time = recent.time, time.instant == event.occurredAt { return time.text }
        let text = batch.store(event.occurredAt.rfc3339.utf8Span.span)
        recent.time = (event.occurredAt, text)
        return text
    }

    private func set(_ header: EventHeader, to value: String, in batch: inout RecordBatch) {
        let stored = batch.store(value.utf8Span.span)
        set(header, toStored: stored, in: &batch)
    }

    private func set(_ header: EventHeader, toStored value: StoredBytes, in batch: inout RecordBatch) {
        if let field = fields[header.rawValue] { batch.setHeader(field, toStored: value) }
    }
}

extension OutputSpan<UInt8> {
    /// Writes a number that is not negative.
    fileprivate mutating func append(decimal number: Int64) {
        var divisor: Int64 = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
