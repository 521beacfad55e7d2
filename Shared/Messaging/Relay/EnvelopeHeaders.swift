import EventContracts
import KafkaClient
import Kernel

/// CloudEvents 1.0 in Kafka's binary mode: the attributes of an event as headers of its record.
struct EnvelopeHeaders {
    private var template = HeaderTemplate()
    private let id: HeaderTemplate.Field
    private let type: HeaderTemplate.Field
    private let time: HeaderTemplate.Field
    private let subject: HeaderTemplate.Field
    private let partitionKey: HeaderTemplate.Field
    private let sequence: HeaderTemplate.Field
    private let causation: HeaderTemplate.Field
    private let trace: HeaderTemplate.Field

    init(source: String) {
        template.addConstant(EventHeader.specVersion, "1.0")
        id = template.addField(EventHeader.id)
        template.addConstant(EventHeader.source, source)
        type = template.addField(EventHeader.type)
        time = template.addField(EventHeader.time)
        subject = template.addField(EventHeader.subject)
        partitionKey = template.addField(EventHeader.partitionKey)
        sequence = template.addField(EventHeader.sequence)
        causation = template.addField(EventHeader.causationID)
        trace = template.addField(EventHeader.traceParent)
        template.addConstant(EventHeader.contentType, "application/json")
    }

    func batch(for count: Int) -> RecordBatch {
        RecordBatch(headers: template, byteCapacity: count * 512, recordCapacity: count)
    }

    func append(_ event: Relay.Event, partition: Int32, to batch: inout RecordBatch) {
        let aggregate = event.key.text.utf8Span.span
        let key = batch.store(aggregate.extracting((event.key.kindLength + 1)...)),
            payload = batch.store(event.payload.span)
        batch.appendStored(partition: partition, key: key, value: payload)
        batch.setHeader(partitionKey, toStored: key)
        batch.setHeader(
            id,
            toStored: batch.store(upTo: aggregate.count + 20) { text in
                for index in aggregate.indices { text.append(aggregate[index]) }
                text.append(UInt8(ascii: "/"))
                text.append(decimal: event.version)
            })
        batch.setHeader(type, to: event.type.utf8Span.span)
        batch.setHeader(time, to: event.occurredAt.wireText.utf8Span.span)
        batch.setHeader(subject, to: aggregate)
        batch.setHeader(sequence, to: Envelope.text(ofSequence: event.version).utf8Span.span)
        batch.setHeader(causation, to: event.cause.utf8Span.span)
        if !event.trace.isEmpty { batch.setHeader(trace, to: event.trace.utf8Span.span) }
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
