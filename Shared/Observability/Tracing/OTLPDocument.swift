internal import Kernel

/// An `ExportTraceServiceRequest` in OTLP's JSON encoding: ids in hexadecimal, 64-bit numbers as strings.
func otlpDocument(_ spans: [FinishedSpan], resource: [LogField]) -> [UInt8] {
    var json: [UInt8] = []
    json.reserveCapacity(spans.count * 512)
    json.append(contentsOf: #"{"resourceSpans":[{"resource":{"#.utf8)
    appendAttributes(resource, to: &json)
    json.append(contentsOf: #"},"scopeSpans":[{"scope":{"name":"marketplace"},"spans":["#.utf8)
    for (index, span) in spans.enumerated() {
        if index > 0 { json.append(UInt8(ascii: ",")) }
        appendSpan(span, to: &json)
    }
    json.append(contentsOf: "]}]}]}".utf8)
    return json
}

private func appendSpan(_ span: FinishedSpan, to json: inout [UInt8]) {
    let start = span.start.microseconds * 1_000
    json.append(contentsOf: #"{"traceId":"\#(span.context.traceID.hex)","spanId":"\#(span.context.spanID.hex)","#.utf8)
    if let parent = span.parentSpanID { json.append(contentsOf: #""parentSpanId":"\#(parent.hex)","#.utf8) }
    json.append(contentsOf: #""name":"#.utf8)
    appendJSONString(span.name, to: &json)
    json.append(contentsOf: #","kind":\#(span.kind.rawValue),"startTimeUnixNano":"\#(start)","#.utf8)
    json.append(contentsOf: #""endTimeUnixNano":"\#(start + span.durationNanoseconds)","#.utf8)
    appendAttributes(span.state.attributes, to: &json)
    appendEvents(span.state.events, to: &json)
    if let description = span.state.errorDescription {
        json.append(contentsOf: #","status":{"code":2,"message":"#.utf8)
        appendJSONString(description, to: &json)
        json.append(UInt8(ascii: "}"))
    }
    json.append(UInt8(ascii: "}"))
}

private func appendEvents(_ events: [SpanEvent], to json: inout [UInt8]) {
    guard !events.isEmpty else { return }
    json.append(contentsOf: #","events":["#.utf8)
    for (index, event) in events.enumerated() {
        if index > 0 { json.append(UInt8(ascii: ",")) }
        json.append(contentsOf: #"{"timeUnixNano":"\#(event.instant.microseconds * 1_000)","name":"#.utf8)
        appendJSONString(event.name, to: &json)
        json.append(UInt8(ascii: ","))
        appendAttributes(event.attributes, to: &json)
        json.append(UInt8(ascii: "}"))
    }
    json.append(UInt8(ascii: "]"))
}

private func appendAttributes(_ fields: [LogField], to json: inout [UInt8]) {
    json.append(contentsOf: #""attributes":["#.utf8)
    for (index, field) in fields.enumerated() {
        if index > 0 { json.append(UInt8(ascii: ",")) }
        json.append(contentsOf: #"{"key":"#.utf8)
        appendJSONString(field.key, to: &json)
        json.append(contentsOf: #","value":{"#.utf8)
        appendValue(isSensitiveKey(field.key) ? .sensitive : field.value, to: &json)
        json.append(contentsOf: "}}".utf8)
    }
    json.append(UInt8(ascii: "]"))
}

private func appendValue(_ value: LogValue, to json: inout [UInt8]) {
    switch value {
    case .string(let text): appendTextValue(text, to: &json)
    case .int(let number): json.append(contentsOf: #""intValue":"\#(number)""#.utf8)
    case .double(let number):
        json.append(contentsOf: #""doubleValue":"#.utf8)
        appendJSONNumber(number, to: &json)
    case .bool(let flag): json.append(contentsOf: #""boolValue":\#(flag)"#.utf8)
    case .sensitive: appendTextValue(sensitiveMask, to: &json)
    }
}

private func appendTextValue(_ text: String, to json: inout [UInt8]) {
    json.append(contentsOf: #""stringValue":"#.utf8)
    appendJSONString(text, to: &json)
}
