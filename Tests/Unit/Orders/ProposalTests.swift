import DomainTestKit
import Kernel
import OrdersDomain
import Testing

@Suite("Orders of accepted proposals")
struct ProposalTests {
    private let number = OrderNumber(
        day: Instant(rfc3339: "2026-11-21T08:00:00Z") ?? Instant(microseconds: 0), digest: Array(1...8))
    private var id: String { number.description }

    private func proposal(
        _ acceptance: String = "D-1-1", lines: [AcceptedProposal.Line] = [Self.line()], subAccount: String? = nil
    ) -> AcceptedProposal {
        AcceptedProposal(
            origin: ProposalOrigin(demandID: "D-1", proposalID: "PR-1", acceptanceID: acceptance),
            buyer: "A-1", subAccount: subAccount, vendor: Vendor(id: "V-1", name: "服务商"),
            agreement: AcceptedAgreement(version: "3", digest: digest, acceptedAt: Instant(microseconds: 0)),
            lines: lines)
    }

    private static func line(
        _ product: String = "P-1", choice: String = "basic", quantity: Int = 1, price: Int64 = 420_000
    )
        -> AcceptedProposal.Line
    {
        AcceptedProposal.Line(
            productID: product, productName: "建站服务", choiceID: choice, quantity: quantity, price: Money(fen: price))
    }

    private func listing(
        _ type: ProductType? = .humanService, version: Int = 4, badge: Bool = false, allowsCredit: Bool = true,
        deliverySteps: [StepTemplate] = steps,
        connection: ProductConnection? = nil
    ) -> ProductFact.Listing {
        ProductFact.Listing(
            version: version, name: "建站", type: type,
            choices: [ProductFact.Choice(id: "basic", specification: "基础版", billing: "period", periodMonths: 6)],
            deliverySteps: deliverySteps, hasFiveDayRefund: badge, allowsCredit: allowsCredit, validityMonths: 12,
            connection: connection,
            productionEndpoint: nil, guideURL: "")
    }

    private func accepted(_ listing: ProductFact.Listing? = nil, _ proposal: AcceptedProposal? = nil) throws -> Market {
        let market = Market()
        try market.fund(cash: 1_000_000)
        try market.send(.listed(listing ?? self.listing()), to: "P-1")
        try market.send(.accepted(proposal ?? self.proposal(), number), to: "D-1-1")
        return market
    }

    @Test("CRW-06 an acceptance makes one order, however often and under whatever id it is told")
    func once() throws {
        let market = try accepted()
        try market.send(.accepted(proposal(), number.next), to: "D-1-1")
        #expect(Array(market.orders.keys) == [id])
        #expect(market.order(id).origin?.acceptanceID == "D-1-1")
        #expect(market.orderEvents.count == 1)
    }

    @Test("CRW-06 accepting the same proposal again, the same day, makes a second order")
    func again() throws {
        let market = try accepted()
        try market.send(.cancel(account: "A-1"), to: id)
        try market.send(.accepted(proposal("D-1-2"), number.next), to: "D-1-2")
        #expect(market.order(id).status == .cancelled)
        #expect(market.order(number.next.description).status == .unpaid)
    }

    @Test("CRW-06 acceptances that meet in one number make an order each; the later one takes the next number")
    func collision() throws {
        let market = try accepted()
        for index in 2...4 { try market.send(.accepted(proposal("D-1-\(index)"), number), to: "D-1-\(index)") }
        let numbers = [number, number.next, number.next.next, number.next.next.next].map(\.description)
        #expect(Set(market.orders.keys) == Set(numbers))
        #expect(Set(market.orders.values.compactMap(\.origin?.acceptanceID)) == ["D-1-1", "D-1-2", "D-1-3", "D-1-4"])
        try market.send(.withdrawn(reason: "demand-withdrawn"), to: "D-1-3")
        #expect(market.order(numbers[2]).status == .cancelled)
        #expect(numbers.filter { market.order($0).status == .unpaid }.count == 3)
    }

