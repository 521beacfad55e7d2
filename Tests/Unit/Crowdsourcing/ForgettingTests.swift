import CrowdsourcingDomain
import DomainTestKit
import Kernel
import Testing

@Suite("Accounts that are gone") struct ForgettingTests {
    @Test(
        "CRW-04 With its account a number is gone from account, proof and demands, and nobody can be connected any more"
    )
    func everywhere() throws {
        let world = World(Account.self, PhoneProof.self, Demand.self, PhoneShield.self, at: .start)
        try world.send(Account.self, "A-1", .changed(.init(name: Personal("甲", of: "A-1"), phone: Sample.buyerPhone)))
        try world.send(
            PhoneProof.self, "A-1", .request(phone: Sample.buyerPhone, code: SealedCode(sealed: "s", digest: "c")))
        try world.send(PhoneProof.self, "A-1", .check(codeDigest: "c"))
        try world.send(Demand.self, "D-1", Sample.publish())
        #expect(world.state(PhoneProof.self, "A-1").demandIDs == ["D-1"])
        try world.send(Account.self, "A-1", .forgotten)
        #expect(world.state(Account.self, "A-1") == Account.State())
        let proof = world.state(PhoneProof.self, "A-1")
        #expect(proof.proof == nil && proof.challenge == nil && proof.demandIDs.isEmpty)
        #expect(world.state(Demand.self, "D-1").phone == nil)
        #expect(world.state(Demand.self, "D-1").content?.sentence == Personal(nil, of: "A-1"))
        try world.send(Account.self, "A-1", .forgotten)
        #expect(world.state(Demand.self, "D-1").phase == .open)
    }

    @Test(
        "CRW-04 A demand that was being published as its account went forgets the buyer too; then the account may come back"
    )
    func publishing() throws {
        var proof = Scenario<PhoneProof>("A-1", at: .start)
        try proof.take(.request(phone: Sample.buyerPhone, code: SealedCode(sealed: "s", digest: "c")))
        try proof.take(.check(codeDigest: "c"))
        try proof.take(.forget)
        let crossed = try proof.take(.published(demandID: "D-1"))
        #expect(crossed.events.isEmpty && crossed.messages.map(\.id) == ["D-1"])
        #expect(proof.state.demandIDs.isEmpty && proof.when(.forget) == .nothing)
        try proof.take(.request(phone: Sample.buyerPhone, code: SealedCode(sealed: "s", digest: "c")))
        #expect(try proof.take(.published(demandID: "D-2")).messages.isEmpty)
        #expect(proof.state.demandIDs == ["D-2"])
    }

    @Test("CRW-04 A demand whose buyer is gone is read by vendors that grabbed it, and grabbed by nobody")
    func leftHall() throws {
        let world = try grabbed()
        try world.send(Demand.self, "D-1", .forgetBuyer)
        let demand = world.state(Demand.self, "D-1")
        #expect(demand.isShown(toVendor: "V-1") && !demand.isShown(toVendor: "V-2"))
        #expect(world.when(Demand.self, "D-1", Sample.grab("V-2")).refusal != nil)
    }

    private let facts = Account.Facts(
        vendorID: "V-1", name: Personal("服务商", of: "A-V-1"), phone: Sample.vendorPhone)

    private func call() -> Demand.Input {
        .call(Call.Request(callID: "c", party: .buyer, partyID: "A-1", vendorID: "V-1"))
    }

    private func grabbed(by facts: Account.Facts? = nil) throws -> World {
        let world = World(Account.self, PhoneProof.self, Demand.self, at: .start)
        try world.send(Account.self, "A-V-1", .changed(facts ?? self.facts))
        try world.send(Demand.self, "D-1", Sample.publish())
        try world.send(Demand.self, "D-1", Sample.grab("V-1"))
        return world
    }

    @Test("CRW-04 With its account a vendor's number is gone from the demands it grabbed, and nobody can call it")
    func vendor() throws {
        let world = try grabbed()
        #expect(world.state(Demand.self, "D-1").grabs.map(\.phone) == [Sample.vendorPhone])
        try world.send(Account.self, "A-V-1", .forgotten)
        #expect(world.state(Demand.self, "D-1").grabs.map(\.phone) == [nil])
        #expect(world.state(Account.self, "A-V-1") == Account.State())
        #expect(world.when(Demand.self, "D-1", call()) == .refused("CRW-04 vendor-without-phone"))
    }

    @Test("CRW-04 A vendor is called at the number that its account has now, whichever it had when it grabbed")
    func changed() throws {
        let world = try grabbed()
        let other = Phone(number: Personal("13700000000", of: "A-V-1"), digest: "digest-other")
        try world.send(Account.self, "A-V-1", .changed(.init(vendorID: "V-1", name: facts.name, phone: other)))
        #expect(world.state(Demand.self, "D-1").grabs.map(\.phone) == [other])
        try world.send(Account.self, "A-V-1", .changed(.init(vendorID: "V-2", name: facts.name, phone: other)))
        #expect(world.state(Demand.self, "D-1").grabs.map(\.phone) == [nil])
        try world.send(Account.self, "A-V-1", .changed(facts))
        #expect(world.state(Demand.self, "D-1").grabs.map(\.phone) == [Sample.vendorPhone])
    }

    @Test("CRW-04 A number that changed, or whose account went, while the demand was being grabbed is put right")
    func crossing() throws {
        let other = Phone(number: Personal("13700000000", of: "A-V-1"), digest: "digest-other")
        let changed = try grabbed(by: .init(vendorID: "V-1", name: facts.name, phone: other))
        #expect(changed.state(Demand.self, "D-1").grabs.map(\.phone) == [other])
        let gone = try grabbed(by: .init())
        #expect(gone.state(Demand.self, "D-1").grabs.map(\.phone) == [nil])
    }

    @Test("A name and a number are the vendor's only if the account acts for it")
    func foreign() {
        let own = Demand.Grab(vendorID: "V-1", accountID: "A-2", facts)
        #expect(own.vendorName?.text == "服务商" && own.phone == Sample.vendorPhone)
        for other in [
            Demand.Grab(vendorID: "V-9", accountID: "A-2", facts), Demand.Grab(vendorID: "V-9", accountID: "A-2", nil),
        ] {
            #expect(other.shownName == "V-9" && other.phone == nil)
        }
    }

    @Test(
        "CRW-01 CRW-05 What was accepted is accepted again when its words are forgotten; the same remark is no new version"
    )
    func replayed() throws {
        var demand = Scenario<Demand>("D-1")
        var content = Sample.content
        content.subtype = content.subtype.forgotten
        content.sentence = content.sentence.forgotten
        try demand.take(
            .publish(buyerID: "A-1", content: content, targetVendorID: nil, acceptsRules: true, proof: Sample.proof))
        try demand.take(Sample.grab("V-1"))
        let title = Personal(nil, of: "A-2")
        var offer = Sample.offer(yuan: 10)
        offer.remark.text = offer.remark.text.forgotten
        try demand.take(.propose(vendorID: "V-1", proposalID: "PR-1", title: title, offer: offer))
        let revise = Demand.Input.revise(vendorID: "V-1", proposalID: "PR-1", offer: offer)
        #expect(try demand.take(revise).events.isEmpty)
        offer.remark.digest = "digest-said"
        let other = Demand.Input.revise(vendorID: "V-1", proposalID: "PR-1", offer: offer)
        #expect(try demand.take(other).events.count == 1)
    }
}
