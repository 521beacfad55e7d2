/// Where a value or a member's name stands in a text.
struct JSONToken {
    enum Kind: UInt8 {
        case object, array, name, string, number, bool, null
    }

    let kind: Kind
    /// Of the first byte; of a name, of its opening quote.
    let start: UInt32
    /// Behind the last byte.
    var end: UInt32
    /// The token behind this and all in it; of a name, the next name, or what comes behind the object.
    var next: UInt32
    /// Of a name: differs for most names that differ.
    var mark: UInt32 = 0

    /// The mark of names with escapes, which have to be read to be compared. No other has it, for no byte of UTF-8 is 255.
    static let escaped = UInt32.max

    static func mark(_ name: borrowing Span<UInt8>) -> UInt32 {
        guard let last = name.indices.last else { return 0 }
        return UInt32(name[0]) | UInt32(name[name.count / 2]) << 8 | UInt32(name[last]) << 16
            | UInt32(truncatingIfNeeded: name.count) << 24
    }
}

/// All values of a text in the order in which they stand: an object's is followed by name, value, name, value …, an array's by its elements.
/// Found in one pass, so that members can be asked for in any order.
struct JSONTokens {
    private(set) var all: [JSONToken] = []
    /// The containers that are open.
    private var open: [Level] = []

    private struct Level {
        /// The container.
        let token: Int
        let isObject: Bool
        /// The name met last; 0 before the first.
        var name = 0
        /// Whether every name so far comes after the one before, so that none stands there twice.
        var isSorted = true
    }

    /// - Throws: when it is not JSON, or a name stands twice in its object. What a string without escapes holds is looked at by who reads it.
    init(_ reader: inout JSONReader) throws(JSONError) {
        guard reader.bytes.count < UInt32.max else {
            throw JSONError(.outOfRange, pointer: "", detail: "expected a text of less than 4 GB")
        }
        all.reserveCapacity(reader.bytes.count / 8 + 4)
        repeat { try value(&reader) } while try moveToValue(&reader)
        try reader.end()
    }

    /// Notes the next value; of a container only where it begins.
    private mutating func value(_ reader: inout JSONReader) throws(JSONError) {
        let first = reader.peek()
        let start = reader.position
        let kind: JSONToken.Kind
        switch first {
        case ASCII.openBrace, ASCII.openBracket:
            try reader.enter()
            kind = first == ASCII.openBrace ? .object : .array
            open.append(Level(token: all.count, isObject: kind == .object))
        case ASCII.quote:
            _ = try reader.skipText()
            kind = .string
        case ASCII.letterT, ASCII.letterF:
            _ = try reader.bool()
            kind = .bool
        case ASCII.letterN:
            _ = try reader.null()
            kind = .null
        default:
            try reader.skipNumber()
            kind = .number
        }
        append(kind, start, reader.position)
    }

    private mutating func append(_ kind: JSONToken.Kind, _ start: Int, _ end: Int, mark: UInt32 = 0) {
        all.append(
            JSONToken(
                kind: kind, start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end),
                next: UInt32(truncatingIfNeeded: all.count + 1), mark: mark))
    }

    /// Closes what ends here and passes over a comma and a name; false when nothing is open any more.
    private mutating func moveToValue(_ reader: inout JSONReader) throws(JSONError) -> Bool {
        while let level = open.last {
            if reader.peek() == (level.isObject ? ASCII.closeBrace : ASCII.closeBracket) {
                reader.leave()
                try close(&reader)
                continue
            }
            let isFirst = level.token == all.count - 1
            guard isFirst || reader.consume(ASCII.comma) else {
                throw reader.malformed("expected a comma or the end of the \(level.isObject ? "object" : "array")")
            }
            if level.isObject { try name(&reader) }
            return true
        }
        return false
    }

    private mutating func close(_ reader: inout JSONReader) throws(JSONError) {
        let level = open.removeLast()
        let next = UInt32(truncatingIfNeeded: all.count)
        all[level.token].end = UInt32(truncatingIfNeeded: reader.position)
        all[level.token].next = next
        if level.name != 0 { all[level.name].next = next }
        if !level.isSorted { try refuseRepeated(level.token, &reader) }
    }

    private mutating func name(_ reader: inout JSONReader) throws(JSONError) {
        guard reader.peek() == ASCII.quote else { throw reader.malformed("expected a member's name in quotes") }
        let start = reader.position
        let isPlain = try reader.skipText()
        let name = start + 1..<reader.position - 1
        let level = open.count - 1
        let last = open[level].name
        if last != 0 {
            all[last].next = UInt32(truncatingIfNeeded: all.count)
            let before = Int(all[last].start) + 1..<Int(all[last].end) - 1
            if !isPlain || all[last].mark == JSONToken.escaped || !reader.isAscending(before, name) {
                open[level].isSorted = false
            }
        }
        open[level].name = all.count
        append(
            .name, start, reader.position,
            mark: isPlain ? JSONToken.mark(reader.bytes.span.extracting(name)) : JSONToken.escaped)
        guard reader.consume(ASCII.colon) else { throw reader.malformed("expected a colon after a member's name") }
    }

    private func refuseRepeated(_ object: Int, _ reader: inout JSONReader) throws(JSONError) {
        let position = reader.position
        var names: Set<String> = []
        var name = object + 1
        while name < all.count {
            reader.position = Int(all[name].start)
            guard names.insert(try reader.string()).inserted else { throw reader.duplicate() }
            name = Int(all[name].next)
        }
        reader.position = position
    }
}

extension JSONReader {
    /// Consumes a string without making one, unless something in it is escaped, which must then be right.
    ///
    /// - Returns: whether nothing is.
    fileprivate mutating func skipText() throws(JSONError) -> Bool {
        let end = plainEnd(from: position + 1)
        guard end < bytes.count, bytes[end] == ASCII.quote else {
            _ = try string()
            return false
        }
        position = end + 1
        return true
    }

    fileprivate mutating func skipNumber() throws(JSONError) {
        guard position < bytes.count, bytes[position] == ASCII.minus || ASCII.zero...ASCII.nine ~= bytes[position]
        else {
            throw wrongType(expected: "a value")
        }
        position = try numberEnd()
    }

    /// Whether the bytes of the second range come after those of the first.
    fileprivate func isAscending(_ first: Range<Int>, _ second: Range<Int>) -> Bool {
        let text = bytes.span
        for step in 0..<min(first.count, second.count) {
            let (left, right) = (text[first.lowerBound + step], text[second.lowerBound + step])
            if left != right { return left < right }
        }
        return first.count < second.count
    }
}
