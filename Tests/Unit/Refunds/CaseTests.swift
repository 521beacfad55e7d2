import DomainTestKit
import Kernel
import RefundsDomain
import Testing

@Suite("A refund case")
struct CaseTests {
    @Test("REF-03 the cash paid goes back, used vouchers do not")
    func amounts() throws {
        var story = try Story.paid(
            .sample(.sample("O-1-1", cash: 19_900, voucher: 1_000), .sample("O-1-2", cash: 0, voucher: 500)))
        try story.apply()
        #expect(
            story.state.cases.first?.amounts == [
                LineAmount(lineID: "O-1-1", cash: Money(fen: 19_900), voucher: .zero),
                LineAmount(lineID: "O-1-2", cash: .zero, voucher: .zero),
            ])
    }

    @Test("REF-01 part of the price cannot be asked for, the whole can")
    func noPartialRefund() throws {
        var story = try Story.paid()
        let rejection = #expect(throws: Rejection.self) { try story.take(.apply(.sample(amount: Money(fen: 19_899)))) }
        #expect(rejection?.rule == "REF-01")
        #expect(throws: Never.self) { try story.take(.apply(.sample(amount: Money(fen: 19_900)))) }
    }

    @Test("REF-07 an application needs accepted rules and a reason")
    func form() throws {
        var story = try Story.paid()
        for application in [
            RefundApplication.sample(acceptsRules: false), .sample(reason: ""), .sample(reason: " \n"),
            .sample(reason: String(repeating: "长", count: 501)),
            .sample(reason: "e" + String(repeating: "\u{301}", count: 500)),
        ] {
            let rejection = #expect(throws: Rejection.self) { try story.take(.apply(application)) }
            #expect(rejection?.rule == "REF-07")
        }
        #expect(throws: Never.self) { try story.take(.apply(.sample(reason: String(repeating: "长", count: 500)))) }
    }

    @Test("REF-05 an application outside the guarantee is refused with the rule that excludes it")
    func refusedWithRule() throws {
        var story = try Story.paid(.sample(.sample("O-1-1", .api, .package)))
        let rejection = #expect(throws: Rejection.self) { try story.apply() }
        #expect(rejection?.rule == "REF-02")
    }

    @Test("REF-05 another account learns nothing of the order, nor of the case")
    func otherAccount() throws {
        var story = try Story.paid()
        #expect(throws: Rejection.noSuchOrder) { try story.take(.apply(.sample(accountID: "A-2"))) }
        try story.apply()
        #expect(throws: Rejection.noSuchCase) { try story.take(.cancel(refundID: "R-1", accountID: "A-2")) }
    }

    @Test("REF-02 what was applied for in time may be approved later")
    func reviewedLate() throws {
        var story = try Story.paid()
        try story.apply(at: Instant.fiveDaysLater.justBefore)
        try story.take(.review(refundID: "R-1", .approve, operatorID: "S-1"), at: .paid + .days(30))
        #expect(story.state.cases.first?.status == .approved)
    }

    @Test("REF-08 a case in review can be cancelled, once; then another may follow")
    func cancel() throws {
        var story = try Story.paid()
        try story.apply("R-1")
        #expect(try story.take(.cancel(refundID: "R-1", accountID: "A-1")).events == [.cancelled(refundID: "R-1")])
        #expect(try story.take(.cancel(refundID: "R-1", accountID: "A-1")).isEmpty)
        try story.apply("R-2")
        #expect(story.state.cases.map(\.status) == [.cancelled, .inReview])
    }

    @Test("REF-08 after approval nothing can be cancelled")
    func noCancelAfterApproval() throws {
        var story = try Story.paid()
        try story.apply()
        try story.take(.review(refundID: "R-1", .approve, operatorID: "S-1"))
        let rejection = #expect(throws: Rejection.self) { try story.take(.cancel(refundID: "R-1", accountID: "A-1")) }
        #expect(rejection?.rule == "REF-08")
    }

    @Test("REF-08 a rejection carries its reason and can be followed by another application")
    func rejected() throws {
        var story = try Story.paid()
        try story.apply("R-1")
        #expect(throws: Rejection.self) {
            try story.take(.review(refundID: "R-1", .reject(reason: .reply(" ")), operatorID: "S-1"))
        }
        try story.take(.review(refundID: "R-1", .reject(reason: .reply("已使用")), operatorID: "S-1"))
        #expect(story.state.cases.first?.rejectedBecause == .written(.reply("已使用")))
        #expect(story.state.cases.first?.reviewedAt == story.now)
        #expect(throws: Rejection.self) { try story.take(.review(refundID: "R-1", .approve, operatorID: "S-1")) }
        #expect(throws: Rejection.self) { try story.take(.cancel(refundID: "R-1", accountID: "A-1")) }
        #expect(try story.apply("R-2").events.count == 1)
    }

    @Test("REF-08 one application at a time; the same one repeated changes nothing")
    func oneAtATime() throws {
        var story = try Story.paid()
        try story.apply("R-1")
        #expect(try story.apply("R-1").isEmpty)
        let rejection = #expect(throws: Rejection.self) { try story.apply("R-2") }
        #expect(rejection?.items == ["R-1"])
    }

    @Test("REF-04 an issued invoice must be reversed before a refund is approved")
    func invoiceOutstanding() throws {
        var story = try Story.paid()
        try story.take(.invoiceIssued(invoiceID: "I-1"))
        try story.apply()
        let rejection = #expect(throws: Rejection.self) {
            try story.take(.review(refundID: "R-1", .approve, operatorID: "S-1"))
        }
        #expect(rejection?.rule == "REF-04")
        #expect(rejection?.items == ["I-1"])
        try story.take(.invoiceReversed(invoiceID: "I-1"))
        #expect(try story.take(.review(refundID: "R-1", .approve, operatorID: "S-1")).events.count == 1)
    }

    @Test("REF-04 a reversal told before its invoice, or either told twice, ends the same")
    func invoiceOutOfOrder() throws {
        var story = try Story.paid()
        try story.take(.invoiceReversed(invoiceID: "I-1"))
        try story.take(.invoiceIssued(invoiceID: "I-1"))
        #expect(try story.take(.invoiceIssued(invoiceID: "I-1")).isEmpty)
        #expect(try story.take(.invoiceReversed(invoiceID: "I-1")).isEmpty)
        #expect(story.state.outstandingInvoices.isEmpty)
    }
}

