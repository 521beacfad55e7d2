import CrowdsourcingDomain
import DomainTestKit
import Kernel
import Testing

@Suite("Relay calls") struct CallTests {
    func buyerCall(_ id: String, vendor: String = "V-1") -> Demand.Input {
        .call(.init(callID: id, party: .buyer, partyID: "A-1", vendorID: vendor))
    }

    @Test("CRW-04 The relay is asked for a number for the two sealed phones; the number expires")
    func binding() throws {
        var demand = try Sample.withProposals()
        let decision = try demand.take(buyerCall("c1"))
        let effect = decision.effects.first as? CallBinding
        #expect(effect?.buyer == Sample.buyerPhone && effect?.vendor == Sample.vendorPhone)
        #expect(try demand.take(buyerCall("c2")).effects.isEmpty)
        let expiry = Instant.start + .hours(2)
        try demand.take(.callBound(callID: "c1", relayNumber: "17000000009", expiresAt: expiry))
        demand.now = Instant(microseconds: expiry.microseconds - 1)
        #expect(try demand.take(buyerCall("c3")).effects.isEmpty)
        demand.now = expiry
        #expect(try demand.take(buyerCall("c4")).effects.count == 1)
    }

    @Test("CRW-04 The vendor calls as well as the buyer; one number serves both")
    func vendorCalls() throws {
        var demand = try Sample.withProposals()
        #expect(
            try demand.take(.call(.init(callID: "c1", party: .vendor, partyID: "V-1", vendorID: "V-1"))).effects.count
                == 1)
        #expect(try demand.take(buyerCall("c2")).effects.isEmpty)
        #expect(
            demand.refusal(.call(.init(callID: "c3", party: .vendor, partyID: "V-2", vendorID: "V-1")))
                == "- demand-unknown")
    }

    @Test("CRW-04 Nobody is connected who has not grabbed, is a stranger, or has no number")
    func refusals() throws {
        var demand = Scenario<Demand>("D-1")
        try demand.take(Sample.publish())
        #expect(demand.refusal(buyerCall("c")) == "CRW-04 demand-not-grabbed")
        #expect(
            demand.refusal(.call(.init(callID: "c", party: .buyer, partyID: "A-2", vendorID: "V-1")))
                == "- demand-unknown")
        try demand.take(Sample.grab("V-1", phone: nil))
        #expect(demand.refusal(buyerCall("c")) == "CRW-04 vendor-without-phone")
        try demand.take(.withdraw(buyerID: "A-1"))
        #expect(demand.refusal(buyerCall("c")) == "CRW-04 demand-closed")
    }

    @Test("CRW-04 A refusal of the relay lets one try again; late and repeated answers change nothing")
    func answers() throws {
        var demand = try Sample.withProposals()
        try demand.take(buyerCall("c1"))
        try demand.take(.callRefused(callID: "c1", reason: "number-invalid"))
        #expect(try demand.take(.callBound(callID: "c1", relayNumber: "1", expiresAt: .start)).events.isEmpty)
        #expect(try demand.take(.callBound(callID: "c9", relayNumber: "1", expiresAt: .start)).events.isEmpty)
        #expect(try demand.take(buyerCall("c2")).effects.count == 1)
        #expect(demand.state.calls.map(\.id) == ["c2"])
    }
}

@Suite("Facts of other services") struct FactTests {
    @Test("A product is for sale in its newest version until it is delisted; older words are ignored")
    func products() throws {
        var product = Scenario<ListedProduct>("P-1")
        let second = ListedProduct.State(version: 2, vendorID: "V-1", name: "b", choiceIDs: ["x"], isListed: true)
        try product.take(.listed(second))
        #expect(
            try product.take(.listed(ListedProduct.State(version: 1, vendorID: "V-1", name: "a", isListed: true)))
                .events.isEmpty)
        #expect(try product.take(.delisted(version: 1)).events.isEmpty)
        try product.take(.delisted(version: 2))
        #expect(!product.state.isListed)
        try product.take(.listed(ListedProduct.State(version: 3, vendorID: "V-1", name: "c", isListed: true)))
        #expect(product.state.name == "c")
    }

    @Test("An account is what was said of it last")
    func accounts() throws {
        var account = Scenario<Account>("A-1")
        let facts = Account.Facts(vendorID: "V-1", name: Personal("甲", of: "A-1"), phone: Sample.vendorPhone)
        try account.take(.changed(facts))
        #expect(account.state.facts == facts)
        let later = Account.Facts(vendorID: "V-1", name: Personal("乙", of: "A-1"))
        try account.take(.changed(later))
        #expect(account.state.facts == later)
    }
}
