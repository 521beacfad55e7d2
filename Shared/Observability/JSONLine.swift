/// Appends a JSON string literal. Control characters are escaped, so that one record stays one line.
func appendJSONString(_ text: String, to line: inout [UInt8]) {
    line.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "\""): line.append(contentsOf: "\\\"".utf8)
        case UInt8(ascii: "\\"): line.append(contentsOf: "\\\\".utf8)
        case 0x0A: line.append(contentsOf: "\\n".utf8)
        case 0x0D: line.append(contentsOf: "\\r".utf8)
        case 0x09: line.append(contentsOf: "\\t".utf8)
        case 0..<0x20, 0x7F: appendUnicodeEscape(byte, to: &line)
        default: line.append(byte)
        }
    }
    line.append(UInt8(ascii: "\""))
}

/// Appends a JSON number, or a string where JSON has no number for it.
func appendJSONNumber(_ value: Double, to line: inout [UInt8]) {
    if value.isFinite { line.append(contentsOf: "\(value)".utf8) } else { appendJSONString("\(value)", to: &line) }
}

private func appendUnicodeEscape(_ byte: UInt8, to line: inout [UInt8]) {
    line.append(contentsOf: "\\u00".utf8)
    appendHex(byte, to: &line)
}

func appendHex(_ byte: UInt8, to line: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    line.append(digits[Int(byte >> 4)])
    line.append(digits[Int(byte & 15)])
}
