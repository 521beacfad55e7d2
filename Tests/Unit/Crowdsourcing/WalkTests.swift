import CrowdsourcingDomain
import DomainTestKit
import Kernel
import Testing

@Suite("Every decider of crowdsourcing, driven at random")
struct WalkTests {
    @Test("CRW-07 A demand", arguments: WalkSeeds.all)
    func demand(seed: UInt64) throws {
        var walk = Walk(
            Demand.self, courses: [try paid(), try chosenAgain(), try withdrawn()],
            commands: ["publish", "grab", "propose", "revise", "accept", "withdraw", "call"])
        walk.start = .start
        walk.isTerminal = { $0.phase == .completed }
        walk.fault = { state in
            let paid = state.proposals.count { $0.standing == .paid }
            return paid <= 1 ? nil : "two proposals are paid"
        }
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("CRW-01 A proof of a phone number", arguments: WalkSeeds.all)
    func proof(seed: UInt64) {
        let code = SealedCode(sealed: "c", digest: "right")
        let course = Course<PhoneProof>(
            "A-1",
            [
                .request(phone: Sample.buyerPhone, code: code), .check(codeDigest: "wrong"),
                .check(codeDigest: "right"), .published(demandID: "D-1"), .forget,
            ])
        var walk = Walk(PhoneProof.self, courses: [course], commands: ["request", "check"])
        walk.cumulative = ["check"]
        walk.fault = { $0.challenge.map { $0.triesLeft < 0 } ?? false ? "a challenge was tried too often" : nil }
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("CRW-01 The shield of a phone number", arguments: WalkSeeds.all)
    func shield(seed: UInt64) {
        let code = SealedCode(sealed: "c", digest: "right")
        let course = Course<PhoneShield>(
            Sample.buyerPhone.digest,
            [
                .send(phone: Sample.buyerPhone, code: code), .accepted, .send(phone: Sample.buyerPhone, code: code),
                .refused(reason: "no such number"),
            ])
        var walk = Walk(PhoneShield.self, courses: [course])
        walk.cumulative = ["send", "refused"]
        walk.idle = ["accepted"]
        walk.fault = { $0.sends.count <= RateLimit.perPhone.perDay ? nil : "more messages than a day allows" }
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("What is known of an account", arguments: WalkSeeds.all)
    func account(seed: UInt64) {
        let facts = Account.Facts(vendorID: "V-1", name: Personal("甲", of: "A-1"), phone: Sample.vendorPhone)
        let grabbed = Account.Grabbed(demandID: "D-1", vendorID: "V-1")
        let course = Course<Account>(
            "A-1",
            [.changed(facts), .grabbed(grabbed, phone: Sample.vendorPhone), .changed(Account.Facts()), .forgotten])
        var walk = Walk(Account.self, courses: [course])
        walk.cumulative = ["changed"]
        #expect(walk.finding(seed: seed) == nil)
    }

    @Test("What is known of a product", arguments: WalkSeeds.all)
    func product(seed: UInt64) {
        let facts = ListedProduct.State(version: 1, vendorID: "V-1", name: "网站", choiceIDs: ["basic"], isListed: true)
        let walk = Walk(ListedProduct.self, courses: [Course("P-1", [.listed(facts), .delisted(version: 1)])])
        #expect(walk.finding(seed: seed) == nil)
    }

    private func paid() throws -> Course<Demand> {
        var demand = try Sample.withProposals()
        try demand.take(.call(Call.Request(callID: "c1", party: .buyer, partyID: "A-1", vendorID: "V-1")))
        try demand.take(.callBound(callID: "c1", relayNumber: "17000000009", expiresAt: .start + .hours(2)))
        try demand.take(.call(Call.Request(callID: "c2", party: .vendor, partyID: "V-2", vendorID: "V-2")))
        try demand.take(.callRefused(callID: "c2", reason: "busy"))
        try demand.take(.revise(vendorID: "V-1", proposalID: "PR-1", offer: Sample.offer(yuan: 4_300)))
        try demand.take(Sample.accept("PR-1", version: 2, yuan: 4_300))
        try placed(&demand, "O-1")
        try demand.take(.orderRepriced(orderID: "O-1", total: Money(yuan: 4_000)))
        try demand.take(.orderPaid(orderID: "O-1"))
        try demand.take(.orderProduced(orderID: "O-1"))
        return demand.course
    }

    private func chosenAgain() throws -> Course<Demand> {
        var demand = try Sample.withProposals()
        try demand.take(Sample.accept("PR-1", yuan: 4_200))
        try placed(&demand, "O-1")
        try demand.take(.orderClosed(orderID: "O-1"))
        try demand.take(Sample.accept("PR-2", yuan: 5_000))
        try demand.sleep()
        return demand.course
    }

    private func withdrawn() throws -> Course<Demand> {
        var demand = try Sample.withProposals()
        try demand.take(.withdraw(buyerID: "A-1"))
        try demand.take(.forgetBuyer)
        try demand.take(.vendorPhoneChanged(accountID: "A-V-1", phone: nil))
        return demand.course
    }

    /// The order of the acceptance that stands.
    private func placed(_ demand: inout Scenario<Demand>, _ orderID: String) throws {
        let acceptance = try #require(demand.state.acceptance)
        try demand.take(.orderPlaced(orderID: orderID, acceptanceID: acceptance.id))
    }
}
