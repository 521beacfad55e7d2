private import CCrypto

/// Cryptographic digests of whole messages.
package enum Digest {
    /// SHA-256: 32 bytes.
    package static func sha256(_ message: [UInt8]) -> [UInt8] {
        digest(message, algorithm: .sha256)
    }

    /// SHA-256 of the text's UTF-8 bytes.
    package static func sha256(_ message: String) -> [UInt8] {
        sha256(Array(message.utf8))
    }

    /// MD5: 16 bytes. Broken against forgers; offered only because vendors' interfaces and `Content-MD5` prescribe it.
    package static func md5(_ message: [UInt8]) -> [UInt8] {
        digest(message, algorithm: .md5)
    }

    /// MD5 of the text's UTF-8 bytes.
    package static func md5(_ message: String) -> [UInt8] {
        md5(Array(message.utf8))
    }

    private static func digest(_ message: [UInt8], algorithm: DigestAlgorithm) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: algorithm.size) { output, count in
            unsafe message.withUnsafeBytes { input in
                let done = unsafe EVP_Digest(
                    input.baseAddress, input.count, output.baseAddress, nil, algorithm.raw, nil)
                precondition(done == 1, "libcrypto lacks a digest this program cannot work without")
            }
            count = algorithm.size
        }
    }
}

/// Keyed digests (RFC 2104).
package enum HMAC {
    /// HMAC-SHA-256: 32 bytes.
    package static func sha256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        authenticate(message, key: key, algorithm: .sha256)
    }

    /// HMAC-SHA-256 of the text's UTF-8 bytes under the key text's UTF-8 bytes.
    package static func sha256(key: String, _ message: String) -> [UInt8] {
        sha256(key: Array(key.utf8), Array(message.utf8))
    }

    /// HMAC-SHA-1: 20 bytes. For gateways that prescribe it.
    package static func sha1(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        authenticate(message, key: key, algorithm: .sha1)
    }

    /// HMAC-SHA-1 of the text's UTF-8 bytes under the key text's UTF-8 bytes.
    package static func sha1(key: String, _ message: String) -> [UInt8] {
        sha1(key: Array(key.utf8), Array(message.utf8))
    }

    private static func authenticate(_ message: [UInt8], key: [UInt8], algorithm: DigestAlgorithm) -> [UInt8] {
        // An empty array may have no address, and libcrypto takes a null key for "the key of last time".
        // HMAC pads keys with zeros, so one zero byte is the same key as none.
        let key = key.isEmpty ? [0] : key
        return unsafe [UInt8](unsafeUninitializedCapacity: algorithm.size) { output, count in
            unsafe message.withUnsafeBufferPointer { input in
                unsafe key.withUnsafeBytes { key in
                    let done = unsafe CCrypto.HMAC(
                        algorithm.raw, key.baseAddress, Int32(key.count), input.baseAddress, input.count,
                        output.baseAddress, nil)
                    unsafe precondition(done != nil, "libcrypto lacks a digest this program cannot work without")
                }
            }
            count = algorithm.size
        }
    }
}

/// A digest fetched once: fetching by name for every message costs more than hashing a short one.
@safe private struct DigestAlgorithm: @unchecked Sendable {
    let raw: OpaquePointer?
    let size: Int

    init(_ name: String, size: Int) {
        unsafe raw = EVP_MD_fetch(nil, name, nil)
        self.size = size
    }

    static let sha256 = DigestAlgorithm("SHA256", size: 32)
    static let sha1 = DigestAlgorithm("SHA1", size: 20)
    static let md5 = DigestAlgorithm("MD5", size: 16)
}

/// Compares two secrets in a time that depends on their lengths only.
package func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return unsafe left.withUnsafeBytes { left in
        unsafe right.withUnsafeBytes { right in
            unsafe CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0
        }
    }
}

/// Compares the UTF-8 bytes of two secrets in a time that depends on their lengths only.
package func constantTimeEqual(_ left: String, _ right: String) -> Bool {
    constantTimeEqual(Array(left.utf8), Array(right.utf8))
}
