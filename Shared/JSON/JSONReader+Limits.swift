// Reading what a contract bounds. Every refusal names the place by its pointer and never quotes the value.

extension JSONReader {
    /// Consumes a string of so many characters (Unicode code points, as JSON Schema counts), else `outOfRange`.
    package mutating func string(_ length: ClosedRange<Int>) throws(JSONError) -> String {
        let text = try string()
        guard hasLength(text, length) else { throw error(.outOfRange, "expected \(clause(length)) characters") }
        return text
    }

    /// The same for one that also matches `pattern`, else `invalidValue`.
    package mutating func string(_ length: ClosedRange<Int>, _ pattern: TextPattern) throws(JSONError) -> String {
        if let (text, end) = plainString(length, pattern) {
            position = end
            return text
        }
        let text = try string(length)
        guard pattern.matches(text) else { throw error(.invalidValue, "expected a text of the form \(pattern.text)") }
        return text
    }

    /// The string and the offset behind it, if all is well with it and nothing in it is escaped: one pass finds its end, too.
    @inline(__always)
    private func plainString(_ length: ClosedRange<Int>, _ pattern: TextPattern) -> (String, end: Int)? {
        guard position < bytes.count, bytes[position] == ASCII.quote else { return nil }
        let (start, span) = (position + 1, bytes.span)
        guard let end = pattern.end(in: span, from: start), end < span.count, span[end] == ASCII.quote,
            length.contains(end - start), let valid = try? UTF8Span(validating: span.extracting(start..<end))
        else { return nil }
        return (String(copying: valid), end + 1)
    }

    /// Offers the next string's bytes to `parse`, if it has `count` of them, and consumes it unless the answer is nil: what is a
    /// number to the program need not become a text first. `parse` answers nil to anything that JSON would escape.
    package mutating func number(inStringOf count: Int, _ parse: (borrowing Span<UInt8>) -> Int64?) -> Int64? {
        guard peek() == ASCII.quote, position + count + 1 < bytes.count, bytes[position + count + 1] == ASCII.quote,
            let value = parse(bytes.span.extracting(position + 1..<position + count + 1))
        else { return nil }
        position += count + 2
        return value
    }

    /// Consumes an integer of this range, else `outOfRange`.
    package mutating func int64(_ range: ClosedRange<Int64>) throws(JSONError) -> Int64 {
        let number = try int64()
        guard range.contains(number) else { throw error(.outOfRange, "expected an integer, \(clause(range))") }
        return number
    }

    /// Consumes an array of so many elements, else `outOfRange`. One with too many is not read to its end.
    package mutating func array<Element>(
        _ count: ClosedRange<Int>, _ element: (inout JSONReader) throws(JSONError) -> Element
    ) throws(JSONError) -> [Element] {
        var elements: [Element] = []
        var cursor = try beginArray()
        while try nextElement(&cursor) {
            guard elements.count < count.upperBound else { throw wrongCount(count, cursor) }
            elements.append(try element(&self))
        }
        guard elements.count >= count.lowerBound else { throw wrongCount(count, cursor) }
        return elements
    }

    private func wrongCount(_ count: ClosedRange<Int>, _ cursor: JSONArrayCursor) -> JSONError {
        JSONError(
            .outOfRange, pointer: pointer(at: cursor.start), offset: cursor.start,
            detail: "expected \(clause(count)) elements")
    }

    /// Counts only where the number of bytes leaves it open.
    @inline(__always)
    private func hasLength(_ text: String, _ length: ClosedRange<Int>) -> Bool {
        let bytes = text.utf8.count
        if length.lowerBound <= 1, bytes >= length.lowerBound, bytes <= length.upperBound { return true }
        return length.contains(text.unicodeScalars.count)
    }

    private func clause<Number>(_ range: ClosedRange<Number>) -> String { "\(range.lowerBound) to \(range.upperBound)" }
}
