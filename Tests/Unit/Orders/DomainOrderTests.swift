import DomainTestKit
import Kernel
import OrdersDomain
import Testing

@Suite("Partner-domain orders")
struct DomainOrderTests {
    private func twoPayers() throws -> Market {
        let market = Market()
        try market.fund("A-1", cash: 886_900)
        try market.fund("A-2", cash: 800_000, voucher: 86_900)
        try market.send(placing(domainOffer()))
        try market.send(placing(domainOffer(buyer: "A-2"), by: Purchaser(account: "A-2")), to: "O-2")
        return market
    }

    @Test(
        "ORD-12 an unpaid order reserves nothing; the first payment wins, the other gets everything back, vouchers included"
    )
    func firstWins() throws {
        let market = try twoPayers()
        try market.send(paying(886_900, voucher: 86_900, id: "PAY-2", by: Purchaser(account: "A-2")), to: "O-2")
        try market.send(paying(886_900))
        #expect(market.order("O-2").status == .processing)
        #expect(market.order().status == .domainTaken)
        #expect(market.wallet("A-1").cash == Money(fen: 886_900))
        #expect(market.order().refunds.first?.doneAt != nil)
        #expect(market.balances["order:O-1"] == nil)
        #expect(market.balances["order:O-2"] == 886_900)
        #expect(rejection { try market.send(paying(886_900, id: "PAY-3")) }?.rule == "ORD-12")
    }

    @Test("ORD-12 the loser's vouchers and online money go back to where they came from")
    func loserOnline() throws {
        let market = try twoPayers()
        try market.send(paying(886_900))
        try market.send(
            paying(886_900, .online, voucher: 86_900, id: "PAY-2", by: Purchaser(account: "A-2")), to: "O-2")
        try market.send(paidReport(800_000), to: "PAY-2")
        #expect(market.order("O-2").status == .domainTaken)
        #expect(market.wallet("A-2").voucher == Money(fen: 86_900))
        #expect(market.order("O-2").refunds.first?.doneAt == nil)
        try answerRefunds(market)
        #expect(market.order("O-2").refunds.first?.doneAt != nil)
        #expect(market.balances["order:O-2"] == nil)
        #expect(market.balances["provider"] == nil)
    }

    @Test("ORD-12 one winner, whatever the order of payments", arguments: 2...6)
    func oneWinner(payers: Int) throws {
        let market = Market()
        for index in 1...payers {
            let account = "A-\(index)"
            try market.fund(account, cash: 886_900)
            try market.send(placing(domainOffer(buyer: account), by: Purchaser(account: account)), to: "O-\(index)")
        }
        for index in (1...payers).reversed() {
            try market.send(paying(886_900, id: "PAY-\(index)", by: Purchaser(account: "A-\(index)")), to: "O-\(index)")
        }
        let statuses = (1...payers).map { market.order("O-\($0)").status }
        #expect(statuses.filter { $0 == .processing }.count == 1)
        #expect(statuses.filter { $0 == .domainTaken }.count == payers - 1)
    }

    @Test("DOM-05 after a failed purchase the domain is free again and all money goes back once approved")
    func failed() throws {
        let market = try twoPayers()
        try market.send(paying(886_900))
        try market.send(.domainPurchaseStarted(partner: "sedo"))
        try market.send(.domainPurchaseFailed(reason: "seller-unreachable"))
        #expect(market.order().status == .failed)
        try market.send(.refundApproved(refundID: "R-1", amounts: market.order().paidAmounts))
        #expect(market.order().status == .refunded)
        #expect(market.wallet("A-1").cash == Money(fen: 886_900))
        try market.send(paying(886_900, voucher: 86_900, id: "PAY-2", by: Purchaser(account: "A-2")), to: "O-2")
        #expect(market.order("O-2").status == .processing)
    }

    @Test("DOM-05 the refund may be quicker than the news of the failure")
    func refundOvertakes() throws {
        let market = try twoPayers()
        try market.send(paying(886_900))
        try market.send(.refundApproved(refundID: "R-1", amounts: market.order().paidAmounts))
        try market.send(.domainPurchaseFailed(reason: "stale-listing"))
        try market.send(.domainPurchaseFailed(reason: "stale-listing"))
        #expect(market.order().status == .refunded)
        #expect(market.order().endReason == "stale-listing")
        try market.send(paying(886_900, voucher: 86_900, id: "PAY-2", by: Purchaser(account: "A-2")), to: "O-2")
        #expect(market.order("O-2").status == .processing)
    }

