import DomainTestKit
import Kernel
import PostingDomain
import Testing

@Suite("Every decider of posting, driven at random")
struct WalkTests {
    @Test("An account", arguments: WalkSeeds.all)
    func account(seed: UInt64) {
        let postings = [Account.Direction.credit, .debit].map { direction in
            Account.Posting(
                orderID: "O-1", amount: Money(fen: 700), direction: direction,
                at: Instant(microseconds: 1_790_000_000_000_000))
        }
        var walk = Walk(
            Account.self, courses: [Course("A-1", postings.map { .post($0, messageID: "message-1") })])
        walk.cumulative = ["post"]
        #expect(walk.finding(seed: seed) == nil)
    }
}
