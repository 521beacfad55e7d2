private import CCrypto

/// A key that signs. It never appears in descriptions.
package struct PrivateKey: Sendable {
    private let handle: KeyHandle

    package var algorithm: SignatureAlgorithm { handle.algorithm }

    /// The half that may be published.
    package var publicKey: PublicKey { PublicKey(handle: handle) }

    /// A new key from the system's randomness. Takes up to some hundred milliseconds for RSA.
    package static func generate(_ algorithm: SignatureAlgorithm) throws(CryptoError) -> PrivateKey {
        let raw =
            switch algorithm {
            case .rs256: unsafe ccrypto_generate_rsa(2048)
            case .es256: unsafe ccrypto_generate_p256()
            case .edDSA: unsafe ccrypto_generate_ed25519()
            }
        return try PrivateKey(handle: unsafe KeyHandle(taking: raw))
    }

    private init(handle: KeyHandle) {
        self.handle = handle
    }

    /// Reads an unencrypted PEM private key (PKCS #8, or the older forms libcrypto knows).
    package init(pem: String) throws(CryptoError) {
        defer { ERR_clear_error() }
        let text = Array(pem.utf8)
        let raw = unsafe text.withUnsafeBytes { bytes -> OpaquePointer? in
            guard let bio = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count)) else { return nil }
            defer { unsafe BIO_free(bio) }
            // An empty passphrase keeps libcrypto from asking for one on the terminal.
            var passphrase: [UInt8] = [0]
            return unsafe PEM_read_bio_PrivateKey(bio, nil, nil, &passphrase)
        }
        handle = unsafe try KeyHandle(taking: raw)
    }

    /// The key as unencrypted PKCS #8 PEM. For development keys in files only their owner may read.
    package func pem() throws(CryptoError) -> String {
        guard let bio = unsafe BIO_new(BIO_s_mem()) else { throw Self.exportFailed }
        defer { unsafe BIO_free(bio) }
        guard unsafe PEM_write_bio_PKCS8PrivateKey(bio, handle.raw, nil, nil, 0, nil, nil) == 1 else {
            throw Self.exportFailed
        }
        var start: UnsafeMutablePointer<CChar>?
        let count = unsafe ccrypto_bio_contents(bio, &start)
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count)
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    /// The signature of the message (ECDSA: r ‖ s).
    package func sign(_ message: [UInt8]) throws(CryptoError) -> [UInt8] {
        try handle.sign(message)
    }

    private static var exportFailed: CryptoError { CryptoError(.library, "libcrypto could not write the key.") }
}
