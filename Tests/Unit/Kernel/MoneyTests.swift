import DomainTestKit
import Kernel
import Testing

@Suite("Money")
struct MoneyTests {
    @Test(
        "Parts add up to the whole to the fen, none is a fen away from its exact share, and equal weights differ by one fen at most"
    )
    func splits() {
        var generator = SeededGenerator(seed: 20_261_121)
        for _ in 0..<5_000 {
            let amount = Money(fen: Int64(generator.next() % 10_000_000))
            let weights = (0..<Int(1 + generator.next() % 9)).map { _ in Int64(generator.next() % 1_000) }
            let parts = amount.split(by: weights)
            let total = weights.reduce(0, +)
            #expect(parts.sum() == amount)
            for (part, weight) in zip(parts, weights) where total > 0 {
                let share = Int128(amount.fen) * Int128(weight)
                #expect(
                    Int128(part.fen) * Int128(total) > share - Int128(total)
                        && Int128(part.fen) * Int128(total) < share + Int128(total))
            }
            let even = amount.split(by: weights.map { _ in 1 }).map(\.fen)
            #expect((even.max() ?? 0) - (even.min() ?? 0) <= 1)
        }
    }

    @Test("A negative amount splits like its opposite, and weights of zero split evenly")
    func signsAndZeros() {
        #expect(Money(fen: -100).split(by: [1, 1, 1]) == Money(fen: 100).split(by: [1, 1, 1]).map { -$0 })
        #expect(Money(fen: 5).split(by: [0, 0]).map(\.fen) == [3, 2])
        #expect(Money(fen: 100).split(by: [0, 1]).map(\.fen) == [0, 100])
        #expect(Money(fen: .max).split(by: [1, 1]).sum() == Money(fen: .max))
    }

    @Test("C04 Amounts that leave 64 bits stay at their end, whatever is done with them")
    func ends() {
        let most = Money(fen: .max)
        #expect(most + Money(fen: 1) == most)
        #expect(most * 2 == most)
        #expect(most * -2 == -most)
        #expect(-most - Money(fen: 1) == -most)
        #expect(-Money(fen: .min) == most)
        #expect(Money(yuan: .max) == most)
        #expect([most, most, most].sum() == most)
        #expect(Money(fen: .min).split(by: [1, 2, 3]).sum() == -most)
        #expect(most.split(by: [.max, .max, 1]).sum() == most)
    }

    @Test("A hundred of the largest amounts that a message may hold add up exactly, in 53 bits")
    func limit() {
        let sum = Array(repeating: Money.limit, count: 100).sum()
        #expect(sum.fen == 100 * Money.limit.fen)
        #expect(sum.fen < 1 << 53)
        #expect(Money.limit.isWithinLimit)
        #expect((-Money.limit).isWithinLimit)
        #expect(!(Money.limit + Money(fen: 1)).isWithinLimit)
        #expect(!(-Money.limit - Money(fen: 1)).isWithinLimit)
    }

    @Test("Negative weights count as none, and without weights there are no parts")
    func oddWeights() {
        #expect(Money(fen: 100).split(by: [-1, 1]).map(\.fen) == [0, 100])
        #expect(Money(fen: 100).split(by: [-1, -1]).map(\.fen) == [50, 50])
        #expect(Money(fen: 100).split(by: []) == [])
    }

    @Test(
        "People read yuan and fen",
        arguments: [(0, "0.00"), (5, "0.05"), (123_405, "1234.05"), (-1, "-0.01"), (-12_300, "-123.00")])
    func text(fen: Int64, expected: String) {
        #expect(Money(fen: fen).description == expected)
    }
}
