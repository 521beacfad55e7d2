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
        try world.send(Account.self, "A-1", .changed(.init(name: "甲", phone: Sample.buyerPhone)))
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
        try world.send(Account.self, "A-1", .forgotten)
        #expect(world.state(Demand.self, "D-1").phase == .open)
    }

    private let facts = Account.Facts(vendorID: "V-1", name: "服务商", phone: Sample.vendorPhone)

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
        let other = SealedPhone(sealed: "sealed-other", digest: "digest-other")
        try world.send(Account.self, "A-V-1", .changed(.init(vendorID: "V-1", name: "服务商", phone: other)))
        #expect(world.state(Demand.self, "D-1").grabs.map(\.phone) == [other])
        try world.send(Account.self, "A-V-1", .changed(.init(vendorID: "V-2", name: "服务商", phone: other)))
        #expect(world.state(Demand.self, "D-1").grabs.map(\.phone) == [nil])
        try world.send(Account.self, "A-V-1", .changed(facts))
        #expect(world.state(Demand.self, "D-1").grabs.map(\.phone) == [Sample.vendorPhone])
    }

    @Test("CRW-04 A number that changed, or whose account went, while the demand was being grabbed is put right")
    func crossing() throws {
        let other = SealedPhone(sealed: "sealed-other", digest: "digest-other")
        let changed = try grabbed(by: .init(vendorID: "V-1", name: "服务商", phone: other))
        #expect(changed.state(Demand.self, "D-1").grabs.map(\.phone) == [other])
        let gone = try grabbed(by: .init())
        #expect(gone.state(Demand.self, "D-1").grabs.map(\.phone) == [nil])
    }

    @Test("A name and a number are the vendor's only if the account acts for it")
    func foreign() {
        let own = Demand.Grab(vendorID: "V-1", accountID: "A-2", facts)
        #expect(own.vendorName == "服务商" && own.phone == Sample.vendorPhone)
        for other in [
            Demand.Grab(vendorID: "V-9", accountID: "A-2", facts), Demand.Grab(vendorID: "V-9", accountID: "A-2", nil),
        ] {
            #expect(other.vendorName == "V-9" && other.phone == nil)
        }
    }
}
