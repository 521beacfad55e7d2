import CatalogDomain
import DomainTestKit
import Kernel
import Testing

@Suite("Products") struct ProductTests {
    func product(_ content: ProductContent = .saas, at phase: Product.Phase) throws -> Scenario<Product> {
        var product = Scenario<Product>("P-1")
        let path: [(Product.Phase, Product.Input)] = [
            (.draft, .create(vendorID: "V-1", account: .vendor, content: content)),
            (.testing, .submit(vendorID: "V-1")),
            (.review, .passTesting(operatorID: "op")), (.listed, .approve(operatorID: "op")),
            (.delisted, .delist(by: .vendor("V-1"), reason: "")),
        ]
        for (reached, input) in path {
            try product.take(input)
            if reached == phase { break }
        }
        return product
    }

    @Test("VND-04 A product goes from draft over testing and review to listed and delisted")
    func lifeCycle() throws {
        let product = try product(at: .delisted)
        #expect(product.state.phase == .delisted)
        #expect(product.state.version == 1)
        #expect(product.state.listedAt == .start)
    }

    @Test(
        "VND-04 An operator rejects from testing, review or listed to draft, saying why",
        arguments: [Product.Phase.testing, .review, .listed])
    func rejection(phase: Product.Phase) throws {
        var product = try product(at: phase)
        #expect(product.refusal(.reject(operatorID: "op", reason: "")) == "VND-04 reason-missing")
        let decision = try product.take(.reject(operatorID: "op", reason: "截图缺失"))
        #expect(decision.events == [.rejected(operatorID: "op", reason: "截图缺失", from: phase)])
        #expect(product.state.phase == .draft)
        #expect(product.state.rejection == "截图缺失")
        try product.take(.submit(vendorID: "V-1"))
        #expect(product.state.rejection == nil)
    }

    @Test("VND-04 A rejection whose reason is forgotten is decided as it was")
    func forgottenReason() throws {
        var product = try product(at: .review)
        let reason = Personal("截图缺失", of: "op")
        try product.take(.reject(operatorID: "op", reason: reason.forgotten))
        #expect(product.state.phase == .draft && product.state.rejection == reason.forgotten)
    }

