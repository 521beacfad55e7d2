import Crypto
import PostgresClient

/// How inputs are named: unique among all of a service, and never by chance the same for two.
enum InputID {
    static func message(source: String, eventID: String) -> String { joined(source, eventID) }
    // No source begins like these, because of its `%` more would be written.
    /// - Parameter id: the command's own; an Idempotency-Key goes with its account.
    static func command(_ id: String) -> String { "%command \(id)" }
    static func timer(_ id: String) -> String { "%timer \(id)" }
    static func answer(ofEffect id: String) -> String { "%answer \(id)" }

    /// A blank parts them; what the first part has of blanks is written otherwise, so that no two pairs give the same.
    static func joined(_ first: String, _ second: String) -> String { joined(escaped: escaped(first), second) }

    static func joined(escaped first: String, _ second: String) -> String { String(first, blank, second) }

    static func escaped(_ first: String) -> String {
        guard first.utf8.contains(where: { $0 == blank || $0 == percent }) else { return first }
        var escaped = ""
        for scalar in first.unicodeScalars {
            switch scalar {
            case " ": escaped += "%20"
            case "%": escaped += "%25"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Source and id of a message; nil of anything else.
    static func messageParts(of id: String) -> (source: String, eventID: String)? {
        let isOwn = ["%command ", "%timer ", "%answer "].contains { id.hasPrefix($0) }
        guard !isOwn, let parts = parts(of: id) else { return nil }
        return (parts.first, parts.second)
    }

    /// The parts of what `joined` made; nil of a text without a blank.
    private static func parts(of id: String) -> (first: String, second: String)? {
        guard let place = id.utf8.firstIndex(of: blank) else { return nil }
        let first = unescaped(id[..<place])
        return (first, String(id[id.utf8.index(after: place)...]))
    }

    private static func unescaped(_ text: Substring) -> String {
        var plain = ""
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "%" else { plain.unicodeScalars.append(scalar); continue }
            plain.unicodeScalars.append(rest.prefix(2).elementsEqual("20".unicodeScalars) ? " " : "%")
            rest = rest.dropFirst(2)
        }
        return plain
    }

    /// What the database knows an input by, as its function `input_key` has it: a number in the id, so that ids given out one after the
    /// other lie side by side, then 96 bits of a SHA-256, because ids are chosen by others.
    static func key(of id: String, _ digester: SHA256Digester) -> PostgresUUID {
        PostgresUUID(bits: UInt128(number(in: id)) << 96 | digester.half(of: id) >> 32)
    }

    /// The first nine digits of the longest run of them, the first of several; 0 without one.
    private static func number(in id: String) -> UInt32 {
        let bytes = id.utf8Span.span
        var longest = 0..<0, start = 0
        for index in bytes.indices {
            if bytes[index] &- UInt8(ascii: "0") > 9 {
                start = index + 1
            } else if index + 1 - start > longest.count {
                longest = start..<index + 1
            }
        }
        return longest.prefix(9).reduce(0) { $0 * 10 + UInt32(bytes[$1] - UInt8(ascii: "0")) }
    }

    private static let blank = UInt8(ascii: " "), percent = UInt8(ascii: "%")
}

extension String {
    /// Two texts with a character of ASCII between them, written in one piece.
    init(_ first: String, _ separator: UInt8, _ second: String) {
        let (head, tail) = (first.utf8Span.span, second.utf8Span.span)
        let bytes = [UInt8](capacity: head.count + 1 + tail.count) { output in
            output.append(copyOf: head)
            output.append(separator)
            output.append(copyOf: tail)
        }
        self.init(decoding: bytes, as: UTF8.self)
    }
}
