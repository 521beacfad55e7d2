private import CCrypto

/// Where unpredictable bytes come from. Injected, so that tests and replays can prescribe them.
package protocol RandomSource: Sendable {
    /// - Throws: `CryptoError.library` when the source cannot deliver.
    func bytes(_ count: Int) throws(CryptoError) -> [UInt8]
}

/// The operating system's generator as seeded and mixed by libcrypto.
package struct SystemRandom: RandomSource {
    package init() {}

    package func bytes(_ count: Int) throws(CryptoError) -> [UInt8] {
        guard count > 0 else { return [] }
        var result = [UInt8](repeating: 0, count: count)
        let done = unsafe result.withUnsafeMutableBufferPointer { unsafe RAND_bytes($0.baseAddress, Int32($0.count)) }
        guard done == 1 else { throw CryptoError(.library, "The system's random generator gave nothing; try again.") }
        return result
    }
}
