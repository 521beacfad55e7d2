/// A generator whose numbers follow from its seed (SplitMix64), so that a run can be had again.
/// The tests' `SeededGenerator` is none for programs, and in Kernel, where both could have it, deciders could too.
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True in this share of all cases.
    mutating func happens(_ rate: Double) -> Bool { Double.random(in: 0..<1, using: &self) < rate }

    mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
}
