import DomainTestKit
import Kernel
import OrdersApplication
import OrdersDomain
import Testing

@Suite("The timeline of an order")
struct TimelineTests {
    private func timeline(_ market: Market, _ id: String = "O-1") -> [TimelineEntry] {
        market.orderEvents.filter { $0.0 == id }.map { TimelineEntry($0.1) }
    }

    @Test("ORD-09 every event is one entry, in order, with what is worth knowing of it")
    func saas() throws {
        let market = Market()
        try market.fund(cash: 20_000, voucher: 1_000)
        try market.send(placing(offer()))
        try market.send(.changePrice(vendorID: "V-1", newTotal: Money(fen: 20_000), reason: .buyers("加项")))
        try market.send(paying(20_000, voucher: 1_000))
        let call = try #require(market.takeEffects(SPICall.self).last)
        let instance = Instance(id: "I-1", frontURL: nil, adminURL: nil, adminUser: nil, sealedPassword: nil)
        try market.send(.answered(number: call.number, .created(instance)))
        try market.send(.refundRequested(refundID: "R-1"))
        try market.send(
            .refundApproved(
                refundID: "R-1", amounts: [LineAmount(lineID: "O-1-1", cash: Money(fen: 19_000), voucher: .zero)]))
        let entries = timeline(market)
        #expect(
            entries.map(\.what) == [
                "placed", "price-changed", "payment-started", "charged", "paid", "line-delivered", "produced",
                "closed-for-refund", "refund-started", "refund-returned-to-wallet", "refunded",
            ])
        #expect(
            entries.map(\.detail) == [
                detail(),
                detail { ($0.oldTotalFen, $0.newTotalFen) = (Money(fen: 19_900), Money(fen: 20_000)) },
                payment(), payment(), detail(), detail { $0.lineId = "O-1-1" }, detail(),
                detail { $0.refundId = "R-1" },
                detail { ($0.refundId, $0.cashFen, $0.voucherFen) = ("R-1", Money(fen: 19_000), .zero) },
                detail { $0.refundId = "R-1" }, detail { $0.refundId = "R-1" },
            ])
    }

    private func payment() -> TimelineEntry.Detail {
        detail {
            ($0.paymentId, $0.method) = ("PAY-1", "balance")
            ($0.cashFen, $0.voucherFen) = (Money(fen: 19_000), Money(fen: 1_000))
        }
    }

    private func detail(_ fill: (inout TimelineEntry.Detail) -> Void = { _ in }) -> TimelineEntry.Detail {
        var detail = TimelineEntry.Detail.none
        fill(&detail)
        return detail
    }

    @Test("ORD-09 an online payment that comes too late: opened, given up, turned away")
    func online() throws {
        let market = Market()
        try market.send(placing(offer()))
        try market.send(paying(19_900, .online))
        try market.send(.opened(payURL: "http://pay/1"), to: "PAY-1")
        try market.send(.cancel(account: "A-1"))
        try market.send(paidReport(19_900), to: "PAY-1")
        try market.send(.moneyReceived(paymentID: "PAY-1", amount: Money(fen: 19_900)))
        #expect(
            timeline(market).map(\.what) == [
                "placed", "payment-started", "payment-opened", "payment-ended", "cancelled", "money-turned-away",
            ])
        #expect(
            timeline(market).map(\.detail.reason) == [
                nil, nil, nil, "order-cancelled", "cancelled-by-buyer", "order-cancelled",
            ])
    }

    @Test("ORD-09 a domain that fails, one that is taken, and a human service from its requirement to its acceptance")
    func otherTypes() throws {
        let domains = Market()
        try domains.fund(cash: 886_900)
        try domains.fund("A-2", cash: 886_900)
        try domains.send(placing(domainOffer()))
        try domains.send(placing(domainOffer(buyer: "A-2"), by: Purchaser(account: "A-2")), to: "O-2")
        try domains.send(paying(886_900))
        try domains.send(paying(886_900, id: "PAY-2", by: Purchaser(account: "A-2")), to: "O-2")
        try domains.send(.domainPurchaseStarted(partner: "sedo"))
        try domains.send(.domainPurchaseFailed(reason: "stale-listing"))
        #expect(
            timeline(domains).map(\.what) == [
                "placed", "payment-started", "charged", "paid", "domain-purchase-started", "domain-purchase-failed",
            ])
        #expect(timeline(domains).suffix(2).map(\.detail.partner) == ["sedo", nil])
        #expect(
            timeline(domains, "O-2").map(\.what) == [
                "placed", "payment-started", "charged", "domain-taken", "refund-started", "refund-returned-to-wallet",
                "refunded",
            ])
        let service = Market()
        try service.fund(cash: 300_000)
        try service.send(placing(offer(.humanService, price: 300_000, steps: StepTemplate.crowdsourcing)))
        try service.send(paying(300_000))
        let client = DeliveryActor(role: .buyer, id: "A-1")
        try service.send(.pause(client))
        try service.send(.resume(client))
        try service.send(.fileRequirement(client, text: .buyers("一个网站")))
        for step in 1...2 { try service.send(.finishStep(DeliveryActor(role: .vendor, id: "V-1"), step: step)) }
        try service.send(.confirm(client, step: 2, rating: 4))
        #expect(
            timeline(service).dropFirst(4).map(\.what) == [
                "delivery-paused", "delivery-resumed", "requirement-filed", "delivery-accepted", "line-delivered",
                "produced",
            ])
        #expect(timeline(service).compactMap(\.detail.rating) == [4])
    }
}
