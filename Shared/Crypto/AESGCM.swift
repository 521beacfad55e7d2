private import CCrypto

/// AES-256 in Galois/counter mode for one key.
struct AESGCM: Sendable {
    static let keySize = 32
    static let tagSize = 16

    private let key: [UInt8]

    init(key: [UInt8]) {
        self.key = key
    }

    /// The ciphertext followed by its tag.
    func seal(_ plaintext: [UInt8], nonce: [UInt8], authenticating header: [UInt8]) throws(CryptoError) -> [UInt8] {
        let context = try unsafe CipherContext(EVP_aes_256_gcm(), key: key, nonce: nonce, direction: .encrypt)
        try context.authenticate(header)
        let ciphertext = try context.update(plaintext)
        guard context.finish() else { throw CipherContext.failure }
        return try ciphertext + context.tag(size: Self.tagSize)
    }

    func open(_ sealed: [UInt8], nonce: [UInt8], authenticating header: [UInt8]) throws(CryptoError) -> [UInt8] {
        let context = try unsafe CipherContext(EVP_aes_256_gcm(), key: key, nonce: nonce, direction: .decrypt)
        try context.authenticate(header)
        let plaintext = try context.update(Array(sealed.dropLast(Self.tagSize)))
        try context.expect(tag: Array(sealed.suffix(Self.tagSize)))
        guard context.finish() else {
            throw CryptoError(
                .notAuthentic,
                "The sealed value was changed, or sealed with another key or for another context; check that the key's bytes match its id."
            )
        }
        return plaintext
    }
}
