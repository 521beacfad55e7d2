/// The hash by which Java's Kafka clients, librdkafka's `murmur2_random` and our lanes choose a partition.
package enum KeyHash {
    /// The partition of `key` among `count`, as Kafka's default partitioner computes it: murmur2, sign bit cleared, modulo.
    package static func partition(of key: some Collection<UInt8>, among count: Int) -> Int {
        Int(murmur2(key) & 0x7fff_ffff) % count
    }

    package static func partition(of key: String, among count: Int) -> Int {
        partition(of: key.utf8, among: count)
    }

    /// murmur2 with Kafka's seed 0x9747b28c, 32 bit.
    package static func murmur2(_ key: some Collection<UInt8>) -> UInt32 {
        let m: UInt32 = 0x5bd1_e995
        var hash = 0x9747_b28c ^ UInt32(truncatingIfNeeded: key.count)
        var word: UInt32 = 0
        var filled: UInt32 = 0
        for byte in key {
            word |= UInt32(byte) << (8 * filled)
            filled += 1
            if filled == 4 {
                word = word &* m
                word ^= word >> 24
                hash = (hash &* m) ^ (word &* m)
                (word, filled) = (0, 0)
            }
        }
        if filled > 0 { hash = (hash ^ word) &* m }
        hash = (hash ^ (hash >> 13)) &* m
        return hash ^ (hash >> 15)
    }
}
