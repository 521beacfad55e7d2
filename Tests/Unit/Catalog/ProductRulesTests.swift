import CatalogDomain
import DomainTestKit
import Kernel
import Testing

@Suite("What a product must have") struct ProductRulesTests {
    func rules(_ content: ProductContent) -> [String] { ProductRules.problems(content).map(\.rule) }

    @Test("A complete product has no problems", arguments: [ProductContent.service, .saas])
    func complete(content: ProductContent) { #expect(rules(content).isEmpty) }

    @Test("VND-05 SaaS names how it is connected, by an endpoint or by codes; nothing else does")
    func connection() {
        #expect(rules(.saas.with { $0.connection = nil }) == ["VND-05"])
        #expect(rules(.saas.with { $0.connection = .activationCode(redeemAt: "https://v.example/redeem") }).isEmpty)
        #expect(rules(.saas.with { $0.connection = .productionEndpoint("ftp://v.example") }) == ["VND-05"])
        #expect(rules(.saas.with { $0.connection = .productionEndpoint("https://v.example/a b") }) == ["VND-05"])
        #expect(rules(.service.with { $0.connection = .productionEndpoint("https://v.example") }) == ["VND-05"])
    }

    @Test("VND-09 A human service needs a delivery template; other types must have none")
    func deliveryTemplate() {
        #expect(rules(.service.with { $0.deliverySteps = [] }) == ["VND-09"])
        #expect(rules(.service.with { $0.deliverySteps[0].name = "" }) == ["VND-09"])
        let step = DeliveryStep(name: "步骤", actor: .vendor, needsBuyerConfirmation: false)
        #expect(rules(.service.with { $0.deliverySteps = Array(repeating: step, count: 30) }).isEmpty)
        #expect(rules(.service.with { $0.deliverySteps = Array(repeating: step, count: 31) }) == ["VND-09"])
        #expect(rules(.saas.with { $0.deliverySteps = [step] }) == ["VND-09"])
    }

    @Test("VND-10 A human service is valid for 3 months at least, others for 1; unlimited is warned of")
    func validity() {
        #expect(rules(.service.with { $0.validityMonths = 2 }) == ["VND-10"])
        #expect(rules(.service.with { $0.validityMonths = 3 }).isEmpty)
        #expect(rules(.saas.with { $0.validityMonths = 1 }).isEmpty)
        #expect(rules(.saas.with { $0.validityMonths = 0 }) == ["VND-10"])
        #expect(rules(.service.with { $0.validityMonths = nil }).isEmpty)
        #expect(ProductRules.warnings(.service.with { $0.validityMonths = nil }).count == 1)
        #expect(ProductRules.warnings(.service).isEmpty)
    }

    @Test("VND-10 A choice billed by period gives a human service no less than its three months")
    func period() {
        func months(_ months: Int) -> ProductContent {
            .service.with { content in
                content.choices[0].billing = .period
                content.choices[0].periodMonths = months
                content.validityMonths = 12
            }
        }
        #expect(rules(months(2)) == ["VND-10"])
        #expect(rules(months(3)).isEmpty)
        #expect(rules(.saas.with { $0.choices[0].periodMonths = 1 }).isEmpty)
    }

    @Test("VND-12 A product allows credit unless its vendor says no, and an edit may say so")
    func credit() throws {
        var product = Scenario<Product>("P-1")
        try product.take(.create(vendorID: "V-1", account: .vendor, content: .saas))
        #expect(product.state.content?.allowsCredit == true)
        let without = ProductContent.saas.with { $0.allowsCredit = false }
        try product.take(.edit(vendorID: "V-1", revision: nil, content: without))
        #expect(product.state.content?.allowsCredit == false)
    }

    @Test("CAT-01 A product's type decides which parts it must and must not have", arguments: ProductType.allCases)
    func type(type: ProductType) {
        let step = DeliveryStep(name: "步骤", actor: .vendor, needsBuyerConfirmation: false)
        let plain = ProductContent.saas.with {
            ($0.type, $0.connection, $0.hasFiveDayRefund, $0.validityMonths) = (type, nil, false, 12)
            $0.choices = ProductContent.service.choices
        }
        #expect(rules(plain) == (type == .saas ? ["VND-05"] : type == .humanService ? ["VND-09"] : []))
        #expect(rules(plain.with { $0.deliverySteps = [step] }).contains("VND-09") == (type != .humanService))
        let connected = plain.with { $0.connection = .productionEndpoint("https://v.example") }
        #expect(rules(connected).contains("VND-05") == (type != .saas))
    }

    @Test("REF-02 Downloads, API products and pay-as-you-go images cannot bear the five-day badge")
    func badge() {
        let other = ProductContent.saas.with { $0.connection = nil }
        let payAsYouGo = Choice(id: "p", specification: "按量", billing: .payAsYouGo, price: Money(fen: 50))
        #expect(rules(other.with { $0.type = .download }) == ["REF-02"])
        #expect(rules(other.with { $0.type = .api }) == ["REF-02"])
        #expect(rules(other.with { ($0.type, $0.choices) = (.image, [payAsYouGo]) }) == ["REF-02"])
        #expect(
            rules(other.with { ($0.type, $0.hasFiveDayRefund, $0.choices) = (.image, false, [payAsYouGo]) }).isEmpty)
        #expect(rules(other.with { $0.type = .image }).isEmpty)
    }

