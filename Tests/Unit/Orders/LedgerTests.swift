import Kernel
import OrdersDomain
import Testing

@Suite("The ledger")
struct LedgerTests {
    @Test("Every posting of a long, crooked story adds up to zero, and what is left is what is owed")
    func balanced() throws {
        let market = Market()
        try market.fund(cash: 100_000, voucher: 5_000)
        try market.send(placing(offer(price: 333), offer(price: 667)))
        try market.send(paying(1_000, voucher: 101))
        try market.send(.refundApproved(refundID: "R-1", amounts: market.order().paidAmounts))
        try market.send(placing(offer()), to: "O-2")
        try market.send(paying(19_900, .online, voucher: 900, id: "PAY-2"), to: "O-2")
        try market.send(paidReport(19_000), to: "PAY-2")
        try market.send(paidReport(19_500), to: "PAY-2")
        try answerRefunds(market)
        #expect(market.postings.allSatisfy { $0.entries.map(\.amount).sum() == .zero && !$0.entries.isEmpty })
        #expect(
            market.balances == [
                "bank": -100_000, "promotion": -5_000, "wallet:A-1": 100_000, "voucher:A-1": 4_100, "provider": -19_000,
                "order:O-2": 19_900,
            ])
        #expect(market.balances.values.reduce(0, +) == 0)
    }
}
