internal import CCrypto

extension KeyHandle {
    private static let coordinateSize = 32

    /// The signature in the form of RFC 7518 (ECDSA: r ‖ s).
    func sign(_ message: [UInt8]) throws(CryptoError) -> [UInt8] {
        guard let context = unsafe EVP_MD_CTX_new() else { throw Self.signingFailed }
        defer { unsafe EVP_MD_CTX_free(context) }
        var size = 0
        guard unsafe EVP_DigestSignInit(context, nil, digest, nil, raw) == 1,
            unsafe EVP_DigestSign(context, nil, &size, message, message.count) == 1
        else { throw Self.signingFailed }
        var signature = [UInt8](repeating: 0, count: size)
        guard unsafe EVP_DigestSign(context, &signature, &size, message, message.count) == 1 else {
            throw Self.signingFailed
        }
        signature.removeLast(signature.count - size)
        return algorithm == .es256 ? try Self.coordinates(ofDER: signature) : signature
    }

    /// Whether the signature, in the form of RFC 7518, belongs to the message.
    func verify(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        guard let context = unsafe EVP_MD_CTX_new() else { return false }
        defer { unsafe EVP_MD_CTX_free(context) }
        // libcrypto queues a reason for every refusal; nobody reads it.
        defer { ERR_clear_error() }
        guard let signature = algorithm == .es256 ? Self.der(ofCoordinates: signature) : signature else { return false }
        return unsafe EVP_DigestVerifyInit(context, nil, digest, nil, raw) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    /// Ed25519 hashes by itself.
    private var digest: OpaquePointer? {
        algorithm == .edDSA ? nil : unsafe EVP_sha256()
    }

    private static var signingFailed: CryptoError {
        CryptoError(.library, "libcrypto could not sign; check that the key holds its private part.")
    }

    private static func coordinates(ofDER signature: [UInt8]) throws(CryptoError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 2 * coordinateSize)
        let done = unsafe signature.withUnsafeBufferPointer { input in
            var start = input.baseAddress
            guard let parsed = unsafe d2i_ECDSA_SIG(nil, &start, input.count) else { return false }
            defer { unsafe ECDSA_SIG_free(parsed) }
            return unsafe result.withUnsafeMutableBufferPointer { output in
                let size = Int32(coordinateSize)
                return unsafe BN_bn2binpad(ECDSA_SIG_get0_r(parsed), output.baseAddress, size) == size
                    && BN_bn2binpad(ECDSA_SIG_get0_s(parsed), output.baseAddress?.advanced(by: coordinateSize), size)
                        == size
            }
        }
        guard done else { throw signingFailed }
        return result
    }

    private static func der(ofCoordinates signature: [UInt8]) -> [UInt8]? {
        guard signature.count == 2 * coordinateSize else { return nil }
        return DER.sequence(
            DER.unsignedInteger(Array(signature[..<coordinateSize]))
                + DER.unsignedInteger(Array(signature[coordinateSize...])))
    }
}
