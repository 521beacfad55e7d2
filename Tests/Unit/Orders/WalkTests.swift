import DomainTestKit
import Kernel
import OrdersDomain
import Testing

@Suite("Every decider of orders, driven at random")
struct WalkTests {
    @Test("An order", arguments: WalkSeeds.all)
    func order(seed: UInt64) throws {
        var walk = Walk(
            Order.self, courses: try Played.market().courses(Order.self),
            commands: ["place", "changePrice", "pay", "cancel"])
        walk.steps = 2_000
        // Told once each, by the project, the payment and the purchase.
        walk.cumulative = ["deliveryProgressed", "paymentOpened", "domainPurchaseStarted"]
        // The payment that gives the money back does so once.
        walk.refusals = ["refundRefused", "moneyTurnedAway"]
        walk.isTerminal = { [.cancelled, .lapsed, .refunded].contains($0.status) }
        walk.fault = { state in
            let overpaid = state.lines.contains { line in
                let back = state.returned(ofLine: line.id)
                return back.cash > line.paidCash || back.voucher > line.paidVoucher
            }
            return overpaid ? "more goes back than was paid" : nil
        }
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("A wallet: neither cash nor vouchers fall below zero", arguments: WalkSeeds.all)
    func wallet(seed: UInt64) throws {
        var walk = Walk(
            Wallet.self, courses: try Played.market().courses(Wallet.self), commands: ["topUp", "grantVoucher"])
        walk.cumulative = ["debit", "credit"]
        walk.fault = { state in
            if state.topUps.recent.count > BookedReferences.recentMax { return "a wallet grows with its bookings" }
            return state.cash < .zero || state.voucher < .zero ? "a wallet fell below zero" : nil
        }
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("An online payment: no more goes back than came", arguments: WalkSeeds.all)
    func payment(seed: UInt64) throws {
        var walk = Walk(
            OnlinePayment.self, courses: try Played.market().courses(OnlinePayment.self), commands: ["retryRefund"])
        walk.cumulative = ["queryDue", "refundAnswered"]
        walk.fault = { state in
            state.returns.map(\.amount).sum() > state.received ? "more goes back than came" : nil
        }
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("A claim of a domain", arguments: WalkSeeds.all)
    func claim(seed: UInt64) throws {
        var walk = Walk(DomainClaim.self, courses: try Played.market().courses(DomainClaim.self))
        walk.refusals = ["lost"]
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("An instance of a SaaS product", arguments: WalkSeeds.all)
    func entitlement(seed: UInt64) throws {
        var walk = Walk(
            Entitlement.self, courses: try Played.market().courses(Entitlement.self), commands: ["retry"])
        (walk.steps, walk.stepsPerLife) = (2_000, 60)
        walk.isTerminal = { $0.status == .released }
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("A delivery project", arguments: WalkSeeds.all)
    func delivery(seed: UInt64) throws {
        var walk = Walk(
            DeliveryProject.self, courses: try Played.market().courses(DeliveryProject.self),
            commands: ["fileRequirement", "finishStep", "confirm", "pause", "resume"])
        (walk.steps, walk.stepsPerLife) = (2_000, 60)
        walk.isTerminal = { [.expired, .ended].contains($0.status) }
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("CRW-06 An acceptance of a proposal", arguments: WalkSeeds.all)
    func acceptance(seed: UInt64) throws {
        var walk = Walk(ProposalAcceptance.self, courses: try Played.market().courses(ProposalAcceptance.self))
        walk.fault = { $0.isPlaced && $0.number == nil ? "an order was placed without a number" : nil }
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("What is known of an account", arguments: WalkSeeds.all)
    func account(seed: UInt64) {
        let profile = AccountFact.Profile(name: .buyers("李雷"), registrantTemplates: [template])
        var walk = Walk(AccountFact.self, courses: [Course("A-1", [.changed(profile), .forgotten])])
        walk.cumulative = ["changed"]
        walk.fault = { $0.isForgotten && $0.profile != nil ? "something is kept of a forgotten account" : nil }
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("What is known of a product", arguments: WalkSeeds.all)
    func product(seed: UInt64) throws {
        var walk = Walk(ProductFact.self, courses: try Played.market().courses(ProductFact.self))
        walk.fault = { $0.listing?.type != nil && !$0.waiting.isEmpty ? "somebody waits for what is known" : nil }
        #expect(walk.finding(seed: seed) == nil)
    }
}

/// Stories that come to everything an order can come to.
private enum Played {
    static func market() throws -> Market {
        let market = Market()
        try market.fund(cash: 3_000_000, voucher: 1_000)
        try market.fund("A-2", cash: 2_000_000)
        try software(market)
        try online(market)
        try silent(market)
        try service(market)
        try domains(market)
        try unpaid(market)
        try proposals(market)
        return market
    }

    private static func amounts(_ line: String, _ cash: Int64, _ voucher: Int64 = 0) -> [LineAmount] {
        [LineAmount(lineID: line, cash: Money(fen: cash), voucher: Money(fen: voucher))]
    }

    private static func answer(_ market: Market, _ line: String, _ answer: SPIAnswer) throws {
        let number = market.takeEffects(SPICall.self).last?.number ?? 0
        try market.send(.answered(number: number, answer), to: line)
    }

    /// Opened after a failure, closed and opened again, then refunded.
    private static func software(_ market: Market) throws {
        let instance = Instance(id: "I-1", frontURL: "https://f", adminURL: nil, adminUser: nil, sealedPassword: nil)
        try market.send(placing(offer()))
        try market.send(.changePrice(vendorID: "V-1", newTotal: Money(fen: 18_000), reason: .buyers("老客户")))
        try market.send(paying(18_000, voucher: 500))
        try answer(market, "O-1-1", .notCalled(reason: "circuit-open"))
        try answer(market, "O-1-1", .failed(reason: "busy"))
        try answer(market, "O-1-1", .created(instance))
        try market.send(.refundRequested(refundID: "R-1"))
        try answer(market, "O-1-1", .done)
        try market.send(.refundWithdrawn(refundID: "R-1", reason: "cancelled"))
        try answer(market, "O-1-1", .done)
        try market.send(.refundRequested(refundID: "R-2"))
        try answer(market, "O-1-1", .done)
        try market.send(.refundApproved(refundID: "R-2", amounts: amounts("O-1-1", 17_500)))
        try answer(market, "O-1-1", .done)
        try market.send(.refundApproved(refundID: "R-9", amounts: amounts("O-1-1", 1)))
    }

    /// The provider takes its time, pays too much, refuses to give back and is asked again.
    private static func online(_ market: Market) throws {
        try market.send(placing(offer()), to: "O-2")
        try market.send(paying(19_900, .online, voucher: 500, id: "PAY-2"), to: "O-2")
        try market.send(.opened(payURL: "https://pay"), to: "PAY-2")
        try market.advance(by: .seconds(20))
        try market.send(paidReport(19_400), to: "PAY-2")
        try market.send(paidReport(19_500), to: "PAY-2")
        try market.send(.refundApproved(refundID: "R-3", amounts: amounts("O-2-1", 19_400, 500)), to: "O-2")
        try market.send(.refundAnswered(refundID: "R-3", .accepted), to: "PAY-2")
        try market.send(.refundAnswered(refundID: "R-3", .refused(reason: "closed")), to: "PAY-2")
        try market.send(.retryRefund(refundID: "R-3"), to: "PAY-2")
        try market.send(.refundAnswered(refundID: "R-3", .done), to: "PAY-2")
        try market.send(placing(offer()), to: "O-3")
        try market.send(paying(19_900, .online, id: "PAY-3"), to: "O-3")
        try market.send(.openingRefused(reason: "limit"), to: "PAY-3")
        try market.send(paying(19_900, .online, id: "PAY-4"), to: "O-3")
        try market.send(.cancel(account: "A-1"), to: "O-3")
        try market.send(paidReport(19_900), to: "PAY-4")
        try market.send(.refundAnswered(refundID: "PAY-4-late", .done), to: "PAY-4")
        try market.send(placing(offer()), to: "O-14")
        try market.send(paying(19_900, .online, id: "PAY-14"), to: "O-14")
        try market.send(paidReport(19_000), to: "PAY-14")
        try market.send(.refundAnswered(refundID: "PAY-14-back", .done), to: "PAY-14")
    }

    /// The vendor never answers, until an operator has it asked anew.
    private static func silent(_ market: Market) throws {
        try market.send(placing(offer()), to: "O-15")
        try market.send(paying(19_900, id: "PAY-15"), to: "O-15")
        for _ in 1...Entitlement.triesMax { try answer(market, "O-15-1", .failed(reason: "busy")) }
        try market.send(.retry, to: "O-15-1")
    }

    /// Paused, resumed, closed for a refund, opened again and accepted; a second one ends with its refund.
    private static func service(_ market: Market) throws {
        let client = DeliveryActor(role: .buyer, id: "A-1")
        let vendor = DeliveryActor(role: .vendor, id: "V-1")
        for order in ["O-4", "O-5", "O-6"] {
            try market.send(placing(offer(.humanService, price: 300_000, steps: steps)), to: order)
            try market.send(paying(300_000, id: "PAY-\(order)"), to: order)
        }
        try market.send(.fileRequirement(client, text: .buyers("一个网站")), to: "O-4-1")
        try market.send(.pause(client), to: "O-4-1")
        try market.send(.resume(client), to: "O-4-1")
        try market.send(.finishStep(vendor, step: 2), to: "O-4-1")
        try market.send(.confirm(client, step: 2, rating: nil), to: "O-4-1")
        try market.send(.refundRequested(refundID: "R-4"), to: "O-4")
        try market.send(.refundWithdrawn(refundID: "R-4", reason: "rejected"), to: "O-4")
        try market.send(.finishStep(vendor, step: 3), to: "O-4-1")
        try market.send(.refundRequested(refundID: "R-5"), to: "O-5")
        try market.send(.refundApproved(refundID: "R-5", amounts: amounts("O-5-1", 300_000)), to: "O-5")
        try market.advance(by: .days(100))
    }

    /// Two pay for one domain; what was won is bought, then another one is not to be had.
    private static func domains(_ market: Market) throws {
        let other = Purchaser(account: "A-2")
        let later = market.now + .days(1)
        for (order, account) in [("O-7", "A-1"), ("O-8", "A-2")] {
            let offer = offer(
                .partnerDomain, price: 886_900, buyer: account, vendor: "sedo", expiresAt: later,
                domain: DomainTerms(
                    name: "example.com", partner: "sedo", listingID: "L-1", renewalPrice: Money(fen: 6_900),
                    offeredAt: market.now))
            try market.send(placing(offer, by: Purchaser(account: account)), to: order)
        }
        try market.send(paying(886_900, id: "PAY-7"), to: "O-7")
        try market.send(paying(886_900, id: "PAY-8", by: other), to: "O-8")
        try market.send(.domainPurchaseStarted(partner: "sedo"), to: "O-7")
        try market.send(.domainPurchased, to: "O-7")
        let second = offer(
            .partnerDomain, price: 100_000, buyer: "A-2", vendor: "sedo", expiresAt: later,
            domain: DomainTerms(
                name: "example.net", partner: "sedo", listingID: "L-2", renewalPrice: Money(fen: 6_900),
                offeredAt: market.now))
        try market.send(placing(second, by: other), to: "O-9")
        try market.send(paying(100_000, id: "PAY-9", by: other), to: "O-9")
        try market.send(.domainPurchaseStarted(partner: "sedo"), to: "O-9")
        try market.send(.domainPurchaseFailed(reason: "stale-listing"), to: "O-9")
    }

    private static func unpaid(_ market: Market) throws {
        let later = market.now + .days(1)
        for order in ["O-10", "O-12"] { try market.send(placing(offer(expiresAt: later)), to: order) }
        try market.send(.cancel(account: "A-1"), to: "O-10")
        try market.send(paying(19_900, voucher: 19_000, id: "PAY-12"), to: "O-12")
        try market.advance(by: .days(8))
    }

    /// Two acceptances meet in one number. One is withdrawn while its payment is being settled, one after its order was placed.
    private static func proposals(_ market: Market) throws {
        let number = OrderNumber(day: market.now, digest: Array(1...8))
        try market.send(.accepted(proposal("D-1-1"), number), to: "D-1-1")
        try market.send(.listed(listing), to: "P-1")
        try market.send(.accepted(proposal("D-1-2"), number), to: "D-1-2")
        try market.submit(paying(420_000, id: "PAY-13"), to: number.description)
        let reason = "demand-withdrawn"
        try market.submit(.withdrawn(acceptanceID: "D-1-1", reason: reason), to: number.description)
        try market.settle()
        try market.send(.withdrawn(reason: reason), to: "D-1-2")
    }

    private static func proposal(_ acceptance: String) -> AcceptedProposal {
        let line = AcceptedProposal.Line(
            productID: "P-1", productName: "建站服务", choiceID: "basic", quantity: 1, price: Money(fen: 420_000))
        return AcceptedProposal(
            origin: ProposalOrigin(demandID: "D-1", proposalID: "PR-1", acceptanceID: acceptance),
            buyer: "A-1", subAccount: nil, vendor: Vendor(id: "V-1", name: "服务商"),
            agreement: AcceptedAgreement(version: "3", digest: digest, acceptedAt: Instant(microseconds: 0)),
            lines: [line])
    }

    private static let listing = ProductFact.Listing(
        version: 4, name: "建站", type: .humanService, choices: [], deliverySteps: steps, hasFiveDayRefund: false,
        allowsCredit: true,
        validityMonths: 12, connection: nil, productionEndpoint: nil, guideURL: "")
}
