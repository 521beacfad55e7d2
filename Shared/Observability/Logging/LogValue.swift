/// A value of a log field. Text goes through `.string`, so that it stands in a field, where its name decides whether it is masked.
package enum LogValue: Sendable, Equatable {
    case string(String)
    case int(Int64)
    case double(Double)
    case bool(Bool)
    /// Always written as the mask.
    case sensitive
}

/// One field of a log line.
package struct LogField: Sendable, Equatable {
    package let key: String
    package let value: LogValue

    package init(key: String, value: LogValue) {
        self.key = key
        self.value = value
    }
}

extension LogValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral,
    ExpressibleByFloatLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(floatLiteral value: Double) { self = .double(value) }
}

extension LogValue {
    package init(_ value: String) { self = .string(value) }
    package init(_ value: some BinaryInteger) { self = .int(Int64(clamping: value)) }
    package init<Value>(_ value: Sensitive<Value>) { self = .sensitive }
}
