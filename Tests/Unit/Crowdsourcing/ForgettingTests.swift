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
}
