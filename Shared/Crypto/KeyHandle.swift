internal import CCrypto

/// The sole owner of one `EVP_PKEY`. libcrypto allows concurrent use of a key that is never changed.
@safe final class KeyHandle: @unchecked Sendable {
    let raw: OpaquePointer
    let algorithm: SignatureAlgorithm

    /// Takes ownership of the key, also when it throws.
    init(taking raw: OpaquePointer?) throws(CryptoError) {
        guard let raw = unsafe raw else {
            throw CryptoError(.invalidKey, "The key cannot be read; expected RSA, EC P-256 or Ed25519.")
        }
        do {
            unsafe algorithm = try Self.algorithm(of: raw)
        } catch {
            unsafe EVP_PKEY_free(raw)
            throw error
        }
        unsafe self.raw = raw
    }

    deinit {
        unsafe EVP_PKEY_free(raw)
    }

    private static func algorithm(of raw: OpaquePointer) throws(CryptoError) -> SignatureAlgorithm {
        switch unsafe EVP_PKEY_get_base_id(raw) {
        case EVP_PKEY_RSA:
            let bits = unsafe EVP_PKEY_get_bits(raw)
            guard bits >= 2048 else {
                throw CryptoError(.invalidKey, "An RSA key of \(bits) bits is too weak; use 2048 or more.")
            }
            return .rs256
        case EVP_PKEY_EC:
            var name = [CChar](repeating: 0, count: 32)
            var length = 0
            guard unsafe EVP_PKEY_get_group_name(raw, &name, name.count, &length) == 1,
                name.prefix(length).elementsEqual("prime256v1".utf8.map(CChar.init))
            else { throw CryptoError(.invalidKey, "Of the elliptic curves only P-256 is supported for ECDSA.") }
            return .es256
        case EVP_PKEY_ED25519:
            return .edDSA
        default:
            throw CryptoError(.invalidKey, "The key type is not supported; use RSA, EC P-256 or Ed25519.")
        }
    }
}
