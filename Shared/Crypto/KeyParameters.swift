internal import CCrypto

extension KeyHandle {
    /// A big number among the key's parameters, big-endian, padded on the left to `size` bytes if given.
    func number(_ name: String, size: Int? = nil) throws(CryptoError) -> [UInt8] {
        var number: OpaquePointer?
        guard unsafe EVP_PKEY_get_bn_param(raw, name, &number) == 1 else {
            throw CryptoError(.library, "libcrypto did not hand out the key's public part.")
        }
        defer { unsafe BN_free(number) }
        let size = unsafe size ?? Int(BN_num_bits(number) + 7) / 8
        var bytes = [UInt8](repeating: 0, count: size)
        guard unsafe BN_bn2binpad(number, &bytes, Int32(size)) == Int32(size) else {
            throw CryptoError(.library, "libcrypto did not hand out the key's public part.")
        }
        return bytes
    }

    /// The 32 public bytes of an Ed25519 key.
    func rawPublicBytes() throws(CryptoError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 32)
        var count = bytes.count
        guard unsafe EVP_PKEY_get_raw_public_key(raw, &bytes, &count) == 1, count == 32 else {
            throw CryptoError(.library, "libcrypto did not hand out the key's public part.")
        }
        return bytes
    }
}
