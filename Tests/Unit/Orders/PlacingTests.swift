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

    @Test("ORD-01 an order holds a hundred offers and the largest amount, no offer and no fen more")
    func tooLarge() throws {
        let market = Market()
        let largest = offer(price: Money.limit.fen)
        func refusal(_ offers: [VerifiedOffer]) -> String? {
            rejection { try market.send(placing(all: offers)) }?.inShort
        }
        #expect(refusal([largest, offer(price: 1)]) == "ORD-01 order-too-large")
        #expect(refusal(Array(repeating: offer(price: 0), count: 101)) == "ORD-01 order-too-large")
        #expect(refusal([largest] + Array(repeating: offer(price: 0), count: 99)) == nil)
        #expect(market.order().total == Money.limit && market.order().lines.count == 100)
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
        let command = PlaceOrder(
            purchaser: buyer, offers: [offer()], acceptedDigests: ["other"], isForgotten: false,
            connections: ["P-1": .productionEndpoint])
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
            purchaser: buyer, offers: [domainOffer()], acceptedDigests: [digest], registrant: template, ownerKind: kind,
            isForgotten: false, connections: [:])
        let refused = rejection { try market.send(.place(command)) }
        #expect(refused?.rule == "ORD-11")
        #expect(refused?.code == code)
    }

    @Test("DLV-01 a human service without steps cannot be ordered")
    func noSteps() {
        #expect(rejection { try Market().send(placing(offer(.humanService))) }?.rule == "DLV-01")
    }

    @Test("ORD-01 a number that another order has is refused without naming that order, and takes nothing from it")
    func numberOfAnother() throws {
        let market = Market()
        try market.send(placing(offer()))
        let foreign = rejection { try market.send(placing(offer(buyer: "A-2"), by: Purchaser(account: "A-2"))) }
        #expect(foreign?.code == "number-taken")
        #expect(foreign?.items == [])
        #expect(foreign?.detail.contains("O-1") == false)
        #expect(rejection { try market.send(placing(offer(id: "OF-2"))) }?.code == "number-taken")
        #expect(rejection { try market.send(placing(offer())) }?.items == ["O-1"])
        #expect(market.order().buyer == "A-1")
        #expect(market.orderEvents.count == 1)
    }

    @Test("An account that the identity system deleted cannot order")
    func forgotten() {
        #expect(
            rejection { try Market().send(placing(offer(), isForgotten: true)) }?.inShort == "- account-forgotten")
    }
}

@Suite("What can be produced")
struct ProducibilityTests {
    @Test(
        "ORD-14 types that nobody here produces are refused before money is taken, naming the type",
        arguments: [ProductType.image, .download, .licence, .api, .resourceOrchestration, .containerImage])
    func types(type: ProductType) {
        let refused = rejection { try Market().send(placing(offer(type))) }
        #expect(refused?.inShort == "ORD-14 type-not-sold")
        #expect(refused?.items == [type.rawValue])
    }

    @Test("VND-05 SaaS that is opened by activation codes is refused before money is taken, naming the product")
    func activationCodes() {
        let refused = rejection {
            try Market().send(placing(offer(), connections: ["P-1": .activationCode]))
        }
        #expect(refused?.inShort == "VND-05 activation-codes-not-sold")
        #expect(refused?.items == ["P-1"])
    }

    @Test("VND-05 SaaS of which the catalog has not told yet is refused until it has")
    func unknownProduct() throws {
        let market = Market()
        let early = rejection { try market.send(placing(offer(), connections: ["P-2": .productionEndpoint])) }
        #expect(early?.inShort == "VND-05 product-not-known-yet")
        try market.send(placing(offer()))
        #expect(market.order().status == .unpaid)
    }

    @Test(
        "ORD-14 what is produced once is sold once: a quantity above one is refused, naming it", arguments: [2, 1_000])
    func quantity(quantity: Int) {
        let domain = DomainTerms(
            name: "example.com", partner: "sedo", listingID: nil, renewalPrice: .zero,
            offeredAt: Instant(microseconds: 0))
        for offer in [offer(quantity: quantity), offer(.partnerDomain, domain: domain, quantity: quantity)] {
            let refused = rejection { try Market().send(placing(offer)) }
            #expect(refused?.inShort == "ORD-14 quantity-unfit")
            #expect(refused?.items == ["quantity"])
        }
    }

    @Test("ORD-14 all pieces of a human service are one project, which says how many they are")
    func pieces() throws {
        let market = Market()
        try market.fund(cash: 300_000)
        try market.send(placing(offer(.humanService, price: 300_000, steps: steps, quantity: 3)))
        try market.send(paying(300_000))
        #expect(market.delivery().terms?.quantity == 3)
    }
}

@Suite("Numbers of orders")
struct OrderNumberTests {
    private let day = Instant(rfc3339: "2026-11-20T16:00:00Z") ?? Instant(microseconds: 0)

    @Test("ORD-01 a number has its day in Shanghai and sixteen digits in groups of four")
    func shape() {
        #expect(OrderNumber(day: day, digest: Array(1...8)).description == "O-261121-2623-8597-9038-2856")
        let before = day - Instant.Span(microseconds: 1)
        #expect(
            OrderNumber(day: before, digest: [0, 0, 0, 0, 0, 0, 0, 7]).description == "O-261120-0000-0000-0000-0007")
    }

    @Test("ORD-01 the next number is of the same day, and after the last comes the first")
    func next() {
        let last: UInt64 = 9_999_999_999_999_999
        let bytes = (0..<8).reversed().map { UInt8(truncatingIfNeeded: last >> (8 * UInt64($0))) }
        let number = OrderNumber(day: day, digest: bytes)
        #expect(number.description == "O-261121-9999-9999-9999-9999")
        #expect(number.next.description == "O-261121-0000-0000-0000-0000")
        #expect(number.next.next.description == "O-261121-0000-0000-0000-0001")
    }
}
