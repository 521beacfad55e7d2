private import CCrypto

/// SHA-256 of one short text after the other, in the same working memory: making that anew costs more than the digest itself.
///
/// Belongs to one thread.
@safe package final class SHA256Digester {
    private let context: OpaquePointer
    private let algorithm: OpaquePointer

    package init() {
        guard let context = unsafe EVP_MD_CTX_new(), let algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil) else {
            preconditionFailure("libcrypto lacks a digest this program cannot work without")
        }
        unsafe self.context = unsafe context
        unsafe self.algorithm = unsafe algorithm
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
        unsafe EVP_MD_free(algorithm)
    }

    /// The first half of the digest of the text's UTF-8 bytes, as one number whose highest byte is the first.
    package func half(of text: String) -> UInt128 {
        var digest: (UInt128, UInt128) = (0, 0)
        let bytes = text.utf8Span.span
        let done = unsafe bytes.withUnsafeBufferPointer { input in
            unsafe withUnsafeMutableBytes(of: &digest) { output in
                unsafe EVP_DigestInit_ex2(context, algorithm, nil) == 1
                    && EVP_DigestUpdate(context, input.baseAddress, input.count) == 1
                    && EVP_DigestFinal_ex(context, output.baseAddress?.assumingMemoryBound(to: UInt8.self), nil) == 1
            }
        }
        precondition(done, "libcrypto does not compute a digest in memory that it gave")
        return UInt128(bigEndian: digest.0)
    }
}
