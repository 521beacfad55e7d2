import DomainTestKit
import Kernel
import OrdersDomain
import Testing

@Suite("Placing an order")
struct PlacingTests {
    @Test("ORD-01 freezes price, terms and product version, and waits for payment")
    func freezes() throws {
        let market = Market()
        try market.send(placing(offer(price: 12_345), offer(price: 55)))
        let order = market.order()
        #expect(order.status == .unpaid)
        #expect(order.type == .new)
        #expect(order.total == Money(fen: 12_400))
        #expect(order.lines.map(\.id) == ["O-1-1", "O-1-2"])
        #expect(order.lines[0].terms.productVersion == 3)
        #expect(order.lines[0].terms.agreement.digest == digest)
    }

    @Test("ORD-01 an offer counts until the instant it expires, not at it")
    func expiry() throws {
        let market = Market()
        let expiry = market.now + .minutes(10)
        market.advanceUnnoticed(to: expiry)
        #expect(rejection { try market.send(placing(offer(expiresAt: expiry))) }?.code == "offer-expired")
        try market.send(placing(offer(expiresAt: expiry + .milliseconds(1))))
    }

    @Test("ORD-01 refuses an offer of another account, none at all, several vendors, and a used one")
    func refuses() throws {
        let market = Market()
        #expect(rejection { try market.send(placing(offer(buyer: "A-2"))) }?.code == "offer-of-another")
        #expect(rejection { try market.send(placing()) }?.code == "no-offer")
        #expect(rejection { try market.send(placing(offer(), offer(vendor: "V-2"))) }?.code == "several-vendors")
        #expect(market.order().status == .absent)
        try market.send(placing(offer()))
        #expect(rejection { try market.send(placing(offer())) }?.code == "offer-used")
    }

    @Test("ORD-04 a sub-account needs all three policies; the refusal names exactly the missing ones")
    func policies() throws {
        let market = Market()
        func sub(_ policies: String...) -> Purchaser {
            Purchaser(account: "A-1", subAccount: "sub", policies: policies)
        }
        let refused = rejection { try market.send(placing(offer(), by: sub("AliyunBSSFullAccess", "Other"))) }
        #expect(refused?.reason == .forbidden)
        #expect(refused?.rule == "ORD-04")
        #expect(refused?.items == ["AliyunBSSOrderAccess", "AliyunMarketplaceFullAccess"])
        let allowed = sub("AliyunMarketplaceFullAccess", "AliyunBSSOrderAccess", "AliyunBSSFullAccess")
        try market.send(placing(offer(), by: allowed))
        #expect(market.order().subAccount == "sub")
        #expect(rejection { try market.send(paying(by: sub("AliyunBSSOrderAccess"))) }?.items.count == 2)
    }

    @Test("VND-07 every agreement must be accepted by its digest")
    func agreement() {
        let market = Market()
        let command = PlaceOrder(purchaser: buyer, offers: [offer()], acceptedDigests: ["other"])
        let refused = rejection { try market.send(.place(command)) }
        #expect(refused?.rule == "VND-07")
        #expect(refused?.items == [digest])
    }

    @Test(
        "ORD-10 a domain order has two lines that add up to the price",
        arguments: [(886_900, 6_900), (1, 0), (6_900, 6_900), (100, 6_900)])
    func twoLines(price: Int, renewal: Int) throws {
        let market = Market()
        try market.send(placing(domainOffer(price: Int64(price), renewal: Int64(renewal))))
        let order = market.order()
        #expect(order.lines.map(\.role) == [.domain, .renewal])
        #expect(order.total == Money(fen: Int64(price)))
        #expect(order.lines.allSatisfy { $0.price >= .zero })
    }

    @Test("ORD-10 a domain is ordered alone")
    func alone() {
        let market = Market()
        #expect(rejection { try market.send(placing(domainOffer(), domainOffer())) }?.rule == "ORD-10")
    }

    @Test(
        "ORD-11 a domain needs a verified, complete template of the owner's kind",
        arguments: [
            (nil, DomainOwner.Kind.individual, "owner-missing"),
            (
                RegistrantTemplate(id: "RT", kind: .individual, isVerified: true, isComplete: true, hasPapers: false),
                nil, "owner-missing"
            ),
            (
                RegistrantTemplate(id: "RT", kind: .enterprise, isVerified: true, isComplete: true, hasPapers: false),
                .individual, "owner-kind-differs"
            ),
            (
                RegistrantTemplate(id: "RT", kind: .individual, isVerified: false, isComplete: true, hasPapers: false),
                .individual, "owner-not-verified"
            ),
            (
                RegistrantTemplate(id: "RT", kind: .individual, isVerified: true, isComplete: false, hasPapers: false),
                .individual, "owner-incomplete"
            ),
        ] as [(RegistrantTemplate?, DomainOwner.Kind?, String)])
    func owner(template: RegistrantTemplate?, kind: DomainOwner.Kind?, code: String) {
        let market = Market()
        let command = PlaceOrder(
            purchaser: buyer, offers: [domainOffer()], acceptedDigests: [digest], registrant: template, ownerKind: kind)
        let refused = rejection { try market.send(.place(command)) }
        #expect(refused?.rule == "ORD-11")
        #expect(refused?.code == code)
    }

    @Test("DLV-01 a human service without steps cannot be ordered")
    func noSteps() {
        #expect(rejection { try Market().send(placing(offer(.humanService))) }?.rule == "DLV-01")
    }

    @Test("CRW-06 an accepted proposal is an order, placed once")
    func proposal() throws {
        let market = Market()
        let proposal = AcceptedProposal(
            origin: ProposalOrigin(demandID: "D-1", proposalID: "PR-1", acceptanceID: "D-1-1"), buyer: "A-1",
            vendor: Vendor(id: "V-1", name: "服务商"),
            items: [offer(.humanService, price: 420_000, steps: StepTemplate.crowdsourcing)])
        try market.send(.placeForProposal(proposal))
        try market.send(.placeForProposal(proposal))
        #expect(market.order().origin?.proposalID == "PR-1")
        #expect(market.orderEvents.count == 1)
    }

    @Test("CRW-07 a withdrawn demand cancels its unpaid order and leaves a paid one alone")
    func withdrawn() throws {
        let market = Market()
        try market.fund(cash: 19_900)
        try market.send(placing(offer()))
        try market.send(placing(offer()), to: "O-2")
        try market.send(paying(), to: "O-2")
        try market.send(.demandWithdrawn)
        try market.send(.demandWithdrawn, to: "O-2")
        #expect(market.order().status == .cancelled)
        #expect(market.order("O-2").status == .processing)
    }
}
