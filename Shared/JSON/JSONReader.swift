/// Reads one JSON text (RFC 8259) value by value, in the order in which it stands, without building a tree.
///
/// ```
/// var reader = JSONReader(bytes)
/// var object = try reader.beginObject()
/// while let member = try reader.nextMember(&object, of: names) {
///     switch member {
///     case 0: account = try reader.string()
///     default: try reader.skip()
///     }
/// }
/// try reader.end()
/// ```
/// After a thrown error the reader's position means nothing: drop it.
package struct JSONReader: ~Copyable {
    let bytes: [UInt8]
    var position = 0
    private var depth = 0
    private let depthLimit: Int
    let acceptsZero: Bool

    /// - Parameters:
    ///   - depthLimit: how many objects and arrays may be open at once.
    ///   - acceptsZero: whether a string may hold U+0000.
    package init(_ bytes: [UInt8], depthLimit: Int = 64, acceptsZero: Bool = false) {
        self.bytes = bytes
        self.acceptsZero = acceptsZero
        self.depthLimit = depthLimit
    }

    /// Refuses anything but white space after the value.
    package mutating func end() throws(JSONError) {
        skipWhitespace()
        guard position == bytes.count else { throw malformed("expected the end of the text") }
    }

    /// Consumes a `null` if one comes next.
    package mutating func null() throws(JSONError) -> Bool {
        guard peek() == ASCII.letterN else { return false }
        try literal(0x6E75_6C6C, length: 4)
        return true
    }

    /// Consumes `true` or `false`; anything else is `wrongType`.
    package mutating func bool() throws(JSONError) -> Bool {
        switch peek() {
        case ASCII.letterT:
            try literal(0x7472_7565, length: 4)
            return true
        case ASCII.letterF:
            try literal(0x66_616C_7365, length: 5)
            return false
        default: throw wrongType(expected: "true or false")
        }
    }

    /// Consumes the next value whatever it is, and tells where in the text it stands.
    package mutating func skipValue() throws(JSONError) -> Range<Int> {
        skipWhitespace()
        let start = position
        try skip()
        return start..<position
    }

    /// Whether the next value is an object.
    package mutating func isAtObject() -> Bool { peek() == ASCII.openBrace }

    /// Whether the next value is an array.
    package mutating func isAtArray() -> Bool { peek() == ASCII.openBracket }

    /// Consumes the next value whatever it is; it is still refused when malformed.
    package mutating func skip() throws(JSONError) {
        switch peek() {
        case ASCII.quote: try skipString()
        case ASCII.openBrace:
            var object = try beginObject()
            while try nextName(&object) != nil { try skip() }
        case ASCII.openBracket:
            var array = try beginArray()
            while try nextElement(&array) { try skip() }
        case ASCII.letterT, ASCII.letterF: _ = try bool()
        case ASCII.letterN: _ = try null()
        default: _ = try double()
        }
    }
}

extension JSONReader {
    /// The first byte of the next token, which stays unconsumed; nil at the end of the text.
    @inline(__always)
    mutating func peek() -> UInt8? {
        skipWhitespace()
        return position < bytes.count ? bytes[position] : nil
    }

    @inline(__always)
    mutating func skipWhitespace() {
        while position < bytes.count {
            let byte = bytes[position]
            // Everything that is white space sorts before every other byte a token can start with.
            guard byte <= ASCII.space else { return }
            guard byte == ASCII.space || byte == ASCII.newline || byte == ASCII.carriageReturn || byte == ASCII.tab
            else { return }
            position += 1
        }
    }

    @inline(__always)
    mutating func consume(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    mutating func enter() throws(JSONError) {
        depth += 1
        guard depth <= depthLimit else { throw error(.tooDeep, "more than \(depthLimit) levels of nesting") }
        position += 1
    }

    mutating func leave() {
        depth -= 1
        position += 1
    }

    /// - Parameter word: the literal's bytes as one big-endian number.
    private mutating func literal(_ word: UInt64, length: Int) throws(JSONError) {
        guard position + length <= bytes.count else { throw malformed("the text ends within a literal") }
        var found: UInt64 = 0
        for index in position..<position + length { found = found << 8 | UInt64(bytes[index]) }
        guard found == word else { throw malformed("expected true, false or null") }
        position += length
    }
}
