import KafkaClient
import Kernel

/// CloudEvents 1.0 in Kafka's binary mode: the attributes of an event as headers of its record.
struct EnvelopeHeaders {
    private var template = HeaderTemplate()
    private let id: HeaderTemplate.Field
    private let type: HeaderTemplate.Field
    private let time: HeaderTemplate.Field
    private let subject: HeaderTemplate.Field
    private let sequence: HeaderTemplate.Field
    private let causation: HeaderTemplate.Field
    private let trace: HeaderTemplate.Field

    init(source: String) {
        template.addConstant("ce_specversion", "1.0")
        id = template.addField("ce_id")
        template.addConstant("ce_source", source)
        type = template.addField("ce_type")
        time = template.addField("ce_time")
        subject = template.addField("ce_subject")
        sequence = template.addField("ce_sequence")
        causation = template.addField("ce_causationid")
        trace = template.addField("traceparent")
        template.addConstant("content-type", "application/json")
    }

    func batch(for count: Int) -> RecordBatch {
        RecordBatch(headers: template, byteCapacity: count * 512, recordCapacity: count)
    }

    func append(_ event: Relay.Event, partition: Int32, to batch: inout RecordBatch) {
        let aggregateID = event.key.id
        batch.append(partition: partition, key: aggregateID.utf8Span.span, value: event.payload.span)
        batch.setHeader(id, to: "\(event.key.text)/\(event.version)".utf8Span.span)
        batch.setHeader(type, to: event.type.utf8Span.span)
        batch.setHeader(time, to: event.occurredAt.rfc3339.utf8Span.span)
        batch.setHeader(subject, to: event.key.text.utf8Span.span)
        batch.setHeader(sequence, to: String(event.version).utf8Span.span)
        batch.setHeader(causation, to: event.cause.utf8Span.span)
        if !event.trace.isEmpty { batch.setHeader(trace, to: event.trace.utf8Span.span) }
    }
}
