private import CCrypto

/// AES-256 in synthetic-IV mode (RFC 5297) for one key: authenticated, and deterministic, so that the same text always gives the same
/// bytes. Whoever sees two sealed values can tell whether they are equal, and nothing else.
package struct AESSIV: Sendable {
    /// Two keys of AES-256.
    package static let keySize = 64
    private static let tagSize = 16

    private let key: [UInt8]

    /// - Throws: `invalidKey` unless the key has `keySize` bytes.
    package init(key: [UInt8]) throws(CryptoError) {
        guard key.count == Self.keySize else {
            throw CryptoError(.invalidKey, "The key has \(key.count) bytes; AES-256-SIV needs \(Self.keySize).")
        }
        self.key = key
    }

    /// The tag, which is the synthetic IV, followed by the ciphertext.
    package func seal(_ plaintext: [UInt8], authenticating header: [UInt8]) throws(CryptoError) -> [UInt8] {
        let context = try unsafe CipherContext(SyntheticCipher.fetch(), key: key, nonce: nil, direction: .encrypt)
        try context.authenticate(header)
        // The mode knows no empty text: every text gets one byte more.
        let ciphertext = try context.update(plaintext + [0])
        guard context.finish() else { throw CipherContext.failure }
        return try context.tag(size: Self.tagSize) + ciphertext
    }

    /// - Throws: `malformed` if it is too short to be a sealed value, `notAuthentic` if it was changed or sealed with another key or header.
    package func open(_ sealed: [UInt8], authenticating header: [UInt8]) throws(CryptoError) -> [UInt8] {
        guard sealed.count > Self.tagSize else {
            throw CryptoError(.malformed, "This is not a sealed value of a known format.")
        }
        let context = try unsafe CipherContext(SyntheticCipher.fetch(), key: key, nonce: nil, direction: .decrypt)
        try context.expect(tag: Array(sealed.prefix(Self.tagSize)))
        try context.authenticate(header)
        guard let plaintext = try? context.update(Array(sealed.dropFirst(Self.tagSize))), context.finish() else {
            throw CryptoError(
                .notAuthentic, "The sealed value was changed, or sealed with another key or for another context.")
        }
        return Array(plaintext.dropLast())
    }
}

/// The cipher as libcrypto's provider offers it; looked up once.
@safe private struct SyntheticCipher: @unchecked Sendable {
    private let raw: OpaquePointer?
    private static let shared = unsafe SyntheticCipher(raw: EVP_CIPHER_fetch(nil, "AES-256-SIV", nil))

    static func fetch() throws(CryptoError) -> OpaquePointer {
        guard let raw = unsafe shared.raw else {
            throw CryptoError(.library, "libcrypto offers no AES-256-SIV; OpenSSL 3.0 or later is needed.")
        }
        return unsafe raw
    }
}
