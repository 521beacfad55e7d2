private import CCrypto

/// A key that verifies signatures.
package struct PublicKey: Sendable {
    let handle: KeyHandle

    /// The one algorithm this key may be used with.
    package var algorithm: SignatureAlgorithm { handle.algorithm }

    init(handle: KeyHandle) {
        self.handle = handle
    }

    /// An RSA key from the big-endian bytes of its modulus and exponent.
    init(rsaModulus modulus: [UInt8], exponent: [UInt8]) throws(CryptoError) {
        let key = DER.sequence(DER.unsignedInteger(modulus) + DER.unsignedInteger(exponent))
        try self.init(subjectPublicKeyInfo: DER.sequence(AlgorithmIdentifier.rsaEncryption + DER.bitString(key)))
    }

    /// A P-256 key from the 32-byte coordinates of its point; a point off the curve is refused.
    init(p256X x: [UInt8], y: [UInt8]) throws(CryptoError) {
        guard x.count == 32, y.count == 32 else {
            throw CryptoError(.invalidKey, "The coordinates of a P-256 key have 32 bytes each.")
        }
        let uncompressed: [UInt8] = [0x04]
        try self.init(
            subjectPublicKeyInfo: DER.sequence(AlgorithmIdentifier.p256 + DER.bitString(uncompressed + x + y)))
    }

    /// An Ed25519 key from its 32 bytes.
    init(ed25519 bytes: [UInt8]) throws(CryptoError) {
        guard bytes.count == 32 else { throw CryptoError(.invalidKey, "An Ed25519 public key has 32 bytes.") }
        try self.init(subjectPublicKeyInfo: DER.sequence(AlgorithmIdentifier.ed25519 + DER.bitString(bytes)))
    }

    private init(subjectPublicKeyInfo: [UInt8]) throws(CryptoError) {
        defer { ERR_clear_error() }
        let raw = unsafe subjectPublicKeyInfo.withUnsafeBufferPointer { input in
            var start = input.baseAddress
            return unsafe d2i_PUBKEY(nil, &start, input.count)
        }
        handle = unsafe try KeyHandle(taking: raw)
    }

    /// Whether the signature (ECDSA: r ‖ s) belongs to the message.
    package func verify(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        handle.verify(signature, of: message)
    }
}