    @Test("CAT-05 Choices have ids of their own, prices that exist, and what their billing needs")
    func choices() {
        func problems(_ change: (inout Choice) -> Void) -> [String] {
            rules(.saas.with { change(&$0.choices[0]) })
        }
        #expect(problems { $0.id = "m" } == ["CAT-05"])
        #expect(problems { $0.price = Money(fen: -1) } == ["CAT-05"])
        #expect(problems { $0.price = .zero }.isEmpty)
        #expect(problems { $0.periodMonths = nil } == ["CAT-05"])
        #expect(problems { $0.periodMonths = 61 } == ["CAT-05"])
        #expect(problems { $0.packageUnits = 5 } == ["CAT-05"])
        #expect(problems { ($0.billing, $0.periodMonths, $0.packageUnits) = (.package, nil, 10_000) }.isEmpty)
        #expect(problems { ($0.billing, $0.periodMonths, $0.packageUnits) = (.package, nil, 0) } == ["CAT-05"])
        #expect(rules(.saas.with { $0.choices = [] }) == ["CAT-05"])
    }

    @Test("The presentation has bounds")
    func presentation() {
        #expect(rules(.saas.with { $0.name = String(repeating: "名", count: 60) }).isEmpty)
        #expect(rules(.saas.with { $0.name = String(repeating: "名", count: 61) }) == ["CAT-05"])
        #expect(rules(.saas.with { $0.name = String(repeating: "👨‍👩‍👧‍👦", count: 28) }) == ["CAT-05"])
        #expect(rules(.saas.with { $0.guideURL = "javascript:alert(1)" }) == ["CAT-05"])
        #expect(rules(.saas.with { $0.categoryID = "" }) == ["CAT-04"])
        #expect(rules(.saas.with { $0.agreement = nil }) == ["VND-07"])
        #expect(rules(.saas.with { $0.agreement?.text = "" }) == ["VND-07"])
    }
}

@Suite("Prices") struct PriceTests {
    func listed() throws -> Product.State {
        var product = Scenario<Product>("P-1")
        try product.take(.create(vendorID: "V-1", account: .vendor, content: .saas))
        try product.take(.submit(vendorID: "V-1"))
        try product.take(.passTesting(operatorID: "op"))
        try product.take(.approve(operatorID: "op"))
        return product.state
    }

    @Test("CAT-05 A quote is the choice's price times the quantity")
    func quote() throws {
        let quote = try Quote(listed(), choiceID: "m", quantity: 3)
        #expect(quote.total == Money(yuan: 297))
        #expect(quote.choice.periodMonths == 1)
        #expect(throws: Rejection.self) { try Quote(listed(), choiceID: "x", quantity: 1) }
        for quantity in [0, -1, 1_001] {
            #expect(throws: Rejection.self) { try Quote(listed(), choiceID: "m", quantity: quantity) }
        }
    }

    @Test("VND-04 What is not listed has no price")
    func notListed() throws {
        var state = try listed()
        state.phase = .delisted
        #expect { try Quote(state, choiceID: "m", quantity: 1) } throws: { ($0 as? Rejection)?.reason == .notFound }
    }

    @Test(
        "ORD-10 Domain and first renewal add up to the listed price, and the partner's part is never nothing",
        arguments: [79_01, 1_288_00])
    func domainPrice(fen: Int64) throws {
        let price = try #require(DomainPrice(total: Money(fen: fen), renewal: Money(yuan: 79)))
        #expect(price.domain + price.firstYearRenewal == Money(fen: fen))
        #expect(price.domain > .zero)
        #expect(price.firstYearRenewal == Money(yuan: 79))
    }

    @Test("ORD-10 A price that does not cover more than the renewal is none", arguments: [-1, 0, 1, 78_99, 79_00])
    func noDomainPrice(fen: Int64) {
        #expect(DomainPrice(total: Money(fen: fen), renewal: Money(yuan: 79)) == nil)
    }

    @Test(
        "CAT-04 Each price belongs to exactly one band",
        arguments: [0, 1, 50, 98_00, 98_99, 99_00, 198_99, 199_00, 1998_99, 1999_00, 2998_99, 2999_00, 9_999_999])
    func bands(fen: Int64) {
        #expect(PriceBand.allCases.filter { $0 != .all && $0.fen.contains(fen) }.count == 1)
        #expect(PriceBand.all.fen.contains(fen))
    }

    @Test("CAT-04 The bands are the rule's")
    func bandEdges() {
        #expect(PriceBand.from1To98.fen.contains(98_00) && !PriceBand.from1To98.fen.contains(99_00))
        #expect(PriceBand.from199To1998.fen == 199_00...1998_99)
        #expect(PriceBand.over2998.fen.contains(2999_00) && !PriceBand.over2998.fen.contains(2998_00))
    }
}
