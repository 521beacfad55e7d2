/// Encrypts small secrets at rest with AES-256-GCM under named keys, so that keys can be rotated: new values are sealed
/// with the current key, old ones stay readable for as long as their key is configured.
///
/// A sealed value is `1 ‖ length of key id ‖ key id ‖ nonce (12) ‖ ciphertext ‖ tag (16)`. The nonce is random, which is safe
/// for about four thousand million values per key.
package struct SecretBox: Sendable {
    private static let format: UInt8 = 1
    private static let nonceSize = 12

    private let ciphers: [String: AESGCM]
    private let current: String
    private let random: any RandomSource

    /// - Parameters:
    ///   - keys: 32 bytes each, by id. Ids are 1–255 bytes of UTF-8 and are stored in clear text.
    ///   - current: the id of the key that seals new values.
    /// - Throws: `invalidKey` when a key or id has the wrong length, or `current` is not among the keys.
    package init(keys: [String: [UInt8]], current: String, random: any RandomSource = SystemRandom())
        throws(CryptoError)
    {
        guard keys[current] != nil else {
            throw CryptoError(
                .invalidKey, "The current key '\(current)' is not among the configured keys; add it or name another.")
        }
        var ciphers: [String: AESGCM] = [:]
        for (id, key) in keys {
            guard (1...255).contains(id.utf8.count) else {
                throw CryptoError(.invalidKey, "A key id must have 1 to 255 bytes; '\(id)' has \(id.utf8.count).")
            }
            guard key.count == AESGCM.keySize else {
                throw CryptoError(.invalidKey, "Key '\(id)' has \(key.count) bytes; AES-256 needs \(AESGCM.keySize).")
            }
            ciphers[id] = AESGCM(key: key)
        }
        self.ciphers = ciphers
        self.current = current
        self.random = random
    }

    /// What everything begins with that is sealed with the current key.
    package var header: [UInt8] { Self.header(ofKey: current) }

    /// What everything begins with that is sealed with a key of that id, which has at most 255 bytes.
    package static func header(ofKey id: String) -> [UInt8] {
        [format, UInt8(truncatingIfNeeded: id.utf8.count)] + Array(id.utf8)
    }

    /// - Parameter context: what the value belongs to, such as a row's id. It is not stored; opening with another context fails,
    ///   so that a sealed value cannot be moved to another row.
    package func seal(_ plaintext: [UInt8], context: String = "") throws(CryptoError) -> [UInt8] {
        guard let cipher = ciphers[current] else { throw unknownKey(current) }
        let header = header
        let nonce = try random.bytes(Self.nonceSize)
        let sealed = try cipher.seal(plaintext, nonce: nonce, authenticating: header + Array(context.utf8))
        return header + nonce + sealed
    }

    /// - Throws: `malformed` when this is no sealed value, `unknownKey` when its key is not configured, `notAuthentic` when
    ///   it was changed, or sealed with another key of the same name or for another context.
    package func open(_ sealed: [UInt8], context: String = "") throws(CryptoError) -> [UInt8] {
        let id = try Self.keyID(of: sealed)
        guard let cipher = ciphers[id] else { throw unknownKey(id) }
        let headerSize = 2 + id.utf8.count
        let nonceEnd = headerSize + Self.nonceSize
        guard sealed.count >= nonceEnd + AESGCM.tagSize else { throw Self.malformed }
        return try cipher.open(
            Array(sealed[nonceEnd...]), nonce: Array(sealed[headerSize..<nonceEnd]),
            authenticating: Array(sealed[..<headerSize]) + Array(context.utf8))
    }

    /// Whether the value was sealed with a key other than the current one and should be sealed anew.
    package func needsRotation(_ sealed: [UInt8]) throws(CryptoError) -> Bool {
        try Self.keyID(of: sealed) != current
    }

    /// The id of the key a value was sealed with.
    package static func keyID(of sealed: [UInt8]) throws(CryptoError) -> String {
        guard sealed.count >= 2, sealed[0] == format else { throw malformed }
        let end = 2 + Int(sealed[1])
        guard sealed.count >= end, let id = String(validating: sealed[2..<end], as: UTF8.self), !id.isEmpty else {
            throw malformed
        }
        return id
    }

    private static var malformed: CryptoError {
        CryptoError(.malformed, "This is not a sealed value of a known format.")
    }

    private func unknownKey(_ id: String) -> CryptoError {
        CryptoError(
            .unknownKey,
            "The value was sealed with key '\(id)', which is not configured; configure it to read the value.")
    }
}
