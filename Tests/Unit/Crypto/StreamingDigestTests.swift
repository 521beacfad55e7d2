import Crypto
import Testing

@Suite("Digest of a message in pieces") struct StreamingDigestTests {
    @Test("However a message is cut, its digest is that of the whole", arguments: [1, 7, 64, 65, 1_000])
    func cuts(size: Int) {
        let message = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 * 31) }
        let digest = StreamingDigest()
        for start in stride(from: 0, to: message.count, by: size) {
            digest.update(message[start..<min(start + size, message.count)])
        }
        #expect(digest.finish() == Digest.sha256(message))
    }

    @Test("No pieces are the empty message")
    func empty() {
        #expect(StreamingDigest().finish() == Digest.sha256(""))
        let digest = StreamingDigest()
        digest.update([])
        #expect(digest.finish() == Digest.sha256(""))
    }
}
