private import CCrypto

/// SHA-256 over a message that comes in pieces. Belongs to whoever reads the message; not Sendable.
@safe package final class StreamingDigest {
    private let raw: OpaquePointer

    /// Stops the program if libcrypto has no memory or no SHA-256 left.
    package init() {
        guard let context = unsafe EVP_MD_CTX_new(), unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            preconditionFailure("libcrypto gives no SHA-256")
        }
        unsafe raw = context
    }

    deinit { unsafe EVP_MD_CTX_free(raw) }

    package func update(_ bytes: ArraySlice<UInt8>) {
        let done = unsafe bytes.withUnsafeBytes { unsafe EVP_DigestUpdate(raw, $0.baseAddress, $0.count) }
        precondition(done == 1, "libcrypto could not continue a digest")
    }

    /// The digest of all pieces; 32 bytes. Ends the message: neither `update` nor `finish` may follow.
    package func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        precondition(unsafe EVP_DigestFinal_ex(raw, &digest, nil) == 1, "libcrypto could not finish a digest")
        return digest
    }
}
