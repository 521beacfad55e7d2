import DomainTestKit
import Kernel
import OrdersDomain
import Testing

@Suite("While an order is unpaid")
struct UnpaidTests {
    @Test("ORD-03 the vendor may change the price up or down; lines add up; an outdated price is refused")
    func priceChange() throws {
        let market = Market()
        try market.fund(cash: 100_000)
        try market.send(placing(offer(price: 100), offer(price: 200)))
        try market.send(.changePrice(vendorID: "V-1", newTotal: Money(fen: 100), reason: .buyers("优惠")))
        #expect(market.order().lines.map(\.price.fen) == [33, 67])
        let refused = rejection { try market.send(paying(300)) }
        #expect(refused?.rule == "ORD-03")
        #expect(refused?.code == "price-changed")
        try market.send(.changePrice(vendorID: "V-1", newTotal: Money(fen: 500), reason: .buyers("加项")))
        try market.send(paying(500))
        #expect(market.wallet().cash == Money(fen: 99_500))
    }

    @Test("ORD-03 the order keeps what the vendor said of the latest twenty changes, and how many there were")
    func reasons() throws {
        let market = Market()
        try market.send(placing(offer()))
        for fen in 1...Int64(Order.priceReasonsMax) + 1 {
            try market.send(.changePrice(vendorID: "V-1", newTotal: Money(fen: fen), reason: .buyers("\(fen)")))
        }
        #expect(market.order().priceReasons == (2...21).map { Personal.buyers("\($0)") })
        #expect(market.order().priceChanges == 21)
    }

    @Test("ORD-03 only its vendor, with a reason, never after payment, never a domain")
    func priceChangeRefused() throws {
        let market = Market()
        try market.fund(cash: 100_000)
        try market.send(placing(offer()))
        func change(_ vendor: String, _ fen: Int64, _ reason: String, of id: String = "O-1") -> Rejection? {
            rejection {
                try market.send(
                    .changePrice(vendorID: vendor, newTotal: Money(fen: fen), reason: .buyers(reason)), to: id)
            }
        }
        #expect(change("V-2", 1, "x")?.reason == .notFound)
        #expect(change("V-1", -1, "x")?.reason == .invalid)
        #expect(change("V-1", Money.limit.fen + 1, "x")?.inShort == "ORD-03 price-unfit")
        #expect(change("V-1", 1, "")?.reason == .invalid)
        try market.send(paying())
        #expect(change("V-1", 1, "x")?.code == "already-paid")
        try market.send(placing(domainOffer()), to: "O-2")
        #expect(change("sedo", 1, "x", of: "O-2")?.code == "price-fixed")
    }

    @Test(
        "ORD-03 a price change ends an online payment that waits for the buyer; its money comes back, its vouchers too")
    func priceChangeDuringPayment() throws {
        let market = Market()
        try market.fund(cash: 0, voucher: 1_000)
        try market.send(placing(offer()))
        try market.send(paying(19_900, .online, voucher: 900))
        #expect(market.wallet().voucher == Money(fen: 100))
        try market.send(.changePrice(vendorID: "V-1", newTotal: Money(fen: 20_000), reason: .buyers("加项")))
        #expect(market.wallet().voucher == Money(fen: 1_000))
        #expect(market.order().attempt == nil)
        try market.send(paidReport(19_000), to: "PAY-1")
        #expect(market.order().status == .unpaid)
        #expect(market.payment("PAY-1").returns.map(\.amount.fen) == [19_000])
    }

    @Test("ORD-07 can be paid up to, not at, seven days after creation")
    func lastInstant() throws {
        let market = Market()
        try market.fund(cash: 100_000)
        let due = market.sevenDaysOn
        try market.send(placing(offer()))
        try market.send(placing(offer()), to: "O-2")
        market.advanceUnnoticed(to: due - Instant.Span(microseconds: 1))
        try market.send(paying())
        #expect(market.order().status == .processing)
        market.advanceUnnoticed(to: due)
        #expect(rejection { try market.send(paying(id: "PAY-2"), to: "O-2") }?.code == "order-lapsed")
        try market.advance(to: due)
        #expect(market.order("O-2").status == .lapsed)
        #expect(rejection { try market.send(paying(id: "PAY-2"), to: "O-2") }?.rule == "ORD-07")
        #expect(market.order().status == .processing)
    }

    @Test("ORD-07 cancelling is the buyer's, repeatable, and final")
    func cancel() throws {
        let market = Market()
        try market.send(placing(offer()))
        #expect(rejection { try market.send(.cancel(account: "A-2")) }?.reason == .notFound)
        try market.send(.cancel(account: "A-1"))
        try market.send(.cancel(account: "A-1"))
        #expect(market.orderEvents.count == 2)
        #expect(rejection { try market.send(paying()) }?.code == "order-cancelled")
        try market.advance(by: .days(8))
        #expect(market.order().status == .cancelled)
    }

    @Test("ORD-13 a paid domain order cannot be given up")
    func noGivingUp() throws {
        let market = Market()
        try market.fund(cash: 1_000_000)
        try market.send(placing(domainOffer()))
        try market.send(paying(886_900))
        let refused = rejection { try market.send(.cancel(account: "A-1")) }
        #expect(refused?.rule == "ORD-13")
        #expect(refused?.code == "already-paid")
    }
}
