import DomainTestKit
import Kernel
import OrdersDomain
import Testing

@Suite("Refunds, as far as orders moves money")
struct RefundTests {
    private func paid(_ method: PaymentMethod = .balance, voucher: Int64 = 0) throws -> Market {
        let market = Market()
        try market.fund(cash: 19_900, voucher: voucher)
        try market.send(placing(offer()))
        try market.send(paying(19_900, method, voucher: voucher))
        if method == .online { try market.send(paidReport(19_900 - voucher), to: "PAY-1") }
        _ = market.takeEffects(PaymentCall.self)
        return market
    }

    private func amounts(_ cash: Int64, _ voucher: Int64 = 0) -> [LineAmount] {
        [LineAmount(lineID: "O-1-1", cash: Money(fen: cash), voucher: Money(fen: voucher))]
    }

    @Test(
        "REF-03 cash paid from the balance goes back there; vouchers only if the approval says so", arguments: [0, 900])
    func toBalance(voucherBack: Int) throws {
        let market = try paid(voucher: 900)
        try market.send(.refundApproved(refundID: "R-1", amounts: amounts(19_000, Int64(voucherBack))))
        #expect(market.wallet().cash == Money(fen: 19_900))
        #expect(market.wallet().voucher == Money(fen: Int64(voucherBack)))
        #expect(market.order().status == .refunded)
    }

    @Test("REF-03 cash paid online goes back through the provider, and is refunded when the provider says so")
    func throughProvider() throws {
        let market = try paid(.online, voucher: 900)
        try market.send(.refundApproved(refundID: "R-1", amounts: amounts(19_000, 900)))
        #expect(market.wallet().voucher == Money(fen: 900))
        #expect(market.order().status == .processing)
        try answerRefunds(market, .accepted)
        #expect(market.order().status == .processing)
        let again = market.takeEffects(PaymentCall.self)
        #expect(again.map(\.notBefore) == [market.now + .seconds(15)])
        try market.send(.refundAnswered(refundID: "R-1", .done), to: "PAY-1")
        try market.send(.refundAnswered(refundID: "R-1", .done), to: "PAY-1")
        #expect(market.order().status == .refunded)
        #expect(market.balances["provider"] == nil)
        #expect(market.balances["order:O-1"] == nil)
    }

    @Test(
        "CAT-07 REF-03 a refund of the cash is one of the whole order, though the vouchers stay used",
        arguments: [PaymentMethod.balance, .online])
    func wholeByCash(method: PaymentMethod) throws {
        let market = try paid(method, voucher: 900)
        try market.send(.refundApproved(refundID: "R-1", amounts: amounts(19_000)))
        #expect(market.order().isWhollyRefunded == (method == .balance))
        try answerRefunds(market)
        #expect(market.order().isWhollyRefunded)
        #expect(market.wallet().voucher == .zero)
    }

    @Test("CAT-07 a refund of one line of two, or none at all, is none of the whole order")
    func notWhole() throws {
        let market = Market()
        #expect(!market.order().isWhollyRefunded)
        try market.fund(cash: 1_000)
        try market.send(placing(offer(price: 300), offer(price: 700)))
        try market.send(paying(1_000))
        #expect(!market.order().isWhollyRefunded)
        for line in ["O-1-1", "O-1-2"] {
            #expect(!market.order().isWhollyRefunded)
            let price = try #require(market.order().lines.first { $0.id == line }).price
            try market.send(
                .refundApproved(
                    refundID: "R-\(line)", amounts: [LineAmount(lineID: line, cash: price, voucher: .zero)]))
        }
        #expect(market.order().isWhollyRefunded)
    }

    @Test("REF-09 the same approval again moves nothing")
    func once() throws {
        let market = try paid()
        for _ in 1...3 { try market.send(.refundApproved(refundID: "R-1", amounts: amounts(19_900))) }
        #expect(market.wallet().cash == Money(fen: 19_900))
        #expect(market.order().refunds.count == 1)
    }

    @Test(
        "REF-09 never more than was paid, by line and kind of money",
        arguments: [(19_901, 0), (19_900, 1), (-1, 1), (0, 0)])
    func tooMuch(cash: Int, voucher: Int) throws {
        let market = try paid()
        try market.send(.refundApproved(refundID: "R-1", amounts: amounts(Int64(cash), Int64(voucher))))
        #expect(market.wallet().cash == .zero)
        #expect(market.order().refunds.isEmpty)
        try market.send(.refundApproved(refundID: "R-2", amounts: amounts(19_900) + amounts(19_900)))
        #expect(market.wallet().cash == .zero)
    }

