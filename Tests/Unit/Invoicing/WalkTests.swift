import DomainTestKit
import InvoicingDomain
import Kernel
import Testing

@Suite("Every decider of invoicing, driven at random")
struct WalkTests {
    private let issuer = Issuer(name: "服务商", taxNumber: "91350100M000100Y43")

    @Test("INV-06 An application: what is offset is never more than what was chosen", arguments: WalkSeeds.all)
    func application(seed: UInt64) throws {
        var walk = Walk(
            InvoiceApplication.self, courses: try books().courses(InvoiceApplication.self),
            commands: ["apply", "issue", "cancel", "reverse"])
        walk.cumulative = ["deadline"]
        walk.isTerminal = { [.settled, .reversed, .refused, .cancelled].contains($0.status) }
        walk.fault = { state in
            if state.isBuyerForgotten, state.request?.address != nil { return "a forgotten buyer's address is kept" }
            guard let invoice = state.invoice, let red = state.redInvoice else { return nil }
            return invoice.total + red.total == .zero ? nil : "an invoice and its reversal do not balance"
        }
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("An order that can be invoiced", arguments: WalkSeeds.all)
    func invoiceable(seed: UInt64) throws {
        let walk = Walk(Invoiceable.self, courses: try books().courses(Invoiceable.self))
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("Arrears", arguments: WalkSeeds.all)
    func arrears(seed: UInt64) throws {
        var walk = Walk(Arrears.self, courses: try books().courses(Arrears.self))
        walk.cumulative = ["owe", "offset", "restore"]
        walk.fault = { $0.balance < .zero ? "arrears fell below zero" : nil }
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("A counter of invoices", arguments: WalkSeeds.all)
    func counter(seed: UInt64) throws {
        var walk = Walk(SerialCounter.self, courses: try books().courses(SerialCounter.self))
        walk.cumulative = ["take"]
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("INV-01 A billing profile", arguments: WalkSeeds.all)
    func profile(seed: UInt64) {
        let course = Course<BillingProfile>(
            "A-1", [.set(.enterprise(.sample), revision: nil), .set(.individual, revision: 1), .forget])
        let walk = Walk(BillingProfile.self, courses: [course], commands: ["set"])
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("INV-02 An address book has one default, or is empty", arguments: WalkSeeds.all)
    func addresses(seed: UInt64) {
        let addresses = [true, false].map { AddressBook.Address.sample(isDefault: $0) }
        let course = Course<AddressBook>(
            "A-1",
            [.set(addresses, revision: nil), .set([], revision: 1), .set([addresses[0]], revision: nil), .forget])
        var walk = Walk(AddressBook.self, courses: [course], commands: ["set"])
        walk.fault = { state in
            state.addresses.isEmpty || state.addresses.count(where: \.isDefault) == 1 ? nil : "not one default"
        }
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("What is held of an account", arguments: WalkSeeds.all)
    func account(seed: UInt64) {
        let course = Course<Account>("A-1", [.applied(applicationID: "IA-1"), .forgotten, .known])
        var walk = Walk(Account.self, courses: [course])
        walk.fault = { $0.isForgotten && !$0.applicationIDs.isEmpty ? "a forgotten account holds applications" : nil }
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("How a vendor issues", arguments: WalkSeeds.all)
    func issuing(seed: UInt64) {
        let course = Course<VendorIssuing>(
            "V-1", [.set(issuer, isElectronic: true), .set(issuer, isElectronic: false)])
        let walk = Walk(VendorIssuing.self, courses: [course], commands: ["set"])
        #expect(walk.finding(seed: seed) == nil)
    }

    /// Applications that end in every way.
    private func books() throws -> Books {
        let books = Books()
        for order in 1...6 { try books.pay("O-\(order)", 10_600, seller: Seller.firstPartyID) }
        try books.apply("IA-1", ["O-1", "O-2"])
        try books.fact("O-1", .produced)
        try books.fact("O-2", .refunded(refundID: "R-1", cash: Money(fen: 10_600)))
        try books.apply("IA-2", ["O-3"])
        try books.command("IA-1", .reverse(.returned, by: .operator))
        try books.settle()
        try books.fact("O-1", .refunded(refundID: "R-2", cash: Money(fen: 600)))
        try books.command("IA-3", .apply(books.request(["O-4"])))
        try books.command("IA-4", .apply(books.request(["O-5", "O-4"])))
        try books.settle()
        try offsets(books)
        try paper(books)
        return books
    }

    /// What was refunded after an invoice is set off against the next one, which is reversed.
    private func offsets(_ books: Books) throws {
        for order in 7...8 { try books.pay("O-\(order)", 10_600, seller: Seller.firstPartyID) }
        try books.apply("IA-7", ["O-7"])
        try books.fact("O-7", .refunded(refundID: "R-7", cash: Money(fen: 600)))
        try books.apply("IA-8", ["O-8"])
        try books.command("IA-8", .reverse(.returned, by: .operator))
        try books.settle()
    }

    private func paper(_ books: Books) throws {
        for order in 11...13 { try books.pay("O-\(order)", 10_600, seller: "V-1") }
        for application in [11, 12] {
            try books.apply("IA-\(application)", ["O-\(application)"], seller: "V-1", medium: .paper)
        }
        try books.command("IA-11", .deadline)
        let paper = IssueCommand.Paper(
            number: "12345678", issuer: issuer, shipment: Shipment(carrier: "SF", trackingNumber: "1"))
        try books.command("IA-11", .issue(IssueCommand(by: .vendor("V-1"), paper: paper)))
        try books.settle()
        try books.command("IA-11", .reverse(.wrong, by: .vendor("V-1")))
        try books.command("IA-12", .cancel(accountID: "A-1"))
        try books.settle()
        try books.apply("IA-13", ["O-13"], seller: "V-1", medium: .paper)
        try books.forget("A-1")
    }
}
