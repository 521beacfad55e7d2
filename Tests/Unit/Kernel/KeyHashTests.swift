import DomainTestKit
import Kernel
import Testing

@Suite("Hashes of keys")
struct KeyHashTests {
    /// Published values of Apache Kafka's own murmur2 tests.
    @Test(
        "Keys hash as Kafka's own clients hash them",
        arguments: [
            ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
        ] as [(String, Int32)])
    func murmur2(key: String, hash: Int32) {
        #expect(Int32(bitPattern: KeyHash.murmur2(key.utf8)) == hash)
    }

    @Test("A partition is never negative and stays within the count")
    func partitions() {
        for index in 0..<1_000 {
            let partition = KeyHash.partition(of: "A-\(index)", among: 12)
            #expect((0..<12).contains(partition))
        }
        #expect(KeyHash.partition(of: "foobar", among: 12) == Int(UInt32(bitPattern: -790_332_482) & 0x7fff_ffff) % 12)
    }

    /// The algorithm as Kafka's clients write it: words of four bytes, little end first, then the rest from the back.
    private func reference(_ key: [UInt8]) -> UInt32 {
        let m: UInt32 = 0x5bd1_e995
        var hash = 0x9747_b28c ^ UInt32(key.count)
        for start in stride(from: 0, to: key.count - key.count % 4, by: 4) {
            var word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(key[start + $1]) << (8 * UInt32($1)) }
            word = word &* m
            word ^= word >> 24
            hash = hash &* m ^ word &* m
        }
        let rest = key.suffix(key.count % 4)
        if !rest.isEmpty {
            for (place, byte) in rest.enumerated().reversed() { hash ^= UInt32(byte) << (8 * UInt32(place)) }
            hash = hash &* m
        }
        hash ^= hash >> 13
        hash = hash &* m
        return hash ^ hash >> 15
    }

    @Test("Keys of every length and of any bytes hash as by the published algorithm", arguments: 0...40)
    func everyLength(length: Int) {
        var random = SeededGenerator(seed: UInt64(length))
        for _ in 0..<50 {
            let key = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(KeyHash.murmur2(key) == reference(key))
        }
    }

    @Test("Numbered keys spread over all partitions, none with twice its share", arguments: [2, 4, 12, 64])
    func spread(count: Int) {
        var filled = Array(repeating: 0, count: count)
        for number in 0..<(count * 500) { filled[KeyHash.partition(of: "O-\(number)-1", among: count)] += 1 }
        #expect(filled.allSatisfy { (250...1_000).contains($0) })
    }
}
