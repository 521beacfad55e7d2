/// The few pieces of ASN.1's distinguished encoding that public keys and ECDSA signatures need.
enum DER {
    static func sequence(_ content: [UInt8]) -> [UInt8] {
        tagged(0x30, content)
    }

    /// A non-negative integer from its big-endian bytes.
    static func unsignedInteger(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array(bytes.drop { $0 == 0 })
        // The first bit would be read as a sign.
        return tagged(0x02, digits.first.map { $0 < 0x80 } ?? false ? digits : [0] + digits)
    }

    static func bitString(_ bytes: [UInt8]) -> [UInt8] {
        tagged(0x03, [0] + bytes)
    }

    private static func tagged(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        [tag] + length(content.count) + content
    }

    private static func length(_ count: Int) -> [UInt8] {
        guard count >= 0x80 else { return [UInt8(count)] }
        let digits = bigEndian(count)
        return [0x80 | UInt8(digits.count)] + digits
    }

    private static func bigEndian(_ value: Int) -> [UInt8] {
        var digits: [UInt8] = []
        var rest = value
        while rest > 0 {
            digits.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        }
        return digits
    }
}

/// Algorithm identifiers as they stand in a SubjectPublicKeyInfo (RFC 3279, RFC 5480, RFC 8410).
enum AlgorithmIdentifier {
    static let rsaEncryption: [UInt8] = [
        0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
    ]
    static let p256: [UInt8] = [
        0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D,
        0x03, 0x01, 0x07,
    ]
    static let ed25519: [UInt8] = [0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70]
}