    @Test(
        "REF-03 an order wholly paid by vouchers, or free, is refunded at ¥0.00 without a call, and released, once",
        arguments: [(19_900, PaymentMethod.online), (19_900, .balance), (0, .online)])
    func nothingToMove(price: Int, method: PaymentMethod) throws {
        let market = Market()
        try market.fund(cash: 0, voucher: Int64(price))
        try market.send(placing(offer(price: Int64(price))))
        try market.send(paying(Int64(price), method, voucher: Int64(price)))
        try market.send(.refundRequested(refundID: "R-1"))
        #expect(market.order().refundCase == "R-1")
        for id in ["R-1", "R-1", "R-2"] { try market.send(.refundApproved(refundID: id, amounts: amounts(0))) }
        #expect(market.order().status == .refunded)
        #expect(market.order().refunds.map(\.id) == ["R-1"])
        #expect(market.order().refundCase == nil)
        #expect(market.entitlement().wish == .released)
        #expect(market.wallet().voucher == .zero)
        #expect(market.takeEffects(PaymentCall.self).isEmpty)
        let refused = market.orderEvents.filter { if case .refundRefused = $0.1 { true } else { false } }
        #expect(refused.count == 1)
    }

    @Test("REF-09 nothing for an order of which something was paid in cash is no refund; nor is a refund of no line")
    func nothingForCash() throws {
        let market = Market()
        try market.fund(cash: 100, voucher: 200)
        try market.send(placing(offer(price: 100), offer(price: 200)))
        try market.send(paying(300, voucher: 200))
        let nothing = market.order().lines.map { LineAmount(lineID: $0.id, cash: .zero, voucher: .zero) }
        try market.send(.refundApproved(refundID: "R-1", amounts: nothing))
        try market.send(.refundApproved(refundID: "R-2", amounts: []))
        #expect(market.order().refunds.isEmpty)
        #expect(market.order().status == .processing)
    }

    @Test("REF-09 a refund that was refused is refused once, however often it is told")
    func refusedOnce() throws {
        let market = try paid()
        for _ in 1...3 { try market.send(.refundApproved(refundID: "R-1", amounts: amounts(19_901))) }
        #expect(market.order().refusedRefunds == ["R-1"])
    }

    @Test("REF-09 what went back before counts")
    func inParts() throws {
        let market = try paid()
        try market.send(.refundApproved(refundID: "R-1", amounts: amounts(10_000)))
        try market.send(.refundApproved(refundID: "R-2", amounts: amounts(9_901)))
        #expect(market.wallet().cash == Money(fen: 10_000))
    }

    @Test("REF-09 an unpaid order returns nothing")
    func unpaid() throws {
        let market = Market()
        try market.send(placing(offer()))
        try market.send(.refundApproved(refundID: "R-1", amounts: amounts(1)))
        #expect(market.balances.isEmpty)
    }

    @Test("A refund the provider refuses waits for an operator, who can ask again")
    func refusedByProvider() throws {
        let market = try paid(.online)
        try market.send(.refundApproved(refundID: "R-1", amounts: amounts(19_900)))
        #expect(rejection { try market.send(.retryRefund(refundID: "R-1"), to: "PAY-1") }?.code == "refund-not-refused")
        try answerRefunds(market, .refused(reason: "account closed"))
        #expect(market.payment("PAY-1").returns.first?.refusal == "account closed")
        try market.send(.retryRefund(refundID: "R-1"), to: "PAY-1")
        try answerRefunds(market)
        #expect(market.order().status == .refunded)
    }

    @Test(
        "REF-08 an application that was taken back and is told of again does not close the product again; another does")
    func toldOfAgain() throws {
        let market = try paid()
        for _ in 1...2 { try market.send(.refundRequested(refundID: "R-1")) }
        for _ in 1...2 { try market.send(.refundWithdrawn(refundID: "R-1", reason: "cancelled")) }
        try market.send(.refundRequested(refundID: "R-1"))
        #expect(market.order().refundCase == nil)
        try market.send(.refundRequested(refundID: "R-2"))
        #expect(market.order().refundCase == "R-2")
    }

    @Test("REF-08 news of a case that is not the open one changes nothing")
    func otherCase() throws {
        let market = try paid()
        try market.send(.refundRequested(refundID: "R-1"))
        try market.send(.refundRequested(refundID: "R-2"))
        try market.send(.refundWithdrawn(refundID: "R-2", reason: "cancelled"))
        #expect(market.order().refundCase == "R-1")
        try market.send(.refundApproved(refundID: "R-1", amounts: amounts(19_900)))
        try market.send(.refundWithdrawn(refundID: "R-1", reason: "late"))
        #expect(market.order().status == .refunded)
        #expect(market.order().refundCase == nil)
    }
}
