import CrowdsourcingDomain
import DomainTestKit
import Kernel
import Testing

@Suite("Proof of a phone number") struct PhoneProofTests {
    static let request = PhoneProof.Input.request(
        phone: Sample.buyerPhone, code: SealedCode(sealed: "c", digest: "right"))

    @Test("CRW-01 The right code proves the number, once")
    func right() throws {
        var proof = Scenario<PhoneProof>("A-1")
        let decision = try proof.take(Self.request)
        #expect(decision.messages.map(\.id) == ["digest-buyer"])
        try proof.take(.check(codeDigest: "right"))
        #expect(proof.state.proof == PhoneProof.Proof(phone: Sample.buyerPhone, at: .start))
        #expect(proof.refusal(.check(codeDigest: "right")) == "CRW-01 code-void")
    }

    @Test("CRW-01 A code is good until its fifth minute ends")
    func lifetime() throws {
        var proof = Scenario<PhoneProof>("A-1")
        try proof.take(Self.request)
        proof.now = .start + .minutes(5)
        #expect(proof.refusal(.check(codeDigest: "right")) == "CRW-01 code-void")
        proof.now = Instant(microseconds: proof.now.microseconds - 1)
        #expect(try proof.take(.check(codeDigest: "right")).events == [.proven])
    }

    @Test("CRW-01 After five wrong tries even the right code is void; a new code gives new tries")
    func tries() throws {
        var proof = Scenario<PhoneProof>("A-1")
        try proof.take(Self.request)
        for _ in 1...5 { #expect(try proof.take(.check(codeDigest: "wrong")).events == [.mistaken]) }
        #expect(proof.refusal(.check(codeDigest: "right")) == "CRW-01 code-void")
        proof.now = .start + .seconds(60)
        try proof.take(Self.request)
        #expect(try proof.take(.check(codeDigest: "right")).events == [.proven])
    }

    @Test("CRW-01 An account gets a code a minute, five an hour, ten a day")
    func accountLimits() throws {
        var proof = Scenario<PhoneProof>("A-1")
        try proof.take(Self.request)
        proof.now = Instant(microseconds: (Instant.start + .seconds(60)).microseconds - 1)
        #expect(proof.refusal(Self.request) == "CRW-01 too-many-codes")
        for minute in 1...4 {
            proof.now = .start + .minutes(minute)
            try proof.take(Self.request)
        }
        proof.now = .start + .minutes(59)
        #expect(proof.refusal(Self.request) == "CRW-01 too-many-codes")
        for minute in 0...4 {
            proof.now = .start + .minutes(64 + minute)
            try proof.take(Self.request)
        }
        proof.now = .start + .hours(23)
        #expect(proof.refusal(Self.request) == "CRW-01 too-many-codes")
        proof.now = .start + .hours(24)
        #expect(proof.refusal(Self.request) == nil)
    }

    @Test("CRW-01 A number gets no flood of messages from many accounts, and nobody is told")
    func phoneLimits() throws {
        var shield = Scenario<PhoneShield>("digest-buyer")
        let send = PhoneShield.Input.send(phone: Sample.buyerPhone, code: SealedCode(sealed: "c", digest: "d"))
        #expect(try shield.take(send).effects.count == 1)
        let second = try shield.take(send)
        #expect(second.events == [.held] && second.effects.isEmpty)
        for minute in [1, 2] {
            shield.now = .start + .minutes(minute)
            #expect(try shield.take(send).effects.count == 1)
        }
        shield.now = .start + .minutes(30)
        #expect(try shield.take(send).effects.isEmpty)
        for hour in [2, 3] {
            shield.now = .start + .hours(hour)
            #expect(try shield.take(send).effects.count == 1)
        }
        shield.now = .start + .hours(20)
        #expect(try shield.take(send).effects.isEmpty)
        shield.now = .start + .hours(24)
        #expect(try shield.take(send).effects.count == 1)
    }

    @Test("The relay's final no is kept")
    func refused() throws {
        var shield = Scenario<PhoneShield>("digest-buyer")
        #expect(try shield.take(.accepted).events.isEmpty)
        try shield.take(.refused(reason: "number-invalid"))
        #expect(shield.state.lastRefusal == "number-invalid")
    }
}