    @Test("CRW-08 what a line sells is what its product is: type, steps, badge, billing and term are not guessed")
    func termsOfTheProduct() throws {
        let market = try accepted(listing(), proposal(lines: [Self.line(), Self.line(choice: "gone", price: 1)]))
        let lines = market.order(id).lines
        #expect(lines.map(\.terms.type) == [.humanService, .humanService])
        #expect(lines[0].terms.deliverySteps == steps)
        #expect(lines[0].terms.choice == Choice(id: "basic", specification: "基础版", billing: "period"))
        #expect(lines[0].terms.validityMonths == 6)
        #expect(lines[0].terms.productVersion == 4)
        #expect(!lines[0].terms.hasFiveDayRefund)
        #expect(lines[1].terms.choice == Choice(id: "gone", specification: "建站服务", billing: "once"))
        #expect(lines[1].terms.validityMonths == 12)
        let badged = try accepted(listing(.saas, badge: true, deliverySteps: [], connection: .productionEndpoint))
        #expect(badged.order(id).lines[0].terms.hasFiveDayRefund)
        try badged.send(paying(420_000), to: id)
        #expect(badged.entitlement("\(id)-1").status == .opening)
    }

    @Test("VND-12 whether a line may be bought on credit is what its vendor said when the order was placed")
    func credit() throws {
        for allowsCredit in [true, false] {
            let market = try accepted(listing(allowsCredit: allowsCredit))
            try market.send(.listed(listing(version: 5, allowsCredit: !allowsCredit)), to: "P-1")
            #expect(market.order(id).lines.map(\.terms.allowsCredit) == [allowsCredit])
            let bought = Market()
            try bought.send(placing(offer(allowsCredit: allowsCredit)))
            #expect(bought.order().lines.map(\.terms.allowsCredit) == [allowsCredit])
        }
    }

    @Test("CRW-08 a service whose product brings no template is delivered by the platform's own")
    func noTemplate() throws {
        let market = try accepted(listing(deliverySteps: []))
        #expect(market.order(id).lines[0].terms.deliverySteps == StepTemplate.crowdsourcing)
    }

    @Test("CRW-08 an acceptance that comes before the catalog's word waits for it, for every product")
    func productsLater() throws {
        let market = Market()
        let lines = [Self.line(), Self.line("P-2", price: 10), Self.line(price: 5)]
        try market.send(.accepted(proposal(lines: lines), number), to: "D-1-1")
        try market.send(.listed(listing()), to: "P-1")
        #expect(market.orders.isEmpty)
        try market.send(.listed(listing(nil, version: 1)), to: "P-2")
        #expect(market.orders.isEmpty)
        try market.send(.listed(listing(version: 2)), to: "P-2")
        try market.send(.listed(listing(version: 3)), to: "P-2")
        #expect(market.order(id).lines.map(\.price.fen) == [420_000, 10, 5])
        #expect(market.orderEvents.count == 1)
    }

    @Test(
        "ORD-14 what cannot be produced is cancelled as it is placed, so that nobody can pay for it",
        arguments: [
            (ProductType.saas, ProductConnection.activationCode, 1), (.saas, .productionEndpoint, 2), (.image, nil, 1),
            (.partnerDomain, nil, 1),
        ] as [(ProductType, ProductConnection?, Int)])
    func unproducible(type: ProductType, connection: ProductConnection?, quantity: Int) throws {
        let market = try accepted(
            listing(type, deliverySteps: [], connection: connection), proposal(lines: [Self.line(quantity: quantity)]))
        #expect(market.order(id).status == .cancelled)
        #expect(market.order(id).endReason == "cannot-be-produced")
        #expect(rejection { try market.send(paying(420_000), to: id) }?.inShort == "ORD-07 order-cancelled")
        try market.advance(by: .days(8))
        #expect(market.order(id).status == .cancelled)
    }

