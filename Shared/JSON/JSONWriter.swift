/// Writes one JSON text, compact, byte by byte, in the order of the calls: the same calls give the same bytes.
///
/// Commas and colons come by themselves. Whoever writes is trusted to close what it opens and to name every member.
package struct JSONWriter {
    /// What was written so far.
    package internal(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// - Parameter capacity: bytes to set aside at once.
    package init(capacity: Int = 512) { bytes.reserveCapacity(capacity) }

    package mutating func beginObject() { open(ASCII.openBrace) }
    package mutating func endObject() { close(ASCII.closeBrace) }
    package mutating func beginArray() { open(ASCII.openBracket) }
    package mutating func endArray() { close(ASCII.closeBracket) }

    /// Writes the name of the next member; a value must follow.
    package mutating func name(_ name: String) {
        append(name, closing: ASCII.colon)
        needsComma = false
    }

    package mutating func null() { value("null") }
    package mutating func bool(_ value: Bool) { self.value(value ? "true" : "false") }

    package mutating func int64(_ value: Int64) {
        separate()
        needsComma = true
        appendDigits(value.magnitude, isNegative: value < 0)
    }

    /// Writes the shortest number that reads back the same; what JSON has no number for (not a number, infinity) becomes null.
    package mutating func double(_ value: Double) { self.value(value.isFinite ? value.description : "null") }

    /// Writes a number that is text already.
    mutating func number(_ text: String) { value(text) }

    package mutating func string(_ value: String) {
        append(value, closing: nil)
        needsComma = true
    }

    /// Writes a string of exactly `count` bytes that need no escape: printable ASCII without quotes and backslashes, as instants are.
    package mutating func plainString(count: Int, _ write: (inout OutputSpan<UInt8>) -> Void) {
        separate()
        needsComma = true
        bytes.append(ASCII.quote)
        bytes.append(addingCapacity: count, initializingWith: write)
        bytes.append(ASCII.quote)
    }
}

extension JSONWriter {
    /// Where the next name or value begins, behind the comma that may be due.
    var nextPosition: Int { bytes.count + (needsComma ? 1 : 0) }

    @inline(__always)
    private mutating func separate() {
        if needsComma { bytes.append(ASCII.comma) }
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func value(_ text: String) {
        separate()
        needsComma = true
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func appendDigits(_ magnitude: UInt64, isNegative: Bool) {
        var digitCount = 1
        var rest = magnitude / 10
        while rest > 0 {
            digitCount += 1
            rest /= 10
        }
        bytes.append(addingCapacity: digitCount + 1) { output in
            if isNegative { output.append(ASCII.minus) }
            let first = output.count
            output.append(repeating: ASCII.zero, count: digitCount)
            rest = magnitude
            for index in (first..<first + digitCount).reversed() {
                output[index] = ASCII.zero + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
        }
    }

    /// Writes a comma if one is due, the text in quotes, and what closes it.
    @inline(__always)
    private mutating func append(_ value: String, closing: UInt8?) {
        let text = value.utf8Span.span
        guard !needsEscape(text) else { return appendEscaped(value, closing: closing) }
        let leadingComma = needsComma
        bytes.append(addingCapacity: text.count + 4) { output in
            if leadingComma { output.append(ASCII.comma) }
            output.append(ASCII.quote)
            for index in text.indices { output.append(text[index]) }
            output.append(ASCII.quote)
            if let closing { output.append(closing) }
        }
    }

    /// Looks at every byte, without leaving early: the compiler then compares many at a time.
    @inline(__always)
    private func needsEscape(_ text: borrowing Span<UInt8>) -> Bool {
        var found: UInt8 = 0
        for index in text.indices {
            let byte = text[index]
            found |= (byte == ASCII.quote ? 1 : 0) | (byte == ASCII.backslash ? 1 : 0) | (byte < ASCII.space ? 1 : 0)
        }
        return found != 0
    }

    private mutating func appendEscaped(_ value: String, closing: UInt8?) {
        separate()
        bytes.append(ASCII.quote)
        for byte in value.utf8 {
            switch byte {
            case ASCII.quote, ASCII.backslash: bytes += [ASCII.backslash, byte]
            case ASCII.backspace: bytes += [ASCII.backslash, ASCII.letterB]
            case ASCII.formFeed: bytes += [ASCII.backslash, ASCII.letterF]
            case ASCII.newline: bytes += [ASCII.backslash, ASCII.letterN]
            case ASCII.carriageReturn: bytes += [ASCII.backslash, ASCII.letterR]
            case ASCII.tab: bytes += [ASCII.backslash, ASCII.letterT]
            case ..<ASCII.space: bytes += Array("\\u00".utf8) + [hexDigit(byte >> 4), hexDigit(byte & 15)]
            default: bytes.append(byte)
            }
        }
        bytes.append(ASCII.quote)
        if let closing { bytes.append(closing) }
    }

    private func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? ASCII.zero + value : 0x61 + value - 10 }
}
