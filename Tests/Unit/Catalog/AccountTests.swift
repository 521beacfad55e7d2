import CatalogDomain
import DomainTestKit
import Testing

@Suite("Who sells") struct AccountTests {
    @Test("A product bears the name that identity gives to the account of its vendor")
    func name() throws {
        var product = Scenario<Product>("P-1")
        try product.take(.create(vendorID: "V-1", account: .vendor, content: .saas))
        #expect(product.state.vendorName == "甲")
    }

    @Test(
        "Who is not known to act for the vendor, or has no name, makes no product",
        arguments: [
            Account.State(), Account.State(vendorID: "V-2", name: "乙"), Account.State(name: "甲"),
            Account.State(vendorID: "V-1", name: "\u{3000} "),
        ])
    func unknown(account: Account.State) {
        let product = Scenario<Product>("P-1")
        #expect(
            product.when(.create(vendorID: "V-1", account: account, content: .saas)) == .refused("- vendor-not-known"))
    }

    @Test("Of an account that acts for no vendor, or is gone, nothing is kept")
    func kept() throws {
        var account = Scenario<Account>("A-1")
        #expect(try account.take(.changed(Account.State(name: "买家"))).isEmpty)
        try account.take(.changed(.vendor))
        #expect(try account.take(.changed(.vendor)).isEmpty)
        try account.take(.changed(Account.State(name: "甲")))
        #expect(account.state == Account.State())
        try account.take(.changed(.vendor))
        try account.take(.forgotten)
        #expect(account.state == Account.State())
        #expect(try account.take(.forgotten).isEmpty)
    }
}