    @Test("ORD-04 the sub-account that accepted is kept; whether it may buy is asked when it pays")
    func subAccount() throws {
        let market = try accepted(nil, proposal(subAccount: "clerk"))
        #expect(market.order(id).subAccount == "clerk")
        let clerk = Purchaser(account: "A-1", subAccount: "clerk", policies: ["AliyunBSSFullAccess"])
        #expect(rejection { try market.send(paying(420_000, by: clerk), to: id) }?.inShort == "ORD-04 policies-missing")
        try market.send(paying(420_000), to: id)
        #expect(market.order(id).status == .processing)
    }

    @Test("CRW-07 a demand withdrawn before, while products are asked, or after: its order is never payable")
    func withdrawn() throws {
        let before = Market()
        try before.send(.withdrawn(reason: "demand-withdrawn"), to: "D-1-1")
        try before.send(.listed(listing()), to: "P-1")
        try before.send(.accepted(proposal(), number), to: "D-1-1")
        #expect(before.orders.isEmpty)
        let meanwhile = Market()
        try meanwhile.send(.accepted(proposal(), number), to: "D-1-1")
        try meanwhile.send(.withdrawn(reason: "demand-withdrawn"), to: "D-1-1")
        try meanwhile.send(.listed(listing()), to: "P-1")
        #expect(meanwhile.orders.isEmpty)
        let after = try accepted()
        for _ in 1...2 { try after.send(.withdrawn(reason: "demand-withdrawn"), to: "D-1-1") }
        #expect(after.order(id).status == .cancelled)
        #expect(after.order(id).endReason == "demand-withdrawn")
        #expect(after.orderEvents.count == 2)
    }

    @Test(
        "CRW-07 money on its way to a withdrawn demand's order comes back: from the wallet, in vouchers, from the provider"
    )
    func moneyOnItsWay() throws {
        let wallet = try accepted()
        try wallet.fund(cash: 0, voucher: 500)
        try wallet.submit(paying(420_000, voucher: 500), to: id)
        try wallet.submit(.withdrawn(acceptanceID: "D-1-1", reason: "demand-withdrawn"), to: id)
        try wallet.settle()
        #expect(wallet.order(id).status == .cancelled)
        #expect(wallet.order(id).settlement == nil)
        #expect(
            wallet.balances == ["bank": -1_000_000, "promotion": -500, "wallet:A-1": 1_000_000, "voucher:A-1": 500])
        let online = try accepted()
        try online.fund(cash: 0, voucher: 500)
        try online.send(paying(420_000, .online, voucher: 500), to: id)
        try online.send(.withdrawn(reason: "demand-withdrawn"), to: "D-1-1")
        try online.send(paidReport(419_500), to: "PAY-1")
        try answerRefunds(online)
        #expect(online.order(id).status == .cancelled)
        #expect(
            online.balances == ["bank": -1_000_000, "promotion": -500, "wallet:A-1": 1_000_000, "voucher:A-1": 500])
    }

    @Test("CRW-07 a payment that the wallet refuses leaves a withdrawn demand's order cancelled, not payable")
    func refusedMeanwhile() throws {
        let market = try accepted(nil, proposal(lines: [Self.line(price: 2_000_000)]))
        try market.submit(paying(2_000_000), to: id)
        try market.submit(.withdrawn(acceptanceID: "D-1-1", reason: "demand-withdrawn"), to: id)
        try market.settle()
        #expect(market.order(id).status == .cancelled)
        #expect(market.balances == ["bank": -1_000_000, "wallet:A-1": 1_000_000])
    }

    @Test("CRW-07 what is paid is paid, and a withdrawal of another acceptance changes nothing")
    func paidBefore() throws {
        let market = try accepted()
        try market.send(.withdrawn(acceptanceID: "D-1-9", reason: "demand-withdrawn"), to: id)
        #expect(market.order(id).status == .unpaid)
        try market.send(paying(420_000), to: id)
        try market.send(.withdrawn(reason: "demand-withdrawn"), to: "D-1-1")
        #expect(market.order(id).status == .processing)
    }
}
