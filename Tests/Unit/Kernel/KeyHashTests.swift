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
}