@Suite("Money moves once")
struct MoneyTests {
    private func approved() throws(Rejection) -> Story {
        var story = try Story.paid()
        try story.apply()
        try story.take(.review(refundID: "R-1", .approve, operatorID: "S-1"))
        return story
    }

    @Test("REF-09 an approval repeated approves nothing more")
    func approvedTwice() throws {
        var story = try approved()
        #expect(try story.take(.review(refundID: "R-1", .approve, operatorID: "S-1")).isEmpty)
        #expect(throws: Rejection.self) {
            try story.take(.review(refundID: "R-1", .reject(reason: .reply("nein")), operatorID: "S-1"))
        }
    }

    @Test("REF-09 an order with an approved or completed case takes no other application")
    func onlyOneApproved() throws {
        var story = try approved()
        for _ in 0..<2 {
            let rejection = #expect(throws: Rejection.self) { try story.apply("R-2") }
            #expect(rejection?.rule == "REF-09")
            try story.take(.moneyReturned(refundID: "R-1", at: story.now))
        }
    }

    @Test("REF-09 the case closes when the money has moved, once")
    func completed() throws {
        var story = try approved()
        let returned = story.now
        #expect(
            try story.take(.moneyReturned(refundID: "R-1", at: returned)).events == [
                .completed(refundID: "R-1", returnedAt: returned)
            ])
        #expect(try story.take(.moneyReturned(refundID: "R-1", at: returned)).isEmpty)
        #expect(story.state.cases.first?.status == .completed)
    }

    @Test("REF-09 money returned for a case that is unknown or not approved closes nothing")
    func returnedForNothing() throws {
        var story = try Story.paid()
        try story.apply()
        #expect(try story.take(.moneyReturned(refundID: "R-1", at: story.now)).isEmpty)
        #expect(try story.take(.moneyReturned(refundID: "R-9", at: story.now)).isEmpty)
    }

    @Test("REF-09 a refund that orders refuses is rejected, and moves nothing later")
    func refusedByOrders() throws {
        var story = try approved()
        #expect(try story.take(.moneyRefused(refundID: "R-1", rule: "REF-09")).events.count == 1)
        #expect(story.state.cases.first?.status == .rejected)
        #expect(try story.take(.moneyReturned(refundID: "R-1", at: story.now)).isEmpty)
        #expect(try story.take(.moneyRefused(refundID: "R-1", rule: "REF-09")).isEmpty)
    }

    @Test("REF-09 whatever is done in whatever order, no more is approved than was paid", arguments: 1...50)
    func neverMoreThanPaid(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var story = try Story.paid(seed.isMultiple(of: 2) ? .domain : .sample())
        for step in 0..<60 {
            let id = ["R-1", "R-2", "R-3", "R-O-1"][Int(random.next() % 4)]
            let inputs: [Guarantee.Input] = [
                .apply(.sample("R-\(random.next() % 4)")), .cancel(refundID: id, accountID: "A-1"),
                .review(refundID: id, .approve, operatorID: "S-1"),
                .review(refundID: id, .reject(reason: .reply("x")), operatorID: "S-1"),
                .moneyReturned(refundID: id, at: story.now),
                .moneyRefused(refundID: id, rule: "REF-09"),
                .domainPurchaseFailed(reason: "stale-listing"), .orderPaid(.sample()),
                .invoiceIssued(invoiceID: "I-\(step)"),
                .invoiceReversed(invoiceID: "I-\(step - 1)"),
            ]
            _ = try? story.take(inputs[Int(random.next() % UInt64(inputs.count))])
            let moved = story.state.cases.filter { $0.status == .approved || $0.status == .completed }
            let order = try #require(story.state.order)
            #expect(moved.map(\.cash).sum() <= order.cash)
            #expect(moved.map(\.voucher).sum() <= order.voucher)
            #expect(story.state.cases.count { $0.status == .inReview } <= 1)
        }
    }
}

