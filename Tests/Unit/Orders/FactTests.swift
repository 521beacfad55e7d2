import DomainTestKit
import Kernel
import OrdersDomain
import Testing

@Suite("What is kept of others")
struct FactTests {
    private let start = Instant(rfc3339: "2026-11-21T08:00:00Z") ?? Instant(microseconds: 0)

    private func listing(_ version: Int) -> ProductFact.Listing {
        ProductFact.Listing(
            version: version, name: "云建站", type: .saas, choices: [], deliverySteps: [], hasFiveDayRefund: true,
            allowsCredit: true,
            validityMonths: nil, connection: .productionEndpoint, productionEndpoint: "https://v\(version)",
            guideURL: "")
    }

    @Test("An older version of a product, or the same one told again, is no news")
    func versions() throws {
        var product = Scenario<ProductFact>("P-1", at: start)
        try product.take(.listed(listing(2)))
        #expect(try product.take(.listed(listing(1))).isEmpty)
        #expect(try product.take(.listed(listing(2))).isEmpty)
        try product.take(.listed(listing(3)))
        #expect(product.state.listing?.productionEndpoint == "https://v3")
    }

    @Test("A forgotten account leaves nothing but that it is gone; told of again, it is known again")
    func forgotten() throws {
        var account = Scenario<AccountFact>("A-1", at: start)
        let profile = AccountFact.Profile(name: .buyers("甲"), registrantTemplates: [template])
        try account.take(.changed(profile))
        try account.take(.forgotten)
        #expect(account.state.profile == nil)
        #expect(account.state.isForgotten)
        #expect(try account.take(.forgotten).isEmpty)
        try account.take(.changed(profile))
        #expect(account.state.profile == profile)
        #expect(!account.state.isForgotten)
    }

    @Test("An account may be forgotten before anything was known of it")
    func forgottenFirst() throws {
        var account = Scenario<AccountFact>("A-1", at: start)
        try account.take(.forgotten)
        #expect(account.state.isForgotten)
    }
}
