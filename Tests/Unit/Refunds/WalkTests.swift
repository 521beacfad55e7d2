import DomainTestKit
import Kernel
import RefundsDomain
import Testing

@Suite("Every decider of refunds, driven at random")
struct WalkTests {
    @Test("REF-09 A guarantee: one case moves money at most, and no more than was paid", arguments: WalkSeeds.all)
    func guarantee(seed: UInt64) throws {
        var walk = Walk(
            Guarantee.self, courses: [try service(), try software(), try domain()],
            commands: ["apply", "cancel", "review", "find"])
        walk.fault = { state in
            let moving = state.cases.filter { $0.status == .approved || $0.status == .completed }
            if moving.count > 1 { return "two cases move money: \(moving.map(\.id))" }
            guard let order = state.order, let refund = moving.first else { return nil }
            let paid = order.refundAmounts(withVouchers: true)
            let isMore = refund.amounts.contains { back in
                !paid.contains {
                    $0.lineID == back.lineID && back.cash <= $0.cash && back.voucher <= max($0.voucher, .zero)
                }
            }
            return isMore ? "more goes back than was paid" : nil
        }
        #expect(walk.finding(seed: seed) == nil)
    }

    private func service() throws -> Course<Guarantee> {
        var story = try Story.paid(.sample(.sample("O-1-1", .humanService, .once)))
        try story.take(.requirementFiled(lineID: "O-1-1", at: .paid))
        try story.take(.deliveryPaused(lineID: "O-1-1", at: .paid))
        try story.take(.deliveryResumed(lineID: "O-1-1", at: .paid))
        let finding = Finding(.materialWithheld, since: .paid)
        try story.take(.find(lineID: "O-1-1", finding, holds: true, operatorID: "S-1"))
        try story.take(.find(lineID: "O-1-1", finding, holds: false, operatorID: "S-1"))
        try story.apply("R-1")
        try story.take(.review(refundID: "R-1", .reject(reason: .reply("已验收")), operatorID: "S-1"))
        try story.take(.deliveryExpired(lineID: "O-1-1", at: .paid))
        try story.take(.deliveryAccepted(lineID: "O-1-1", at: .paid))
        return story.course
    }

    private func software() throws -> Course<Guarantee> {
        var story = try Story.paid()
        try story.apply("R-1")
        try story.take(.cancel(refundID: "R-1", accountID: "A-1"))
        try story.take(.invoiceIssued(invoiceID: "I-1"))
        try story.apply("R-2")
        try story.take(.invoiceReversed(invoiceID: "I-1"))
        try story.take(.review(refundID: "R-2", .approve, operatorID: "S-1"))
        try story.take(.produced([DeliveredLine(lineID: "O-1-1", at: .paid)]))
        try story.take(.moneyRefused(refundID: "R-2", rule: "REF-09"))
        try story.take(.moneyReturned(refundID: "R-2", at: .paid))
        return story.course
    }

    private func domain() throws -> Course<Guarantee> {
        var story = try Story.paid(.domain)
        try story.take(.domainPurchaseFailed(reason: "stale-listing"))
        try story.take(.domainPurchased)
        try story.take(.moneyReturned(refundID: RefundCase.automaticID(orderID: "O-1"), at: .paid))
        return story.course
    }
}
