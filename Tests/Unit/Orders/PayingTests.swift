import DomainTestKit
import Kernel
import Testing

@testable import OrdersDomain

@Suite("Paying")
struct PayingTests {
    @Test(
        "ORD-05 by balance and vouchers: cash and voucher per line add up exactly",
        arguments: [0, 1, 33, 100, 299, 300])
    func split(voucher: Int) throws {
        let market = Market()
        try market.fund(cash: 300, voucher: 300)
        try market.send(placing(offer(price: 100), offer(price: 0), offer(price: 200)))
        try market.send(paying(300, voucher: Int64(voucher)))
        let lines = market.order().lines
        #expect(
            lines.allSatisfy {
                $0.paidCash + $0.paidVoucher == $0.price && $0.paidCash >= .zero && $0.paidVoucher >= .zero
            })
        #expect(lines.map(\.paidVoucher).sum() == Money(fen: Int64(voucher)))
        #expect(market.wallet().cash == Money(fen: Int64(voucher)))
        #expect(market.balances["order:O-1"] == 300)
    }

    @Test("ORD-05 a balance that does not suffice charges nothing and leaves the order payable")
    func tooLittle() throws {
        let market = Market()
        try market.fund(cash: 19_899, voucher: 10)
        try market.send(placing(offer()))
        try market.send(paying())
        #expect(market.order().status == .unpaid)
        #expect(market.order().attempt == nil)
        #expect(market.order().lastPaymentFailure == "balance-too-low")
        try market.send(paying(voucher: 11, id: "PAY-2"))
        #expect(market.order().lastPaymentFailure == "vouchers-too-low")
        #expect(market.wallet().cash == Money(fen: 19_899))
        #expect(market.wallet().voucher == Money(fen: 10))
        try market.send(paying(voucher: 1, id: "PAY-3"))
        #expect(market.order().status == .processing)
        #expect(market.wallet().cash == .zero)
    }

    @Test("ORD-05 vouchers pay at most the price")
    func voucherTooLarge() throws {
        let market = Market()
        try market.send(placing(offer(price: 100)))
        #expect(rejection { try market.send(paying(100, voucher: 101)) }?.rule == "ORD-05")
        #expect(rejection { try market.send(paying(100, voucher: -1)) }?.rule == "ORD-05")
    }

    @Test("ORD-06 paying again, by whatever means, charges once")
    func twice() throws {
        let market = Market()
        try market.fund(cash: 100_000)
        try market.send(placing(offer()))
        try market.send(paying())
        try market.send(paying(id: "PAY-2"))
        try market.send(paying(19_900, .online, id: "PAY-3"))
        #expect(market.wallet().cash == Money(fen: 80_100))
        #expect(market.order().settlement?.paymentID == "PAY-1")
        #expect(market.takeEffects(PaymentCall.self).isEmpty)
    }

    @Test("ORD-06 the second click of an online payment leads to the same payment")
    func sameOnlinePayment() throws {
        let market = Market()
        try market.send(placing(offer()))
        try market.send(paying(19_900, .online))
        try market.send(.opened(payURL: "http://pay/1"), to: "PAY-1")
        try market.send(paying(19_900, .online, id: "PAY-2"))
        #expect(market.order().attempt?.payURL == "http://pay/1")
        #expect(market.takeEffects(PaymentCall.self).count == 1)
    }

    @Test("ORD-06 a repeated report of the same money is one payment")
    func repeatedCallback() throws {
        let market = Market()
        try market.send(placing(offer()))
        try market.send(paying(19_900, .online))
        for _ in 1...3 { try market.send(paidReport(19_900), to: "PAY-1") }
        #expect(market.order().status == .processing)
        #expect(market.payment("PAY-1").stage == .kept)
        #expect(market.balances == ["provider": -19_900, "order:O-1": 19_900])
    }

    @Test("ORD-06 a report that overtakes the provider's first answer counts")
    func reordered() throws {
        let market = Market()
        try market.send(placing(offer()))
        try market.send(paying(19_900, .online))
        try market.send(paidReport(19_900), to: "PAY-1")
        try market.send(.opened(payURL: "http://pay/1"), to: "PAY-1")
        try market.send(.reported(ProviderReport(status: .closed, amount: .zero)), to: "PAY-1")
        #expect(market.order().status == .processing)
        #expect(market.payment("PAY-1").stage == .kept)
    }

    @Test("ORD-06 less than expected goes back whole; the order can still be paid", arguments: [1, 10_000, 19_899])
    func amountDiffers(fen: Int) throws {
        let market = Market()
        try market.fund(cash: 19_900)
        try market.send(placing(offer()))
        try market.send(paying(19_900, .online))
        try market.send(paidReport(Int64(fen)), to: "PAY-1")
        #expect(market.order().status == .unpaid)
        try answerRefunds(market)
        #expect(market.payment("PAY-1").stage == .givenBack)
        try market.send(paying(id: "PAY-2"))
        #expect(market.order().status == .processing)
        #expect(market.balances == ["bank": -19_900, "order:O-1": 19_900])
    }

    @Test("ORD-06 money after cancelling or lapsing returns by itself", arguments: [true, false])
    func late(cancelled: Bool) throws {
        let market = Market()
        try market.send(placing(offer()))
        try market.send(paying(19_900, .online))
        if cancelled { try market.send(.cancel(account: "A-1")) } else { try market.advance(by: .days(7)) }
        try market.send(paidReport(19_900), to: "PAY-1")
        try answerRefunds(market)
        #expect(market.order().status == (cancelled ? .cancelled : .lapsed))
        #expect(market.payment("PAY-1").stage == .givenBack)
        #expect(market.balances.isEmpty)
    }

    @Test("ORD-06 money that arrives at the very instant of lapsing, before the timer, is returned")
    func atLapse() throws {
        let market = Market()
        let due = market.sevenDaysOn
        try market.send(placing(offer()))
        try market.send(paying(19_900, .online))
        market.advanceUnnoticed(to: due)
        try market.send(paidReport(19_900), to: "PAY-1")
        try answerRefunds(market)
        #expect(market.order().settlement == nil)
        #expect(market.balances.isEmpty)
    }

    @Test("ORD-06 money for a payment nobody opened is returned")
    func foreign() throws {
        let market = Market()
        try market.send(paidReport(5_000), to: "PAY-9")
        #expect(market.balances == ["provider": -5_000, "payment:PAY-9": 5_000])
        try answerRefunds(market)
        #expect(market.balances.isEmpty)
    }

    @Test(
        "ORD-06 a sum that no payment can be of moves nothing, asked for or not; the largest that can be is given back")
    func absurd() throws {
        let market = Market()
        try market.send(placing(offer()))
        try market.send(paying(19_900, .online))
        for fen: Int64 in [.max, Money.limit.fen + 1, -5, -.max] {
            for id in ["PAY-1", "PAY-9", "PAY-8"] { try market.send(paidReport(fen), to: id) }
        }
        #expect(market.balances.isEmpty)
        #expect(market.order().status == .unpaid)
        try market.send(paidReport(Money.limit.fen), to: "PAY-9")
        try answerRefunds(market)
        #expect(market.payment("PAY-9").stage == .givenBack)
        #expect(market.balances.isEmpty)
    }

    @Test("ORD-06 what is paid on top of a payment returns, the payment stays")
    func surplus() throws {
        let market = Market()
        try market.send(placing(offer()))
        try market.send(paying(19_900, .online))
        try market.send(paidReport(19_900), to: "PAY-1")
        try market.send(paidReport(39_800), to: "PAY-1")
        try market.send(paidReport(39_800), to: "PAY-1")
        try answerRefunds(market)
        #expect(market.payment("PAY-1").stage == .kept)
        #expect(market.balances == ["provider": -19_900, "order:O-1": 19_900])
    }

    @Test("ORD-06 two payments that are reported as one pay the order once, and the rest returns")
    func surplusAtOnce() throws {
        let market = Market()
        try market.send(placing(offer()))
        try market.send(paying(19_900, .online))
        for _ in 1...2 { try market.send(paidReport(39_800), to: "PAY-1") }
        try answerRefunds(market)
        #expect(market.order().status == .processing)
        #expect(market.balances == ["provider": -19_900, "order:O-1": 19_900])
    }

    @Test("ORD-06 too much for an order that was cancelled returns whole, in two parts")
    func surplusForNothing() throws {
        let market = Market()
        let due = market.sevenDaysOn
        try market.send(placing(offer()))
        try market.send(paying(19_900, .online))
        market.advanceUnnoticed(to: due)
        try market.send(paidReport(20_000), to: "PAY-1")
        try answerRefunds(market)
        #expect(market.payment("PAY-1").returns.map(\.amount.fen).sorted() == [100, 19_900])
        #expect(market.payment("PAY-1").stage == .givenBack)
        #expect(market.balances.isEmpty)
    }

    @Test("ORD-06 a payment replaced by another returns its money, and its vouchers at once")
    func replaced() throws {
        let market = Market()
        try market.fund(cash: 19_900, voucher: 500)
        try market.send(placing(offer()))
        try market.send(paying(19_900, .online, voucher: 500))
        try market.send(paying(id: "PAY-2"))
        #expect(market.wallet().voucher == Money(fen: 500))
        try market.send(paidReport(19_400), to: "PAY-1")
        try answerRefunds(market)
        #expect(market.order().settlement?.paymentID == "PAY-2")
        #expect(market.balances["order:O-1"] == 19_900)
        #expect(market.balances["provider"] == nil)
    }

    @Test("ORD-05 a voucher held for an online payment comes back when the provider closes it")
    func closed() throws {
        let market = Market()
        try market.fund(cash: 0, voucher: 500)
        try market.send(placing(offer()))
        try market.send(paying(19_900, .online, voucher: 500))
        #expect(market.wallet().voucher == .zero)
        try market.send(.openingRefused(reason: "merchant-blocked"), to: "PAY-1")
        #expect(market.wallet().voucher == Money(fen: 500))
        #expect(market.order().status == .unpaid)
    }

    @Test("ORD-05 vouchers for everything need no provider")
    func allVoucher() throws {
        let market = Market()
        try market.fund(cash: 0, voucher: 19_900)
        try market.send(placing(offer()))
        try market.send(paying(19_900, .online, voucher: 19_900))
        #expect(market.order().status == .processing)
        #expect(market.takeEffects(PaymentCall.self).isEmpty)
    }

    @Test("ORD-06 a lost callback is made good by asking, ever more rarely")
    func query() throws {
        let market = Market()
        try market.send(placing(offer()))
        try market.send(paying(19_900, .online))
        _ = market.takeEffects(PaymentCall.self)
        try market.advance(by: .milliseconds(14_999))
        #expect(market.takeEffects(PaymentCall.self).isEmpty)
        try market.advance(by: .milliseconds(1))
        #expect(market.takeEffects(PaymentCall.self).map(\.kind) == [.query])
        try market.advance(by: .hours(1))
        #expect(market.takeEffects(PaymentCall.self).count == 6)
        try market.send(paidReport(19_900), to: "PAY-1")
        try market.advance(by: .days(1))
        #expect(market.takeEffects(PaymentCall.self).isEmpty)
        #expect(market.order().status == .processing)
    }

    @Test("A top-up must be above zero and name its receipt")
    func topUp() {
        let market = Market()
        #expect(
            rejection {
                try market.send(.topUp(booking(0, "R")), to: "A-1")
            }?.code == "amount-unfit")
        #expect(
            rejection {
                try market.send(.topUp(booking(1, "")), to: "A-1")
            }?.code == "amount-unfit")
    }

    @Test("ORD-05 an account holds the largest amount, with what may come back to it, and not a fen more")
    func fullWallet() throws {
        var wallet = Scenario<Wallet>("A-1", at: Instant(microseconds: 0))
        wallet.given(.toppedUp(amount: Money.limit - Money(fen: 1), reference: "BANK-1", operatorID: "A-op"))
        func topUp(_ fen: Int64) -> Wallet.Input {
            .topUp(booking(fen, "BANK-\(fen)-more"))
        }
        #expect(wallet.when(topUp(2)).refusal == "ORD-05 balance-too-high")
        try wallet.take(topUp(1))
        let cash = Money(fen: 100)
        wallet.given(.debited(WalletDebit(orderID: "O-1", paymentID: "PAY-1", cash: cash, voucher: .zero)))
        #expect(wallet.when(topUp(2)).refusal == "ORD-05 balance-too-high")
        wallet.given(.credited(WalletCredit(orderID: "O-1", refundID: nil, cash: cash, voucher: .zero)))
        #expect(wallet.state.cash == Money.limit)
    }

    @Test("ORD-05 a receipt is booked once, whatever sum a repeat names; a voucher's grant is another matter")
    func receiptOnce() throws {
        let market = Market()
        func topUp(_ fen: Int64, _ reference: String = "BANK-1", isKnown: Bool = true) -> Wallet.Input {
            .topUp(booking(fen, reference, isKnown: isKnown))
        }
        func grant(_ reference: String, isKnown: Bool = true) -> Wallet.Input {
            .grantVoucher(booking(7, reference, isKnown: isKnown))
        }
        try market.send(topUp(100))
        for fen in [100, 200] {
            let repeated = rejection { try market.send(topUp(Int64(fen))) }
            #expect(repeated?.inShort == "ORD-05 reference-used")
            #expect(repeated?.items == ["reference"])
        }
        try market.send(grant("BANK-1"))
        #expect(rejection { try market.send(grant("BANK-1")) }?.inShort == "ORD-05 reference-used")
        try market.send(topUp(100, "BANK-2"))
        try market.send(topUp(100), to: "A-2")
        #expect(market.wallet().cash == Money(fen: 200))
        #expect(market.wallet().voucher == Money(fen: 7))
        for input in [topUp(1, "BANK-3", isKnown: false), grant("G-3", isKnown: false)] {
            let foreign = rejection { try market.send(input, to: "A-9") }
            #expect(foreign?.reason == .notFound)
            #expect(foreign?.inShort == "ORD-05 account-not-found")
        }
    }
}

/// The provider carries out all refunds it is asked for.
func answerRefunds(_ market: Market, _ outcome: RefundOutcome = .done) throws {
    for call in market.takeEffects(PaymentCall.self) {
        if case .refund(let id, _) = call.kind {
            try market.send(.refundAnswered(refundID: id, outcome), to: call.paymentID)
        }
    }
}
