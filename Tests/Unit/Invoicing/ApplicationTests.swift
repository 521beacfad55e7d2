import InvoicingDomain
import Kernel
import Testing

private let platform = Seller.firstPartyID

@Suite struct ApplicationTests {
    @Test("INV-05 The platform's own electronic invoice is issued at once, under the first number of the year's series")
    func atOnce() throws {
        let books = Books()
        try books.pay("O-1", 10_600, seller: platform)
        try books.pay("O-2", 21_200, seller: platform)
        try books.apply("IA-1", ["O-1", "O-2"])
        let state = try #require(books.applications["IA-1"])
        #expect(state.status == .issued)
        #expect(state.invoice?.total == Money(fen: 31_800))
        #expect(state.invoice?.tax == Money(fen: 1_800))
        #expect(state.invoice?.number == "26441000000000000001")
        #expect(state.invoice?.id == "I-1")
        #expect(books.invoiceables["O-2"]?.invoice?.number == state.invoice?.number)
    }

    @Test("INV-04 Nothing chosen, orders of others, of another seller, taken ones and too many are refused, saying why")
    func refusals() throws {
        let books = Books()
        try books.pay("O-1", 100, seller: platform)
        try books.pay("O-2", 100, seller: "V-1")
        try books.pay("O-3", 100, account: "A-2", seller: platform)
        try books.pay("O-4", 100, seller: platform)
        try books.apply("IA-4", ["O-4"])
        #expect(books.refusal(books.request([])) == "INV-04 nothing-chosen")
        #expect(books.refusal(books.request(["O-1", "O-1"])) == "INV-04 selection-wrong")
        #expect(books.refusal(books.request((0...200).map { "O-\($0)" })) == "INV-04 selection-wrong")
        #expect(books.refusal(books.request(["O-1", "O-2"])) == "INV-04 other-seller")
        #expect(books.refusal(books.request(["O-3"])) == "INV-04 no-such-order")
        #expect(books.refusal(books.request(["O-9"])) == "INV-04 no-such-order")
        #expect(books.refusal(books.request(["O-4"])) == "INV-04 not-invoiceable")
        #expect(books.refusal(books.request(["O-1"])) == nil)
    }

    @Test("INV-04 An invoice is of the largest amount at most, to the fen")
    func tooMuch() throws {
        let books = Books()
        try books.pay("O-1", Money.limit.fen - 1, seller: platform)
        for id in ["O-2", "O-3"] { try books.pay(id, 1, seller: platform) }
        #expect(books.refusal(books.request(["O-1", "O-2", "O-3"])) == "INV-04 amount-too-high")
        #expect(books.refusal(books.request(["O-1", "O-2"])) == nil)
    }

    @Test("INV-09 A partner's domain can be invoiced once it is got, not before")
    func domains() throws {
        let books = Books()
        try books.pay("O-1", 100, seller: platform, domainSource: "sedo")
        #expect(books.refusal(books.request(["O-1"])) == "INV-09 not-invoiceable")
        try books.fact("O-1", .produced)
        #expect(books.refusal(books.request(["O-1"])) == nil)
    }

    @Test("CAT-11 A domain of a source whose trade the platform only guarantees is never invoiced")
    func guaranteedOnly() throws {
        let books = Books()
        try books.pay("O-1", 100, seller: platform, domainSource: "wanwang")
        #expect(books.refusal(books.request(["O-1"])) == "CAT-11 not-invoiceable")
        try books.fact("O-1", .produced)
        #expect(books.refusal(books.request(["O-1"])) == "CAT-11 not-invoiceable")
    }

    @Test("INV-05 A vendor that has not switched electronic invoices on issues on paper")
    func paperOnly() throws {
        let books = Books()
        try books.pay("O-1", 100, seller: "V-1")
        #expect(books.refusal(books.request(["O-1"], seller: "V-1")) == "INV-05 paper-only")
        #expect(books.refusal(books.request(["O-1"], seller: "V-1", medium: .paper)) == nil)
    }

    @Test("INV-04 Two applications at once for one order: one gets it, the other lets go of all it had")
    func race() throws {
        let books = Books()
        try books.pay("O-1", 100, seller: platform)
        try books.pay("O-2", 100, seller: platform)
        try books.command("IA-1", .apply(books.request(["O-1"])))
        try books.command("IA-2", .apply(books.request(["O-2", "O-1"])))
        try books.settle()
        #expect(books.applications["IA-1"]?.status == .issued)
        #expect(books.applications["IA-2"]?.status == .refused)
        #expect(books.applications["IA-2"]?.refusals.map(\.orderID) == ["O-1"])
        #expect(books.invoiceables["O-2"]?.standing == .open(Money(fen: 100)))
        #expect(books.rendered.count == 1)
    }

    @Test("INV-07 A vendor is reminded after 7 days and then daily, until it issues")
    func reminders() throws {
        let books = Books()
        try books.pay("O-1", 100)
        try books.apply("IA-1", ["O-1"], seller: "V-1", medium: .paper)
        let due = try #require(books.reminder("IA-1"))
        #expect(due == books.now + .days(7))
        books.now = due
        try books.command("IA-1", .deadline)
        #expect(books.applications["IA-1"]?.reminders == 1)
        #expect(books.reminder("IA-1") == due + .days(1))
        let paper = IssueCommand.Paper(
            number: "12345678", issuer: Issuer(name: "V", taxNumber: "91350100M000100Y43"),
            shipment: Shipment(carrier: "SF", trackingNumber: "1"))
        let foreign = InvoiceApplication.Input.issue(IssueCommand(by: .vendor("V-2"), paper: paper))
        #expect(books.refusal("IA-1", foreign) == "- no-such-application")
        let withoutPaper = InvoiceApplication.Input.issue(IssueCommand(by: .vendor("V-1"), paper: nil))
        #expect(books.refusal("IA-1", withoutPaper) == "INV-05 other-medium")
        try books.command("IA-1", .issue(IssueCommand(by: .vendor("V-1"), paper: paper)))
        try books.settle()
        #expect(books.applications["IA-1"]?.status == .issued)
        #expect(books.reminder("IA-1") == nil)
        try books.command("IA-1", .deadline)
        #expect(books.applications["IA-1"]?.reminders == 1)
    }

    @Test("INV-08 An order paid ten years ago can be invoiced")
    func noTimeLimit() throws {
        let books = Books()
        try books.pay("O-1", 100, seller: platform)
        books.now = ShanghaiCalendar.adding(months: 120, to: books.now)
        try books.apply("IA-1", ["O-1"])
        #expect(books.applications["IA-1"]?.invoice?.number.hasPrefix("36441") == true)
    }

    @Test("INV-10 A reversal balances the invoice, opens its orders again and happens once")
    func reversal() throws {
        let books = Books()
        try books.pay("O-1", 10_600, seller: platform)
        try books.apply("IA-1", ["O-1"])
        #expect(books.refusal("IA-1", .reverse(.returned, by: .vendor("V-1"))) == "- no-such-application")
        for _ in 1...2 { try books.command("IA-1", .reverse(.returned, by: .operator)) }
        try books.settle()
        let state = try #require(books.applications["IA-1"])
        #expect(state.status == .reversed)
        #expect(state.redInvoice?.original?.number == state.invoice?.number)
        #expect(state.invoice.map(\.total) == state.redInvoice.map { -$0.total })
        #expect(books.rendered.count == 2)
        #expect(books.invoiceables["O-1"]?.standing == .open(Money(fen: 10_600)))
    }
}
