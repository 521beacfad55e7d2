import Crypto

/// The lines of a message without their ends.
func lines(_ bytes: [UInt8]) -> [[UInt8]] {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map {
        $0.last == 0x0D ? Array($0.dropLast()) : Array($0)
    }
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
}

func trimmed(_ text: String) -> String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    return String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
}

/// RFC 2047: `=?UTF-8?B?…?=` and `=?UTF-8?Q?…?=`. White space between two such words does not count. Words in other character sets stay.
func decodeWords(_ text: String) -> String {
    var decoded = "", wasWord = false
    for piece in text.split(separator: " ", omittingEmptySubsequences: false) {
        let word = decodeWord(piece)
        if !decoded.isEmpty, !(wasWord && word != nil) { decoded += " " }
        decoded += word ?? String(piece)
        wasWord = word != nil
    }
    return decoded
}

private func decodeWord(_ word: Substring) -> String? {
    let fields = word.split(separator: "?", omittingEmptySubsequences: false)
    guard fields.count == 5, fields[0] == "=", fields[4] == "=", ["utf-8", "us-ascii"].contains(fields[1].lowercased())
    else { return nil }
    switch fields[2].lowercased() {
    case "b": return Base64.decode(fields[3]).map { String(decoding: $0, as: UTF8.self) }
    case "q":
        let spaced = fields[3].utf8.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }
        return String(decoding: decodeQuotedPrintable(spaced), as: UTF8.self)
    default: return nil
    }
}

func decodeQuotedPrintable(_ bytes: [UInt8]) -> [UInt8] { unescape(bytes, escape: UInt8(ascii: "="), joinsLines: true) }

/// RFC 2231: `UTF-8''name%20of%20file`.
func decodeExtended(_ text: String) -> String {
    let value = text.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false).last ?? ""
    return String(decoding: unescape(Array(value.utf8), escape: UInt8(ascii: "%"), joinsLines: false), as: UTF8.self)
}

/// Bytes written as two hexadecimal digits after an escape; an escape at the end of a line joins it to the next.
private func unescape(_ bytes: [UInt8], escape: UInt8, joinsLines: Bool) -> [UInt8] {
    var result: [UInt8] = []
    var rest = bytes[...]
    while let byte = rest.popFirst() {
        guard byte == escape else {
            result.append(byte)
            continue
        }
        if joinsLines, rest.starts(with: [0x0D, 0x0A]) {
            rest = rest.dropFirst(2)
        } else if let value = Hex.decode(String(decoding: rest.prefix(2), as: UTF8.self)), let value = value.first {
            result.append(value)
            rest = rest.dropFirst(2)
        } else {
            result.append(byte)
        }
    }
    return result
}

/// A parameter of a header such as `multipart/mixed; boundary="x"`.
func parameter(_ name: String, of header: String) -> String? {
    for field in header.split(separator: ";").dropFirst() {
        let pair = field.split(separator: "=", maxSplits: 1).map { trimmed(String($0)) }
        guard pair.count == 2, pair[0].lowercased() == name else { continue }
        let isQuoted = pair[1].count >= 2 && pair[1].hasPrefix("\"") && pair[1].hasSuffix("\"")
        return isQuoted ? String(pair[1].dropFirst().dropLast()) : pair[1]
    }
    return nil
}
