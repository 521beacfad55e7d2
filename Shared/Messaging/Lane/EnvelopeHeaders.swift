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
        let key = batch.store(event.key.id.utf8Span.span), payload = batch.store(event.payload.span)
        batch.appendStored(partition: partition, key: key, value: payload)
        batch.setHeader(partitionKey, toStored: key)
        batch.setHeader(id, to: "\(event.key.text)/\(event.version)".utf8Span.span)
        batch.setHeader(type, to: event.type.utf8Span.span)
        batch.setHeader(time, to: event.occurredAt.wireText.utf8Span.span)
        batch.setHeader(subject, to: event.key.text.utf8Span.span)
        batch.setHeader(sequence, to: Envelope.text(ofSequence: event.version).utf8Span.span)
        batch.setHeader(causation, to: event.cause.utf8Span.span)
        if !event.trace.isEmpty { batch.setHeader(trace, to: event.trace.utf8Span.span) }
    }
}
