import DomainTestKit
import InvoicingDomain
import Kernel
import Testing

@Suite("Accounts that are gone") struct ForgettingTests {
    private let enterprise = BillingProfile.Title.enterprise(.sample)

    private func paper(_ books: Books) throws {
        try books.pay("O-1", 10_600)
        try books.apply("IA-1", ["O-1"], seller: "V-1", medium: .paper)
    }

    @Test("INV-01 INV-02 Profile and addresses of an account that is gone are gone")
    func profile() throws {
        let world = World(Account.self, BillingProfile.self, AddressBook.self, at: Instant(microseconds: 0))
        let address = AddressBook.Address.sample(isDefault: true)
        try world.send(BillingProfile.self, "A-1", .set(enterprise, revision: nil))
        try world.send(AddressBook.self, "A-1", .set([address], revision: nil))
        try world.send(Account.self, "A-1", .forgotten)
        #expect(world.state(BillingProfile.self, "A-1").title == nil)
        #expect(world.state(AddressBook.self, "A-1").addresses.isEmpty)
        #expect(world.when(Account.self, "A-1", .forgotten) == .nothing)
        #expect(world.when(Account.self, "A-1", .known) == .decided(.known))
    }

    @Test(
        "INV-07 An application that waits for its issuer is taken back: its order can be invoiced anew, its address is gone"
    )
    func waiting() throws {
        let books = Books()
        try paper(books)
        #expect(books.applications["IA-1"]?.request?.address != nil)
        try books.forget("A-1")
        let application = try #require(books.applications["IA-1"])
        #expect(application.status == .cancelled)
        #expect(application.request?.address == nil)
        #expect(application.request?.title == nil)
        #expect(books.reminder("IA-1") == nil)
        #expect(books.open == Money(fen: 10_600))
    }

    @Test("INV-10 An invoice stays as it was issued, with the buyer it names; where it was sent is forgotten")
    func issued() throws {
        let books = Books()
        try paper(books)
        let shipment = Shipment(carrier: "SF", trackingNumber: "1")
        let issuer = Issuer(name: "服务商", taxNumber: "91350100M000100Y43")
        let paper = IssueCommand.Paper(number: "12345678", issuer: issuer, shipment: shipment)
        try books.command("IA-1", .issue(IssueCommand(by: .vendor("V-1"), paper: paper)))
        try books.settle()
        let before = try #require(books.applications["IA-1"]?.invoice)
        try books.forget("A-1")
        let application = try #require(books.applications["IA-1"])
        #expect(application.status == .issued)
        #expect(application.invoice == before)
        #expect(application.request?.address == nil)
        try books.command("IA-1", .reverse(.returned, by: .vendor("V-1")))
        try books.settle()
        #expect(books.applications["IA-1"]?.status == .reversed)
    }

    @Test(
        "INV-10 An invoice whose number is being drawn is still issued, with what is left of its title; then nothing else is kept"
    )
    func issuing() throws {
        let books = Books()
        try books.pay("O-1", 10_600, seller: Seller.firstPartyID)
        var application = Scenario<InvoiceApplication>("IA-1", at: books.now)
        try application.take(.apply(books.request(["O-1"])))
        let item = InvoiceItem(
            name: "云建站", specification: "", taxClass: .software, quantity: 1, amount: Money(fen: 10_600))
        try application.take(.claimed(ClaimedOrder(orderID: "O-1", items: [item], amount: item.amount)))
        try application.take(.offset(.zero))
        #expect(application.state.status == .issuing)
        try application.take(.forgetBuyer)
        #expect(application.state.request?.address == nil)
        try application.take(.numbered("26441000000000000001"))
        try application.take(.rendered(invoiceID: "I-1"))
        #expect(application.state.status == .issued)
        #expect(application.state.invoice?.buyer == .enterprise(.sample))
        #expect(application.state.request?.title == nil)
        #expect(try application.take(.forgetBuyer).isEmpty)
    }

    @Test("INV-06 An application that crosses with the news is given up, and gives orders and arrears back")
    func crossing() throws {
        let books = Books()
        try books.pay("O-1", 10_600, seller: "V-1")
        try books.apply("IA-1", ["O-1"], seller: "V-1", medium: .paper)
        let issuer = Issuer(name: "服务商", taxNumber: "91350100M000100Y43")
        let paper = IssueCommand.Paper(
            number: "12345678", issuer: issuer, shipment: Shipment(carrier: "SF", trackingNumber: "1"))
        try books.command("IA-1", .issue(IssueCommand(by: .vendor("V-1"), paper: paper)))
        try books.settle()
        try books.fact("O-1", .refunded(refundID: "R-1", cash: Money(fen: 600)))
        try books.pay("O-2", 10_600, seller: "V-1")
        try books.command("IA-2", .apply(books.request(["O-2"], seller: "V-1", medium: .paper)))
        try books.command("IA-2", .forgetBuyer)
        try books.settle()
        #expect(books.applications["IA-2"]?.status == .cancelled)
        #expect(books.applications["IA-2"]?.request?.address == nil)
        #expect(books.open == Money(fen: 10_600))
        #expect(books.owed == Money(fen: 600))
    }

    @Test("Whoever applies as its account goes is forgotten too; one that comes back is kept again")
    func applying() throws {
        var account = Scenario<Account>("A-1", at: Instant(microseconds: 0))
        try account.take(.forgotten)
        let told = try account.take(.applied(applicationID: "IA-1"))
        #expect(told.events.isEmpty)
        #expect(told.messages.map(\.id) == ["IA-1"])
        try account.take(.known)
        #expect(account.when(.applied(applicationID: "IA-2")) == .decided(.applied(applicationID: "IA-2")))
    }
}
