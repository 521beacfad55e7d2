internal import JSON
internal import Kernel

/// An `ExportTraceServiceRequest` in OTLP's JSON encoding: ids in hexadecimal, 64-bit numbers as strings.
func otlpDocument(_ spans: [FinishedSpan], resource: [LogField]) -> [UInt8] {
    var json = JSONWriter(capacity: spans.count * 512)
    json.object { json in
        json.array("resourceSpans") { json in
            json.object { json in
                json.name("resource")
                json.object { $0.attributes(resource) }
                json.array("scopeSpans") { json in
                    json.object { json in
                        json.name("scope")
                        json.object { $0.member("name", "marketplace") }
                        json.array("spans") { json in for span in spans { json.span(span) } }
                    }
                }
            }
        }
    }
    return json.bytes
}

extension JSONWriter {
    fileprivate mutating func object(_ members: (inout JSONWriter) -> Void) {
        beginObject()
        members(&self)
        endObject()
    }

    fileprivate mutating func array(_ name: String, _ items: (inout JSONWriter) -> Void) {
        self.name(name)
        beginArray()
        items(&self)
        endArray()
    }

    fileprivate mutating func span(_ span: FinishedSpan) {
        let start = span.start.microseconds * 1_000
        object { json in
            json.member("traceId", span.context.traceID.hex)
            json.member("spanId", span.context.spanID.hex)
            if let parent = span.parentSpanID { json.member("parentSpanId", parent.hex) }
            json.member("name", span.name)
            json.name("kind")
            json.int64(Int64(span.kind.rawValue))
            json.member("startTimeUnixNano", "\(start)")
            json.member("endTimeUnixNano", "\(start + span.durationNanoseconds)")
            json.attributes(span.state.attributes)
            if !span.state.events.isEmpty {
                json.array("events") { json in for event in span.state.events { json.event(event) } }
            }
            if !span.links.isEmpty { json.array("links") { json in for link in span.links { json.link(link) } } }
            if let description = span.state.errorDescription { json.failure(description) }
        }
    }

    private mutating func event(_ event: SpanEvent) {
        object { json in
            json.member("timeUnixNano", "\(event.instant.microseconds * 1_000)")
            json.member("name", event.name)
            json.attributes(event.attributes)
        }
    }

    private mutating func link(_ context: TraceContext) {
        object { json in
            json.member("traceId", context.traceID.hex)
            json.member("spanId", context.spanID.hex)
        }
    }

    private mutating func failure(_ description: String) {
        let codeOfError: Int64 = 2
        name("status")
        object { json in
            json.name("code")
            json.int64(codeOfError)
            json.member("message", description)
        }
    }

    fileprivate mutating func attributes(_ fields: [LogField]) {
        array("attributes") { json in
            for field in fields {
                json.object { json in
                    json.member("key", field.key)
                    json.name("value")
                    json.object { $0.attributeValue(field) }
                }
            }
        }
    }

    private mutating func attributeValue(_ field: LogField) {
        switch field.isSensitive ? .sensitive : field.value {
        case .int(let number): member("intValue", "\(number)")
        case .string:
            name("stringValue")
            value(of: field)
        case .double:
            name("doubleValue")
            value(of: field)
        case .bool:
            name("boolValue")
            value(of: field)
        case .sensitive: member("stringValue", sensitiveMask)
        }
    }
}
