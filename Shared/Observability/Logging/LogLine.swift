internal import JSON
internal import Kernel

/// The bytes of one log line while they are put together.
struct LogLine {
    private static let reserved: Set<String> = [
        "time", "level", "service", "message", "trace_id", "span_id", "error_code", "error",
    ]
    private var json = JSONWriter()

    init(at instant: Instant, level: LogLevel, service: String, message: String) {
        json.beginObject()
        json.member("time", instant.rfc3339)
        json.member("level", level.rawValue)
        json.member("service", service)
        json.member("message", message)
    }

    mutating func append(_ trace: TraceContext) {
        json.member("trace_id", trace.traceID.hex)
        json.member("span_id", trace.spanID.hex)
    }

    mutating func append(_ field: LogField) {
        json.name(Self.reserved.contains(field.key) ? "field_\(field.key)" : field.key)
        json.value(of: field)
    }

    mutating func append(_ error: any Error) {
        let (code, description) = loggable(error)
        json.member("error_code", code)
        json.member("error", description)
    }

    consuming func finished() -> [UInt8] {
        json.endObject()
        return json.bytes + [UInt8(ascii: "\n")]
    }
}