@Suite("A failed domain purchase")
struct FailedDomainTests {
    private let failure = Guarantee.Input.domainPurchaseFailed(reason: "stale-listing")

    @Test("DOM-05 REF-03 a failed purchase is approved by itself, in full, vouchers included")
    func automatic() throws {
        var story = try Story.paid(.domain)
        try story.take(failure)
        let refund = try #require(story.state.cases.first)
        #expect(refund.status == .approved)
        #expect(refund.isAutomatic)
        #expect(refund.id == "R-O-1")
        #expect(refund.cash == Money(fen: 116_900))
        #expect(refund.voucher == Money(fen: 5_000))
    }

    @Test("DOM-05 the failure may be known before the payment")
    func failureFirst() throws {
        var story = Story()
        #expect(try story.take(failure).events.count == 1)
        try story.take(.orderPaid(.domain))
        #expect(story.state.cases.map(\.status) == [.approved])
    }

    @Test("DOM-05 a failure told twice refunds once")
    func repeated() throws {
        var story = try Story.paid(.domain)
        try story.take(failure)
        #expect(try story.take(failure).isEmpty)
        try story.take(.moneyReturned(refundID: "R-O-1", at: story.now))
        #expect(story.state.cases.map(\.status) == [.completed])
        #expect(try story.take(failure).isEmpty)
        #expect(story.state.cases.count == 1)
    }

    @Test("DOM-05 an automatic refund that orders refuses does not open again by itself")
    func refused() throws {
        var story = try Story.paid(.domain)
        try story.take(failure)
        try story.take(.moneyRefused(refundID: "R-O-1", rule: "REF-09"))
        try story.take(.invoiceIssued(invoiceID: "I-1"))
        #expect(story.state.cases.map(\.status) == [.rejected])
    }

    @Test("DOM-05 the first word on a domain counts: one that was got is not refunded")
    func gotFirst() throws {
        var story = try Story.paid(.domain)
        try story.take(.domainPurchased)
        #expect(try story.take(failure).isEmpty)
        #expect(story.state.cases.isEmpty)
    }
}

@Suite("When the money arrives")
struct ArrivalTests {
    @Test(
        "REF-03 a bank takes two to three working days, weekends not counted, days as in Shanghai",
        arguments: [
            ("2026-11-23T02:00:00Z", "2026-11-25", "2026-11-26"),  // Monday
            ("2026-11-19T02:00:00Z", "2026-11-23", "2026-11-24"),  // Thursday
            ("2026-11-20T15:59:59Z", "2026-11-24", "2026-11-25"),  // Friday, the last second
            ("2026-11-20T16:00:00Z", "2026-11-24", "2026-11-25"),  // Saturday
            ("2026-11-22T12:00:00Z", "2026-11-24", "2026-11-25"),  // Sunday
            ("2026-11-22T16:00:00Z", "2026-11-25", "2026-11-26"),  // Monday, the first second
        ])
    func workingDays(returned: String, first: String, last: String) throws {
        let arrival = try #require(PaymentChannel.bank.arrival(of: .at(returned)))
        #expect(arrival.first.description == first)
        #expect(arrival.last.description == last)
    }

    @Test("REF-03 what was paid from the account is back at once")
    func account() {
        #expect(PaymentChannel(method: "balance").arrival(of: .paid) == nil)
        #expect(PaymentChannel(method: "online").arrival(of: .paid) != nil)
        #expect(PaymentChannel(method: "remittance").arrival(of: .paid) != nil)
    }
}
