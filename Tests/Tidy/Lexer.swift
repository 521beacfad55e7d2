/// A piece of Swift: enough of its grammar to tell code from comments and texts.
struct Token: Equatable, Sendable {
    enum Kind: Sendable {
        case word
        case symbol
        /// A piece of a string literal, without quotes; what is interpolated into it are tokens of their own.
        case literal
    }

    let kind: Kind
    let text: String
    let line: Int
    /// Nothing stands between it and the token before.
    let isGlued: Bool
}

/// Cuts Swift into tokens and leaves the comments out.
struct Lexer {
    private let bytes: [UInt8]
    private var at = 0
    private var line = 1
    private var end = 0
    private var tokens: [Token] = []

    private init(_ text: String) { bytes = Array(text.utf8) }

    static func tokens(of text: String) -> [Token] {
        var lexer = Lexer(text)
        lexer.code(untilParenthesis: false)
        return lexer.tokens
    }

    /// Reads code to the end, or to the parenthesis that closes an interpolation.
    private mutating func code(untilParenthesis: Bool) {
        var depth = 0
        while at < bytes.count {
            if skipBlankOrComment() { continue }
            if let quote = quote() {
                literal(hashes: quote.hashes, isMultiline: quote.isMultiline)
                continue
            }
            let start = at
            if Self.isWord(bytes[at]) {
                while at < bytes.count, Self.isWord(bytes[at]) { at += 1 }
                add(.word, start..<at)
                continue
            }
            if bytes[at] == UInt8(ascii: "(") { depth += 1 }
            if bytes[at] == UInt8(ascii: ")") {
                if untilParenthesis, depth == 0 { return }
                depth -= 1
            }
            at += 1
            add(.symbol, start..<at)
        }
    }

    private mutating func skipBlankOrComment() -> Bool {
        switch bytes[at] {
        case UInt8(ascii: "\n"):
            line += 1
            at += 1
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): at += 1
        case UInt8(ascii: "/") where looksAt("//"): while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
        case UInt8(ascii: "/") where looksAt("/*"): blockComment()
        default: return false
        }
        return true
    }

    private mutating func blockComment() {
        var depth = 0
        repeat {
            if looksAt("/*") {
                (depth, at) = (depth + 1, at + 2)
            } else if looksAt("*/") {
                (depth, at) = (depth - 1, at + 2)
            } else {
                if bytes[at] == UInt8(ascii: "\n") { line += 1 }
                at += 1
            }
        } while depth > 0 && at < bytes.count
    }

    // MARK: Texts

    /// Takes the opening quotes of a literal, if one begins here.
    private mutating func quote() -> (hashes: Int, isMultiline: Bool)? {
        var hashes = 0
        while at + hashes < bytes.count, bytes[at + hashes] == UInt8(ascii: "#") { hashes += 1 }
        guard at + hashes < bytes.count, bytes[at + hashes] == UInt8(ascii: "\"") else { return nil }
        at += hashes
        let isMultiline = looksAt("\"\"\"")
        at += isMultiline ? 3 : 1
        return (hashes, isMultiline)
    }

    private mutating func literal(hashes: Int, isMultiline: Bool) {
        let sharp = String(repeating: "#", count: hashes)
        let (closing, escape) = ((isMultiline ? "\"\"\"" : "\"") + sharp, "\\" + sharp)
        var start = at
        var startLine = line
        while at < bytes.count, !looksAt(closing) {
            if looksAt(escape + "(") {
                add(.literal, start..<at, line: startLine)
                at += escape.utf8.count + 1
                code(untilParenthesis: true)
                at += 1
                (start, startLine) = (at, line)
            } else if looksAt(escape) {
                at += escape.utf8.count + 1
            } else {
                if bytes[at] == UInt8(ascii: "\n") { line += 1 }
                at += 1
            }
        }
        add(.literal, start..<min(at, bytes.count), line: startLine)
        at += closing.utf8.count
        end = at
    }

    // MARK: Bytes

    private mutating func add(_ kind: Token.Kind, _ range: Range<Int>, line: Int? = nil) {
        tokens.append(
            Token(
                kind: kind, text: String(decoding: bytes[range], as: UTF8.self), line: line ?? self.line,
                isGlued: range.lowerBound == end))
        end = range.upperBound
    }

    private func looksAt(_ text: String) -> Bool {
        var place = at
        for byte in text.utf8 {
            guard place < bytes.count, bytes[place] == byte else { return false }
            place += 1
        }
        return true
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: "`"), 128...:
            true
        default: false
        }
    }
}

extension Array<Token> {
    /// Places where these tokens follow each other: `["Task", ".", "sleep"]`. Texts never match.
    func places(of texts: [String]) -> [Int] {
        guard let first = texts.first, count >= texts.count else { return [] }
        return (0...(count - texts.count)).filter { place in
            self[place].text == first && zip(self[place...], texts).allSatisfy { $0.text == $1 && $0.kind != .literal }
        }
    }
}
