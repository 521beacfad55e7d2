import CatalogApplication
import Crypto

/// Where a page ended: the sort it belongs to, and the last row's sort value and key. Opaque to clients, but not secret.
struct Cursor {
    let value: String
    let key: [String]

    init(value: String, key: [String]) {
        self.value = value
        self.key = key
    }

    /// - Throws: `CursorUnusable` unless `token` made it for the same sort with as many keys.
    init(_ text: String, sort: String, keyCount: Int) throws(CursorUnusable) {
        guard let bytes = Base64.decodeURL(text), let plain = String(validating: bytes, as: UTF8.self) else {
            throw CursorUnusable()
        }
        let parts = plain.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 + keyCount, parts[0] == sort, !plain.unicodeScalars.contains("\0") else {
            throw CursorUnusable()
        }
        value = parts[1]
        key = Array(parts[2...])
    }

    func token(sort: String) -> String { Base64.encodeURL(Array(([sort, value] + key).joined(separator: "\n").utf8)) }

    /// The value where it must be a number.
    func number() throws(CursorUnusable) -> Int64 {
        guard let number = Int64(value) else { throw CursorUnusable() }
        return number
    }
}

/// A text as it stands in a `LIKE` pattern.
func likePattern(containing text: String) -> String { "%\(likeEscaped(text))%" }

func likePattern(startingWith text: String) -> String { "\(likeEscaped(text))%" }

private func likeEscaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { escaped, scalar in
        if "%_\\".unicodeScalars.contains(scalar) { escaped.append("\\") }
        escaped.unicodeScalars.append(scalar)
    }
}
