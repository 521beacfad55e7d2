private let base64Alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

/// Standard base64 with padding.
func base64(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var encoded: [UInt8] = []
    encoded.reserveCapacity((bytes.count + 2) / 3 * 4)
    var group = 0
    var filled = 0
    func flush(_ digits: Int) {
        for index in 0..<4 {
            encoded.append(index < digits ? base64Alphabet[group >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
        }
    }
    for byte in bytes {
        group |= Int(byte) << (16 - 8 * filled)
        filled += 1
        if filled == 3 {
            flush(4)
            (group, filled) = (0, 0)
        }
    }
    if filled > 0 { flush(filled + 1) }
    return encoded
}

/// Base64 in lines of 76 characters, as MIME wants it.
func base64Lines(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let encoded = base64(bytes)
    var lines: [UInt8] = []
    lines.reserveCapacity(encoded.count + encoded.count / 38 + 2)
    for start in stride(from: 0, to: encoded.count, by: 76) {
        lines += encoded[start..<min(start + 76, encoded.count)]
        lines += "\r\n".utf8
    }
    return lines
}
