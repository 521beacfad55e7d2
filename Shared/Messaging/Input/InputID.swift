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
    static func joined(_ first: String, _ second: String) -> String {
        guard first.utf8.contains(where: { $0 == blank || $0 == percent }) else { return "\(first) \(second)" }
        var escaped = ""
        for scalar in first.unicodeScalars {
            switch scalar {
            case " ": escaped += "%20"
            case "%": escaped += "%25"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return "\(escaped) \(second)"
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

    /// What the database knows an input by: half of a SHA-256, because ids are chosen by others.
    static func hash(_ id: String) -> PostgresUUID {
        PostgresUUID(bits: Digest.sha256(id).prefix(16).reduce(0) { $0 << 8 | UInt128($1) })
    }

    private static let blank = UInt8(ascii: " "), percent = UInt8(ascii: "%")
}
