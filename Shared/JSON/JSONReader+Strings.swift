extension JSONReader {
    /// Consumes a string; anything else is `wrongType`, invalid UTF-8 or half a surrogate pair is `malformed`, U+0000, which JSON
    /// allows and PostgreSQL cannot store, is `invalidValue` unless the reader accepts it.
    package mutating func string() throws(JSONError) -> String {
        guard peek() == ASCII.quote else { throw wrongType(expected: "a string") }
        let start = position + 1
        let end = plainEnd(from: start)
        guard end < bytes.count else { throw malformed("the text ends within a string") }
        guard bytes[end] == ASCII.quote else { return try escapedString(from: start, firstSpecial: end) }
        let text = try validText(bytes.span.extracting(start..<end))
        position = end + 1
        return text
    }

    // `String(validating:as:)` is generic over encodings and an order of magnitude slower.
    private func validText(_ text: Span<UInt8>) throws(JSONError) -> String {
        guard let valid = try? UTF8Span(validating: text) else { throw malformed("a string is not valid UTF-8") }
        return String(copying: valid)
    }

    mutating func skipString() throws(JSONError) { _ = try string() }

    /// The offset of the first quote, backslash or control character.
    @inline(__always)
    func plainEnd(from start: Int) -> Int {
        let text = bytes.span
        var index = start
        while index < text.count {
            let byte = text[index]
            if byte == ASCII.quote || byte == ASCII.backslash || byte < ASCII.space { break }
            index += 1
        }
        return index
    }

    private mutating func escapedString(from start: Int, firstSpecial: Int) throws(JSONError) -> String {
        var buffer = Array(bytes[start..<firstSpecial])
        position = firstSpecial
        while position < bytes.count, bytes[position] != ASCII.quote {
            guard bytes[position] == ASCII.backslash else { throw malformed("a control character must be escaped") }
            try unescape(into: &buffer)
            let end = plainEnd(from: position)
            buffer.append(contentsOf: bytes[position..<end])
            position = end
        }
        guard position < bytes.count else { throw malformed("the text ends within a string") }
        let text = try validText(buffer.span)
        position += 1
        return text
    }

    /// Consumes one escape sequence.
    private mutating func unescape(into buffer: inout [UInt8]) throws(JSONError) {
        guard position + 1 < bytes.count else { throw malformed("the text ends within a string") }
        let letter = bytes[position + 1]
        guard letter != ASCII.letterU else {
            let scalar = try unicodeEscape()
            return buffer.append(contentsOf: String(Character(scalar)).utf8)
        }
        switch letter {
        case ASCII.quote, ASCII.backslash, ASCII.slash: buffer.append(letter)
        case ASCII.letterB: buffer.append(ASCII.backspace)
        case ASCII.letterF: buffer.append(ASCII.formFeed)
        case ASCII.letterN: buffer.append(ASCII.newline)
        case ASCII.letterR: buffer.append(ASCII.carriageReturn)
        case ASCII.letterT: buffer.append(ASCII.tab)
        default: throw malformed("unknown escape sequence in a string")
        }
        position += 2
    }

    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let first = try codeUnit()
        guard first != 0 || acceptsZero else { throw error(.invalidValue, "expected a text without U+0000") }
        if let scalar = Unicode.Scalar(first) { return scalar }
        // Only the high half may come first; the low half must follow at once, escaped too.
        guard first < 0xDC00, position + 1 < bytes.count, bytes[position] == ASCII.backslash,
            bytes[position + 1] == ASCII.letterU
        else {
            throw malformed("half a surrogate pair in a string")
        }
        let second = try codeUnit()
        guard 0xDC00..<0xE000 ~= second,
            let scalar = Unicode.Scalar(0x10000 + (UInt32(first - 0xD800) << 10 | UInt32(second - 0xDC00)))
        else { throw malformed("half a surrogate pair in a string") }
        return scalar
    }

    /// Consumes `\uXXXX`.
    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        guard position + 6 <= bytes.count else { throw malformed("the text ends within a string") }
        var unit: UInt16 = 0
        for index in position + 2..<position + 6 {
            guard let digit = hexDigit(bytes[index]) else {
                throw malformed("expected four hexadecimal digits after \\u")
            }
            unit = unit << 4 | digit
        }
        position += 6
        return unit
    }

    private func hexDigit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case 0x30...0x39: UInt16(byte - 0x30)
        case 0x41...0x46: UInt16(byte - 0x41 + 10)
        case 0x61...0x66: UInt16(byte - 0x61 + 10)
        default: nil
        }
    }
}