    @Test("VND-04 What is not in the phase asked for is refused")
    func wrongPhases() throws {
        var draft = try product(at: .draft)
        #expect(draft.refusal(.passTesting(operatorID: "op")) == "VND-04 wrong-phase")
        #expect(draft.refusal(.approve(operatorID: "op")) == "VND-04 wrong-phase")
        #expect(draft.refusal(.reject(operatorID: "op", reason: "x")) == "VND-04 wrong-phase")
        #expect(draft.refusal(.delist(by: .operator("op"), reason: "")) == "VND-04 wrong-phase")
        var testing = try product(at: .testing)
        #expect(testing.refusal(.approve(operatorID: "op")) == "VND-04 wrong-phase")
        var review = try product(at: .review)
        #expect(
            review.refusal(.edit(vendorID: "V-1", revision: nil, content: .saas.with { $0.summary = "x" }))
                == "VND-04 product-in-review")
    }

    @Test(
        "VND-04 The production endpoint is locked while testing or listed, and free after a rejection",
        arguments: [Product.Phase.testing, .listed])
    func endpointLock(phase: Product.Phase) throws {
        var product = try product(at: phase)
        let moved = ProductContent.saas.with { $0.connection = .productionEndpoint("https://other.example/spi") }
        #expect(product.refusal(.edit(vendorID: "V-1", revision: nil, content: moved)) == "VND-04 endpoint-locked")
        let codes = ProductContent.saas.with { $0.connection = .activationCode(redeemAt: "https://vendor.example") }
        #expect(product.refusal(.edit(vendorID: "V-1", revision: nil, content: codes)) == "VND-04 endpoint-locked")
        try product.take(.reject(operatorID: "op", reason: "again"))
        try product.take(.edit(vendorID: "V-1", revision: nil, content: moved))
        #expect(product.state.content == moved)
    }

    @Test("VND-04 Type and delivery template are locked while listed")
    func deliveryLock() throws {
        var product = try product(.service, at: .listed)
        let shorter = ProductContent.service.with { $0.deliverySteps.removeLast() }
        #expect(product.refusal(.edit(vendorID: "V-1", revision: nil, content: shorter)) == "VND-04 delivery-locked")
    }

    @Test("A price changed while listed is a new version at once; an incomplete content is refused there")
    func amendment() throws {
        var product = try product(at: .listed)
        let dearer = ProductContent.saas.with { $0.choices[0].price = Money(yuan: 1_200) }
        #expect(
            try product.take(.edit(vendorID: "V-1", revision: 1, content: dearer)).events == [.amended(content: dearer)]
        )
        #expect(product.state.version == 2)
        #expect(
            product.refusal(.edit(vendorID: "V-1", revision: nil, content: dearer.with { $0.choices = [] }))
                == "CAT-05 product-incomplete")
        #expect(try product.take(.edit(vendorID: "V-1", revision: nil, content: dearer)).events.isEmpty)
    }

    @Test("An editor who saw an older revision is refused")
    func revisions() throws {
        var product = try product(at: .draft)
        try product.take(.edit(vendorID: "V-1", revision: 1, content: .saas.with { $0.name = "甲" }))
        #expect(
            product.refusal(.edit(vendorID: "V-1", revision: 1, content: .saas.with { $0.name = "乙" }))
                == "- revision-outdated")
    }

    @Test("A foreign vendor's product does not exist for the asker")
    func foreignVendor() throws {
        var product = try product(at: .listed)
        for input: Product.Input in [
            .edit(vendorID: "V-2", revision: nil, content: .saas), .submit(vendorID: "V-2"),
            .delist(by: .vendor("V-2"), reason: ""),
        ] { #expect(product.refusal(input) == "- product-unknown") }
        var absent = Scenario<Product>("P-9")
        #expect(absent.refusal(.approve(operatorID: "op")) == "- product-unknown")
        #expect(absent.refusal(.delist(by: .operator("op"), reason: "")) == "- product-unknown")
    }

    @Test("Submitting or delisting twice changes nothing more; a delisted product comes back through draft")
    func repetition() throws {
        var testing = try product(at: .testing)
        #expect(try testing.take(.submit(vendorID: "V-1")).events.isEmpty)
        var delisted = try product(at: .delisted)
        #expect(try delisted.take(.delist(by: .vendor("V-1"), reason: "")).events.isEmpty)
        #expect(delisted.refusal(.submit(vendorID: "V-1")) == "VND-04 wrong-phase")
        try delisted.take(.edit(vendorID: "V-1", revision: nil, content: .saas.with { $0.name = "新" }))
        #expect(delisted.state.phase == .draft)
        #expect(delisted.refusal(.create(vendorID: "V-1", account: .vendor, content: .saas)) == "- product-exists")
    }

    @Test("VND-07 The agreement's version counts its texts")
    func agreementVersion() throws {
        var product = try product(at: .draft)
        #expect(product.state.agreementVersion == 1)
        try product.take(.edit(vendorID: "V-1", revision: nil, content: .saas.with { $0.name = "改" }))
        #expect(product.state.agreementVersion == 1)
        try product.take(.edit(vendorID: "V-1", revision: nil, content: .saas.with { $0.agreement?.digest = "d2" }))
        #expect(product.state.agreementVersion == 2)
    }

    @Test("An incomplete draft may be kept but not submitted, and the refusal names all that is missing")
    func incompleteDraft() throws {
        let content = ProductContent.service.with { ($0.deliverySteps, $0.agreement, $0.validityMonths) = ([], nil, 2) }
        var product = try product(content, at: .draft)
        #expect(throws: Rejection.self) { try product.take(.submit(vendorID: "V-1")) }
        do { try product.take(.submit(vendorID: "V-1")) } catch let rejection {
            #expect(rejection.items.map { String($0.prefix(6)) } == ["VND-09", "VND-10", "VND-07"])
        }
    }
}
