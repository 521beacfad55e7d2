import DomainTestKit
import Kernel
import RefundsApplication
import RefundsDomain
import Testing

@Suite("The list of what can be refunded")
struct RefundableListTests {
    @Test("REF-05 the list leaves out what is over, in review or refunded, and fills its pages all the same")
    func pages() async throws {
        // Every third is in its guarantee still.
        let states = try (0..<250).map { number in try Self.paid(number, daysAgo: number.isMultiple(of: 3) ? 1 : 6) }
        let list = RefundableList(FakeQueries(states: states))
        let first = try await list.page(of: "A-1", at: .paid, before: nil, limit: 50)
        #expect(first.items.count == 50)
        let second = try await list.page(of: "A-1", at: .paid, before: first.next, limit: 50)
        #expect(second.items.count == 34)
        #expect(second.next == nil)
        #expect(Set((first.items + second.items).map(\.order.orderID)).count == 84)
    }

    @Test("REF-05 an order whose case is open or approved is not in the list, one whose case was rejected is")
    func cases() throws {
        var story = try Story.paid()
        #expect(RefundableItem(story.state, at: .paid) != nil)
        try story.apply("R-1")
        #expect(RefundableItem(story.state, at: .paid) == nil)
        try story.take(.review(refundID: "R-1", .reject(reason: .reply("x")), operatorID: "S-1"))
        #expect(RefundableItem(story.state, at: .paid) != nil)
        try story.apply("R-2")
        try story.take(.review(refundID: "R-2", .approve, operatorID: "S-1"))
        #expect(RefundableItem(story.state, at: .paid) == nil)
    }

    @Test("REF-05 the opening time is when the product was opened, not when it was paid; nothing until then")
    func openedAt() throws {
        var saas = try Story.paid(.sample(.sample("O-1-1"), .sample("O-1-2")))
        #expect(RefundableItem(saas.state, at: .paid)?.openedAt == nil)
        let opened = Instant.paid + .minutes(7)
        let lines = [
            DeliveredLine(lineID: "O-1-1", at: opened + .minutes(1)), DeliveredLine(lineID: "O-1-2", at: opened),
        ]
        try saas.take(.produced(lines))
        #expect(try saas.take(.produced([DeliveredLine(lineID: "O-1-2", at: .paid)])).isEmpty)
        #expect(RefundableItem(saas.state, at: opened)?.openedAt == opened)
        let service = try Story.paid(.sample(.sample("O-1-1", .humanService, .once)))
        #expect(RefundableItem(service.state, at: .paid)?.openedAt == .paid)
    }

    @Test("REF-03 an order wholly paid by vouchers is listed at nothing, taken, approved and completed")
    func voucherOnly() throws {
        var story = try Story.paid(.sample(.sample(cash: 0, voucher: 19_900)))
        #expect(RefundableItem(story.state, at: .paid)?.order.cash == .zero)
        try story.apply()
        try story.take(.review(refundID: "R-1", .approve, operatorID: "S-1"))
        #expect(story.state.cases.first?.cash == .zero)
        try story.take(.moneyReturned(refundID: "R-1", at: story.now))
        #expect(story.state.cases.map(\.status) == [.completed])
    }

    @Test("REF-04 the list names the invoices that have to be returned")
    func invoices() throws {
        var story = try Story.paid()
        try story.take(.invoiceIssued(invoiceID: "I-1"))
        #expect(RefundableItem(story.state, at: .paid)?.outstandingInvoices == ["I-1"])
    }

    @Test("An account with nothing but old orders is answered after a bounded look, with a place to go on from")
    func bounded() async throws {
        let states = try (0..<1_500).map { try Self.paid($0, daysAgo: 6) }
        let page = try await RefundableList(FakeQueries(states: states)).page(
            of: "A-1", at: .paid, before: nil, limit: 50)
        #expect(page.items.isEmpty)
        #expect(page.next != nil)
    }

    private static func paid(_ number: Int, daysAgo: Int) throws -> Guarantee.State {
        var state = Guarantee.initial("O")
        state.order = PaidOrder(
            orderID: "O-\(90_000 - number)", accountID: "A-1", vendorID: "V-1", vendorName: "示例服务商", paidThrough: .bank,
            paidAt: .paid - .days(daysAgo), lines: [.sample()])
        return state
    }
}

/// Latest order first, as the database gives them.
private struct FakeQueries: RefundQueries {
    let states: [Guarantee.State]

    func openGuarantees(of accountID: String, before orderID: String?, limit: Int) async throws -> [Guarantee.State] {
        Array(states.drop { orderID != nil && ($0.order?.orderID ?? "") >= orderID ?? "" }.prefix(limit))
    }

    func guarantee(_ orderID: String) async throws -> Guarantee.State? { nil }
    func refund(_ refundID: String) async throws -> RefundView? { nil }
    func refunds(of accountID: String, before refundID: String?, limit: Int) async throws -> [RefundView] { [] }
    func refunds(with status: RefundCase.Status, after refundID: String?, limit: Int) async throws -> [RefundView] {
        []
    }
}
