internal import Kernel

/// The bytes of one log line while they are put together.
struct LogLine {
    private static let reserved: Set<String> = ["time", "level", "service", "message", "trace_id", "span_id", "error_code", "error"]
    private var bytes: [UInt8] = []

    init(at instant: Instant, level: LogLevel, service: String, message: String) {
        bytes.reserveCapacity(256)
        bytes.append(contentsOf: #"{"time":""#.utf8)
        bytes.append(contentsOf: instant.rfc3339.utf8)
        bytes.append(UInt8(ascii: "\""))
        appendText("level", level.rawValue)
        appendText("service", service)
        appendText("message", message)
    }

    mutating func append(_ trace: TraceContext) {
        appendText("trace_id", trace.traceID.hex)
        appendText("span_id", trace.spanID.hex)
    }

    mutating func append(_ field: LogField) {
        appendKey(Self.reserved.contains(field.key) ? "field_\(field.key)" : field.key)
        appendValue(isSensitiveKey(field.key) ? .sensitive : field.value)
    }

    mutating func append(_ error: any Error) {
        let (code, description) = loggable(error)
        appendText("error_code", code)
        appendText("error", description)
    }

    consuming func finished() -> [UInt8] {
        bytes.append(contentsOf: "}\n".utf8)
        return bytes
    }

    private mutating func appendKey(_ key: String) {
        bytes.append(UInt8(ascii: ","))
        appendJSONString(key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func appendText(_ key: String, _ text: String) {
        appendKey(key)
        appendJSONString(text, to: &bytes)
    }

    private mutating func appendValue(_ value: LogValue) {
        switch value {
        case .string(let text): appendJSONString(text, to: &bytes)
        case .int(let number): bytes.append(contentsOf: "\(number)".utf8)
        case .double(let number): appendJSONNumber(number, to: &bytes)
        case .bool(let flag): bytes.append(contentsOf: "\(flag)".utf8)
        case .sensitive: appendJSONString(sensitiveMask, to: &bytes)
        }
    }
}
