import DomainTestKit
import Kernel
import OrdersDomain
import Testing

@Suite("What others tell again")
struct RepeatTests {
    /// A fact of another service, for an order.
    enum Fact: CaseIterable, Sendable {
        case started, purchased, failed, requested, withdrawn, approved, otherApproved, refused, paid, claimed

        func tell(_ market: Market, _ id: String) throws {
            let amounts = market.order(id).lines.map { LineAmount(lineID: $0.id, cash: $0.price, voucher: .zero) }
            switch self {
            case .started: try market.send(.domainPurchaseStarted(partner: "sedo"), to: id)
            case .purchased: try market.send(.domainPurchased, to: id)
            case .failed: try market.send(.domainPurchaseFailed(reason: "stale-listing"), to: id)
            case .requested: try market.send(.refundRequested(refundID: "R-1"), to: id)
            case .withdrawn: try market.send(.refundWithdrawn(refundID: "R-1", reason: "cancelled"), to: id)
            case .approved: try market.send(.refundApproved(refundID: "R-1", amounts: amounts), to: id)
            case .otherApproved: try market.send(.refundApproved(refundID: "R-2", amounts: amounts), to: id)
            case .refused: try market.send(.refundApproved(refundID: "R-3", amounts: []), to: id)
            case .paid: try market.send(paidReport(886_900), to: "PAY-1")
            case .claimed: try market.send(.claimWon, to: id)
            }
        }
    }

    @Test(
        "REF-09 ORD-06 a fact that is told again under another id has no second effect, and no fact is lost",
        arguments: UInt64(1)...60)
    func twice(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let isDomain = random.chance(50)
        let facts = (0..<8).map { _ in Fact.allCases[Int.random(in: Fact.allCases.indices, using: &random)] }
        func tell(times: Int) throws -> Market {
            let market = Market()
            try market.send(placing(isDomain ? domainOffer() : offer(price: 886_900)))
            try market.send(paying(886_900, .online))
            for fact in facts { for _ in 1...times { try fact.tell(market, "O-1") } }
            try answerRefunds(market)
            return market
        }
        let (once, again) = (try tell(times: 1), try tell(times: 3))
        #expect(once.orderEvents.map { "\($0.1)" } == again.orderEvents.map { "\($0.1)" })
        #expect(once.balances == again.balances)
        #expect(once.balances["order:O-1", default: 0] >= 0)
        #expect(once.balances.values.reduce(0, +) == 0)
    }
}
