import DomainTestKit
import Kernel
import OrdersDomain
import Testing

/// Buyers, the provider, partners and the refund service do anything at any time; refusals are answers.
@Suite("Money over the whole service, driven at random")
struct ConservationTests {
    @Test(
        "ORD-05 ORD-06 REF-09 money only moves: every account of the ledger is what wallets, orders and payments say",
        arguments: UInt64(1)...200)
    func conserved(seed: UInt64) throws {
        var bazaar = try Bazaar(seed: seed)
        for _ in 1...80 {
            try bazaar.happen()
            let fault = bazaar.fault
            #expect(fault == nil, "after \(bazaar.history.joined(separator: "; "))")
            if fault != nil { return }
        }
        #expect(bazaar.market.balances.values.reduce(0, +) == 0)
    }
}

private struct Bazaar {
    let market = Market()
    private(set) var history: [String] = []
    private var random: SeededGenerator
    private var payments: [(id: String, cash: Money)] = []
    private let accounts = ["A-1", "A-2"]

    init(seed: UInt64) throws {
        random = SeededGenerator(seed: seed)
        for account in accounts { try market.fund(account, cash: 1_000_000, voucher: 100_000) }
    }

    private enum Deed: CaseIterable {
        case place, pay, report, cancel, reprice, wait, closeForRefund, reopen, refund, answer, purchased, failed
    }

    mutating func happen() throws {
        guard let deed = Deed.allCases.randomElement(using: &random) else { return }
        let order = market.orders.keys.sorted().randomElement(using: &random)
        history.append("\(deed) \(order ?? "")")
        do {
            guard let order, deed != .place else { return try place() }
            try happen(deed, to: order)
        } catch is Rejection {}
    }

    private mutating func happen(_ deed: Deed, to order: String) throws {
        switch deed {
        case .place: break
        case .pay: try pay(order)
        case .report: try report()
        case .cancel: try market.send(.cancel(account: market.order(order).buyer), to: order)
        case .reprice:
            let total = Money(fen: Int64.random(in: 0...40_000, using: &random))
            try market.send(.changePrice(vendorID: "V-1", newTotal: total, reason: .buyers("老客户")), to: order)
        case .wait: try market.advance(by: random.chance(10) ? .days(8) : .minutes(10))
        case .closeForRefund: try market.send(.refundRequested(refundID: "R-\(order)"), to: order)
        case .reopen: try market.send(.refundWithdrawn(refundID: "R-\(order)", reason: "cancelled"), to: order)
        case .refund: try refund(order)
        case .answer:
            let outcomes: [RefundOutcome] = [.done, .done, .accepted, .refused(reason: "closed")]
            try answerRefunds(market, outcomes.randomElement(using: &random) ?? .done)
        case .purchased: try market.send(.domainPurchased, to: order)
        case .failed: try market.send(.domainPurchaseFailed(reason: "stale-listing"), to: order)
        }
    }

    /// Few orders, so that much happens to each.
    private mutating func place() throws {
        guard market.orders.count < 3 else { return }
        let account = accounts.randomElement(using: &random) ?? ""
        let later = market.now + .hours(1)
        let id = "OF-\(history.count)"
        let offers =
            switch Int.random(in: 0..<3, using: &random) {
            case 0:
                [33_300, 66_700].map { offer(price: $0, buyer: account, expiresAt: later, id: id) }
            case 1:
                [offer(.humanService, price: 9_999, buyer: account, expiresAt: later, steps: steps, id: id)]
            default: [domainOffer(price: 88_690, buyer: account, offeredAt: market.now)]
            }
        let command = PlaceOrder(
            purchaser: Purchaser(account: account), offers: offers, acceptedDigests: [digest], registrant: template,
            ownerKind: .individual, isForgotten: false, connections: ["P-1": .productionEndpoint])
        try market.send(.place(command), to: "O-\(history.count)")
    }

    private mutating func pay(_ order: String) throws {
        let state = market.order(order)
        let voucher = Money(fen: [0, 0, 1, 500, 40_000].randomElement(using: &random) ?? 0)
        let command = PayOrder(
            purchaser: Purchaser(account: state.buyer), paymentID: "PAY-\(history.count)",
            method: random.chance(50) ? .balance : .online, expectedTotal: state.total, voucher: voucher)
        try market.send(.pay(command), to: order)
        if market.payment(command.paymentID).stage != .absent {
            payments.append((command.paymentID, state.total - voucher))
        }
    }

    /// Mostly the right sum; too little, too much, again and late as well.
    private mutating func report() throws {
        guard let payment = payments.randomElement(using: &random) else { return }
        let more: Int64 = [0, 0, 0, 0, 0, 0, -1, 1, 5_000].randomElement(using: &random) ?? 0
        let status: ProviderReport.Status = random.chance(90) ? .paid : .closed
        try market.send(
            .reported(ProviderReport(status: status, amount: payment.cash + Money(fen: more))), to: payment.id)
    }

    private mutating func refund(_ order: String) throws {
        var amounts = market.order(order).paidAmounts
        if random.chance(30) { amounts = amounts.map { LineAmount(lineID: $0.lineID, cash: $0.cash, voucher: .zero) } }
        if random.chance(20) { amounts = Array(amounts.prefix(1)) }
        if random.chance(10) {
            amounts = amounts.map { LineAmount(lineID: $0.lineID, cash: Money(fen: 1), voucher: .zero) }
        }
        try market.send(.refundApproved(refundID: "R-\(order)-\(history.count)", amounts: amounts), to: order)
    }

    // MARK: What must hold

    var fault: String? {
        let balances = market.balances
        for account in accounts {
            let wallet = market.wallet(account)
            if min(wallet.cash, wallet.voucher) < .zero { return "the wallet of \(account) is below zero" }
            let booked = [balances["wallet:\(account)", default: 0], balances["voucher:\(account)", default: 0]]
            if booked != [wallet.cash.fen, wallet.voucher.fen] {
                return "\(account) has \(wallet.cash) and \(wallet.voucher), the ledger says \(booked) fen"
            }
        }
        for (id, order) in market.orders.sorted(by: { $0.key < $1.key }) {
            let booked = balances["order:\(id)", default: 0]
            if booked != held(by: order).fen || booked < 0 {
                return "\(id), \(order.status), holds \(held(by: order)), the ledger says \(booked) fen"
            }
        }
        return nil
    }

    /// What an order has and was neither returned nor passed on.
    private func held(by order: OrderState) -> Money {
        guard let settlement = order.settlement else {
            return order.attempt?.stage == .awaitingProvider ? order.attempt?.voucher ?? .zero : .zero
        }
        let paid = order.paidAmounts.totalCash + order.paidAmounts.totalVoucher
        if order.domain != nil, order.status == .produced { return .zero }
        let returned = order.refunds.map { refund in
            let cashLeg = settlement.method == .balance ? Refund.Leg.wallet : .provider
            return (refund.awaited.contains(cashLeg) ? .zero : refund.amounts.totalCash)
                + (refund.awaited.contains(.wallet) ? .zero : refund.amounts.totalVoucher)
        }
        return paid - returned.sum()
    }
}
