import DomainTestKit
import Kernel
import PartnerDomainFulfilmentDomain
import Testing

@Suite("Every decider of fulfilment, driven at random")
struct WalkTests {
    @Test("A purchase", arguments: WalkSeeds.all)
    func purchase(seed: UInt64) throws {
        var walk = Walk(
            Purchase.self, courses: [try got(), try failed(), try byHand()],
            commands: ["askNow", "reportOutcome", "filePapers", "confirmHolderChange"])
        walk.isTerminal = { $0.phase.isSettled }
        walk.fault = { state in
            if (state.phase == .bought) != (state.owned != nil) { return "bought without a domain" }
            if (state.phase == .failed) != (state.failure != nil) { return "failed without a reason" }
            return Set(state.mailed).count == state.mailed.count ? nil : "a mail was sent twice"
        }
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("What is known of an account", arguments: WalkSeeds.all)
    func account(seed: UInt64) {
        let facts = Account.State(mailAddress: .buyers, templatesWithPapers: ["T-1"])
        var walk = Walk(Account.self, courses: [Course("A-1", [.changed(facts), .forgotten])])
        walk.cumulative = ["changed"]
        #expect(walk.finding(seed: seed) == nil)
    }

    private func got() throws -> Course<Purchase> {
        var story = try Story.started(.sample(domain: "example.cn"))
        try story.answer(.silent())
        try story.take(.askNow(operatorID: "S-1"))
        try story.answer(.busy)
        try story.sleep()
        try story.answer(.got)
        try story.take(.mailed(.bought, .sent))
        try story.take(.filePapers(templateID: "T-2", hasPapers: true, accountID: "A-1"))
        try story.take(.confirmHolderChange(operatorID: "S-1"))
        return story.course
    }

    private func failed() throws -> Course<Purchase> {
        var story = try Story.started()
        try story.answer(.refused(.staleListing))
        try story.take(.mailed(.failed, .refused))
        return story.course
    }

    private func byHand() throws -> Course<Purchase> {
        var story = try Story.started(.sample(source: .other))
        try story.take(.reportOutcome(.failed(.holderGaveUp), operatorID: "S-1"))
        return story.course
    }
}