    @Test(
        "ORD-14 the order is 处理中 until the partner's word; then both lines are delivered"
    )
    func purchased() throws {
        let market = try twoPayers()
        try market.send(paying(886_900))
        #expect(market.order().status == .processing)
        try market.send(.domainPurchased)
        try market.send(.domainPurchased)
        #expect(market.order().status == .produced)
        #expect(market.order().lines.allSatisfy { $0.state == .delivered })
        #expect(market.balances["partner:sedo"] == 880_000)
        #expect(market.balances["registrar"] == 6_900)
        #expect(market.balances["order:O-1"] == nil)
    }

    @Test(
        "ORD-10 the partner is owed the domain's line, however it was paid; the renewal's line stays with the registrar"
    )
    func owed() throws {
        let market = Market()
        try market.fund(cash: 10_000, voucher: 10_000)
        try market.send(placing(domainOffer(price: 10_000, renewal: 7_900)))
        try market.send(paying(10_000, voucher: 3_333))
        try market.send(.domainPurchased)
        let line = try #require(market.order().lines.first { $0.role == .domain })
        #expect(line.price == Money(fen: 2_100))
        #expect(market.balances["partner:sedo"] == 2_100)
        #expect(market.balances["registrar"] == 7_900)
        #expect(market.balances["order:O-1"] == nil)
    }

    @Test("ORD-10 a purchase that is told while the money goes back owes the partner nothing")
    func purchasedTooLate() throws {
        let market = Market()
        try market.send(placing(domainOffer()))
        try market.send(paying(886_900, .online))
        try market.send(paidReport(886_900), to: "PAY-1")
        try market.send(.refundApproved(refundID: "R-1", amounts: market.order().paidAmounts))
        try market.send(.domainPurchased)
        #expect(market.balances["partner:sedo"] == nil)
        try answerRefunds(market)
        #expect(market.order().status == .refunded)
        #expect(market.balances.isEmpty)
    }

    @Test("ORD-12 a domain that was bought can be sold again, but only what was offered after the sale, and once")
    func soldAgain() throws {
        let market = try twoPayers()
        try market.fund("A-3", cash: 886_900)
        try market.send(paying(886_900))
        try market.advance(by: .minutes(5))
        let soldAt = market.now
        try market.send(.domainPurchased)
        // Ordered before the sale, paid after it: of the listing that is gone.
        try market.send(paying(886_900, voucher: 86_900, id: "PAY-2", by: Purchaser(account: "A-2")), to: "O-2")
        #expect(market.order("O-2").status == .domainTaken)
        #expect(market.wallet("A-2").cash == Money(fen: 800_000))
        // Offered in the instant of the sale, and in the next.
        let third = Purchaser(account: "A-3")
        for (id, offeredAt) in [("O-3", soldAt), ("O-4", soldAt + Instant.Span(microseconds: 1))] {
            try market.send(placing(domainOffer(buyer: "A-3", offeredAt: offeredAt), by: third), to: id)
            try market.send(paying(886_900, id: "PAY-\(id)", by: third), to: id)
        }
        #expect(market.order("O-3").status == .domainTaken)
        #expect(market.order("O-4").status == .processing)
        // The new sale is a race of its own.
        try market.fund("A-2", cash: 86_900)
        let late = domainOffer(buyer: "A-2", offeredAt: soldAt + .minutes(1))
        try market.send(placing(late, by: Purchaser(account: "A-2")), to: "O-5")
        try market.send(paying(886_900, id: "PAY-5", by: Purchaser(account: "A-2")), to: "O-5")
        #expect(market.order("O-5").status == .domainTaken)
        #expect(market.order().status == .produced)
    }

    @Test("DOM-01 news of the partner that is told again, under whatever id, is one step of the order")
    func toldAgain() throws {
        let market = try twoPayers()
        try market.send(paying(886_900))
        for _ in 1...2 { try market.send(.domainPurchaseStarted(partner: "sedo")) }
        let started = market.orderEvents.filter { if case .domainPurchaseStarted = $0.1 { true } else { false } }
        #expect(started.count == 1)
    }

    @Test("ORD-13 a domain that was got is not refunded")
    func noRefund() throws {
        let market = try twoPayers()
        try market.send(paying(886_900))
        try market.send(.domainPurchased)
        try market.send(.refundApproved(refundID: "R-1", amounts: market.order().paidAmounts))
        #expect(market.wallet("A-1").cash == .zero)
        guard case .refundRefused(_, let rule, _) = market.orderEvents.last?.1 else {
            Issue.record("the refund was not refused")
            return
        }
        #expect(rule == "ORD-13")
    }
}
