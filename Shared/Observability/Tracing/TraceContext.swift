/// Names a trace: all spans that one cause led to, across services.
package struct TraceID: Sendable, Hashable {
    package let high: UInt64
    package let low: UInt64

    /// Nil for all zeros, which the standard forbids.
    package init?(high: UInt64, low: UInt64) {
        guard high != 0 || low != 0 else { return nil }
        self.high = high
        self.low = low
    }

    /// 32 lower-case hexadecimal digits.
    package var hex: String { hexText(high) + hexText(low) }
}

/// Names one span within its trace.
package struct SpanID: Sendable, Hashable {
    package let value: UInt64

    /// Nil for zero, which the standard forbids.
    package init?(_ value: UInt64) {
        guard value != 0 else { return nil }
        self.value = value
    }

    /// 16 lower-case hexadecimal digits.
    package var hex: String { hexText(value) }
}

/// Where in which trace something happens: the content of a W3C `traceparent` header.
package struct TraceContext: Sendable, Hashable {
    package let traceID: TraceID
    package let spanID: SpanID
    package let isSampled: Bool

    package init(traceID: TraceID, spanID: SpanID, isSampled: Bool) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
    }

    /// Reads a `traceparent`; nil when it is not one, and then a new trace begins. A later version may carry more parts after a dash.
    package init?(traceparent: String) {
        let bytes = Array(traceparent.utf8)
        let dash = UInt8(ascii: "-")
        guard bytes.count >= 55, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash,
            let version = hexValue(bytes[0..<2]), version != 0xFF,
            version == 0 ? bytes.count == 55 : (bytes.count == 55 || bytes[55] == dash),
            let high = hexValue(bytes[3..<19]), let low = hexValue(bytes[19..<35]), let span = hexValue(bytes[36..<52]),
            let flags = hexValue(bytes[53..<55]), let traceID = TraceID(high: high, low: low), let spanID = SpanID(span)
        else { return nil }
        self.init(traceID: traceID, spanID: spanID, isSampled: flags & 1 == 1)
    }

    /// The header's value, version 00.
    package var traceparent: String { "00-\(traceID.hex)-\(spanID.hex)-\(isSampled ? "01" : "00")" }
}

private func hexText(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

/// The value of lower-case hexadecimal digits; nil for any other byte.
private func hexValue(_ digits: ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    for digit in digits {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
        default: return nil
        }
    }
    return value
}
