/// JSON pointers (RFC 6901).
package enum JSONPointer {
    /// One step of a pointer, escaped: `/a~1b` for the name `a/b`.
    package static func step(_ name: String) -> String {
        var step = "/"
        for character in name.unicodeScalars {
            switch character {
            case "~": step += "~0"
            case "/": step += "~1"
            default: step.unicodeScalars.append(character)
            }
        }
        return step
    }

    /// The names of a pointer, unescaped; nil when it is neither empty nor starts with a slash.
    package static func steps(_ pointer: String) -> [String]? {
        guard !pointer.isEmpty else { return [] }
        guard pointer.first == "/" else { return nil }
        return pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(unescape)
    }

    private static func unescape(_ step: Substring) -> String {
        var name = ""
        var isEscaped = false
        for character in step.unicodeScalars {
            if isEscaped {
                name.unicodeScalars.append(character == "0" ? "~" : character == "1" ? "/" : character)
                isEscaped = false
            } else if character == "~" {
                isEscaped = true
            } else {
                name.unicodeScalars.append(character)
            }
        }
        return name
    }

    /// Where the byte at `offset` stands in a text that is JSON at least up to there.
    static func of(offset: Int, in bytes: [UInt8]) -> String {
        var tracker = JSONPointerTracker()
        tracker.run(bytes, until: min(offset, bytes.count))
        return tracker.pointer
    }
}

/// Walks a text that was already read without complaint and remembers which objects and arrays are open.
private struct JSONPointerTracker {
    private enum Level {
        case object(name: String?)
        case array(index: Int)
    }

    private var levels: [Level] = []

    var pointer: String {
        levels.reduce(into: "") { pointer, level in
            switch level {
            case .object(let name?): pointer += JSONPointer.step(name)
            case .array(let index): pointer += "/\(index)"
            case .object(nil): break
            }
        }
    }

    mutating func run(_ bytes: [UInt8], until end: Int) {
        var index = 0
        while index < end {
            switch bytes[index] {
            case ASCII.openBrace: levels.append(.object(name: nil))
            case ASCII.openBracket: levels.append(.array(index: 0))
            case ASCII.closeBrace, ASCII.closeBracket: _ = levels.popLast()
            case ASCII.comma: nextItem()
            case ASCII.quote:
                let close = closingQuote(in: bytes, after: index)
                guard close < end else { return }
                nameMember(bytes, index..<close + 1)
                index = close
            default: break
            }
            index += 1
        }
    }

    private mutating func nextItem() {
        switch levels.popLast() {
        case .object: levels.append(.object(name: nil))
        case .array(let index): levels.append(.array(index: index + 1))
        case nil: break
        }
    }

    /// A string right inside an object without a name so far is the name.
    private mutating func nameMember(_ bytes: [UInt8], _ quoted: Range<Int>) {
        guard case .object(name: nil)? = levels.last else { return }
        var reader = JSONReader(Array(bytes[quoted]))
        guard let name = try? reader.string() else { return }
        levels[levels.count - 1] = .object(name: name)
    }

    private func closingQuote(in bytes: [UInt8], after quote: Int) -> Int {
        var index = quote + 1
        while index < bytes.count, bytes[index] != ASCII.quote { index += bytes[index] == ASCII.backslash ? 2 : 1 }
        return index
    }
}
