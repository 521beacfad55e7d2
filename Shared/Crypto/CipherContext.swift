private import CCrypto

/// The sole owner of one `EVP_CIPHER_CTX`.
@safe struct CipherContext: ~Copyable {
    enum Direction: Int32 {
        case decrypt = 0
        case encrypt = 1
    }

    private let raw: OpaquePointer

    /// - Parameter cipher: an authenticated one.
    init(_ cipher: OpaquePointer?, key: [UInt8], nonce: [UInt8]?, direction: Direction) throws(CryptoError) {
        guard let raw = unsafe EVP_CIPHER_CTX_new() else { throw Self.failure }
        guard unsafe EVP_CipherInit_ex(raw, cipher, nil, key, nonce, direction.rawValue) == 1 else {
            unsafe EVP_CIPHER_CTX_free(raw)
            throw Self.failure
        }
        unsafe self.raw = raw
    }

    deinit {
        unsafe EVP_CIPHER_CTX_free(raw)
    }

    borrowing func authenticate(_ header: [UInt8]) throws(CryptoError) {
        var count: Int32 = 0
        guard unsafe EVP_CipherUpdate(raw, nil, &count, header, Int32(header.count)) == 1 else { throw Self.failure }
    }

    borrowing func update(_ input: [UInt8]) throws(CryptoError) -> [UInt8] {
        guard !input.isEmpty else { return [] }
        var output = [UInt8](repeating: 0, count: input.count)
        var count: Int32 = 0
        guard unsafe EVP_CipherUpdate(raw, &output, &count, input, Int32(input.count)) == 1 else { throw Self.failure }
        return output
    }

    borrowing func finish() -> Bool {
        var rest = [UInt8](repeating: 0, count: AESGCM.tagSize)
        var count: Int32 = 0
        return unsafe EVP_CipherFinal_ex(raw, &rest, &count) == 1
    }

    borrowing func tag(size: Int) throws(CryptoError) -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: size)
        guard unsafe EVP_CIPHER_CTX_ctrl(raw, EVP_CTRL_AEAD_GET_TAG, Int32(size), &tag) == 1 else { throw Self.failure }
        return tag
    }

    borrowing func expect(tag: [UInt8]) throws(CryptoError) {
        var tag = tag
        guard unsafe EVP_CIPHER_CTX_ctrl(raw, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1 else {
            throw Self.failure
        }
    }

    static var failure: CryptoError { CryptoError(.library, "libcrypto refused an operation of an AES-256 cipher.") }
}
