import Testing

@testable import Messaging

@Suite("When a client that was given up for good is followed by another")
struct ClientSuccessionTests {
    private static let second: Int64 = 1_000_000_000

    /// The pauses in seconds between clients that live for so long, one after the other.
    private func pauses(_ lives: [Int64]) -> [Int64] {
        var succession = ClientSuccession()
        var now = 1_000 * Self.second
        return lives.map { life in
            succession.begin(at: now)
            now += life * Self.second
            let pause = succession.end(at: now)
            now += pause
            return pause / Self.second
        }
    }

    @Test("The first at once, those that live briefly after longer and longer pauses")
    func brief() {
        #expect(pauses(Array(repeating: 0, count: 10)) == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60])
    }

    @Test("After a long life, or a first one however short, the next is made at once")
    func long() {
        #expect(pauses([0, 0, 181, 0, 86_400, 5]) == [0, 1, 0, 1, 0, 1])
        #expect(pauses([86_400]) == [0])
    }

    @Test("Two that put each other out slow down, though each lives for as long as the other's pause")
    func rivals() {
        var mine = ClientSuccession(), others = ClientSuccession()
        var now = 0 as Int64, longest = 0 as Int64
        for _ in 0..<20 {
            mine.begin(at: now)
            longest = others.end(at: now)
            now += longest
            others.begin(at: now)
            now += mine.end(at: now)
        }
        #expect(longest == 60 * Self.second)
    }
}
