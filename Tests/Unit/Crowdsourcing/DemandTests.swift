import CrowdsourcingDomain
import DomainTestKit
import Kernel
import Testing

@Suite("Demands") struct DemandTests {
    @Test("CRW-01 A demand needs accepted rules, a sub-type of its market, a sentence and a fresh proof of the phone")
    func publishing() throws {
        func refusal(
            _ content: Demand.Content = Sample.content, rules: Bool = true, proof: PhoneProof.Proof? = Sample.proof,
            after: Instant.Span = .seconds(0)
        ) -> String? {
            var demand = Scenario<Demand>("D-1")
            demand.now = .start + after
            return demand.refusal(
                .publish(buyerID: "A-1", content: content, targetVendorID: nil, acceptsRules: rules, proof: proof))
        }
        #expect(refusal() == nil)
        #expect(refusal(rules: false) == "CRW-01 rules-not-accepted")
        #expect(refusal(.init(market: .design, subtype: "企业展示", sentence: "x", of: "A-1")) == "CRW-01 subtype-unknown")
        #expect(refusal(.init(market: .websites, subtype: "其它", sentence: "", of: "A-1")) == "CRW-01 text-too-long")
        #expect(
            refusal(.init(market: .websites, subtype: "其它", sentence: String(repeating: "字", count: 101), of: "A-1"))
                == "CRW-01 text-too-long")
        #expect(refusal(proof: nil) == "CRW-01 phone-not-proven")
        #expect(refusal(after: .minutes(29)) == nil)
        #expect(refusal(after: .minutes(30)) == "CRW-01 phone-not-proven")
    }

    @Test("CRW-01 There are eight markets, each with sub-types")
    func markets() {
        #expect(Market.allCases.count == 8)
        for market in Market.allCases {
            #expect(market.subtypes.count > 1 && Set(market.subtypes).count == market.subtypes.count)
        }
    }

    @Test("CRW-02 A targeted demand does not exist for other vendors, whatever they try")
    func targeted() throws {
        var demand = Scenario<Demand>("D-1")
        try demand.take(Sample.publish(target: "V-1"))
        #expect(demand.state.isVisible(toVendor: "V-1") && !demand.state.isVisible(toVendor: "V-2"))
        for input: Demand.Input in [
            Sample.grab("V-2"),
            .propose(
                vendorID: "V-2", proposalID: "PR-9", title: Personal("x", of: "A-2"), offer: Sample.offer(yuan: 1)),
            .call(.init(callID: "c", party: .vendor, partyID: "V-2", vendorID: "V-2")),
        ] { #expect(demand.refusal(input) == "- demand-unknown") }
        #expect(demand.refusal(Sample.grab("V-1")) == nil)
    }

    @Test("CRW-03 The first grab starts the talk, several vendors may follow, each once")
    func grabbing() throws {
        var demand = Scenario<Demand>("D-1")
        #expect(demand.refusal(Sample.grab("V-1")) == "- demand-unknown")
        try demand.take(Sample.publish())
        #expect(demand.state.phase == .open)
        try demand.take(Sample.grab("V-1"))
        #expect(demand.state.phase == .talking)
        #expect(try demand.take(Sample.grab("V-1")).events.isEmpty)
        try demand.take(Sample.grab("V-2"))
        #expect(demand.state.grabs.map(\.vendorID) == ["V-1", "V-2"])
    }

    @Test("CRW-03 A hundred vendors may grab a demand, and no more; who is among them may again")
    func crowd() throws {
        var demand = Scenario<Demand>("D-1")
        try demand.take(Sample.publish())
        for number in 1...100 { try demand.take(Sample.grab("V-\(number)")) }
        #expect(demand.refusal(Sample.grab("V-101")) == "CRW-03 too-many-vendors")
        #expect(try demand.take(Sample.grab("V-100")).events.isEmpty)
        #expect(demand.state.grabs.count == 100)
    }

    @Test("CRW-03 Only who has grabbed proposes; five proposals per vendor")
    func proposing() throws {
        var demand = Scenario<Demand>("D-1")
        try demand.take(Sample.publish())
        #expect(
            demand.refusal(
                .propose(
                    vendorID: "V-1", proposalID: "PR-1", title: Personal("x", of: "A-2"), offer: Sample.offer(yuan: 1)))
                == "CRW-03 demand-not-grabbed")
        try demand.take(Sample.grab("V-1"))
        for number in 1...5 {
            try demand.take(
                .propose(
                    vendorID: "V-1", proposalID: "PR-\(number)", title: Personal("x", of: "A-2"),
                    offer: Sample.offer(yuan: 1)))
        }
        #expect(demand.state.phase == .awaitingPayment)
        #expect(
            demand.refusal(
                .propose(
                    vendorID: "V-1", proposalID: "PR-6", title: Personal("x", of: "A-2"), offer: Sample.offer(yuan: 1)))
                == "CRW-03 too-many-proposals")
        #expect(
            try demand.take(
                .propose(
                    vendorID: "V-1", proposalID: "PR-5", title: Personal("x", of: "A-2"), offer: Sample.offer(yuan: 1))
            )
            .events.isEmpty)
    }

    @Test("CRW-05 A proposal names products for sale, amounts and a total; each version is kept")
    func versions() throws {
        var demand = try Sample.withProposals()
        try demand.take(.revise(vendorID: "V-1", proposalID: "PR-1", offer: Sample.offer(yuan: 3_900)))
        #expect(demand.state.proposals[0].versions.map(\.total) == [Money(yuan: 4_200), Money(yuan: 3_900)])
        #expect(demand.state.proposals[0].versions.map(\.number) == [1, 2])
        #expect(
            try demand.take(.revise(vendorID: "V-1", proposalID: "PR-1", offer: Sample.offer(yuan: 3_900))).events
                .isEmpty)
        #expect(
            demand.refusal(.revise(vendorID: "V-2", proposalID: "PR-1", offer: Sample.offer(yuan: 1)))
                == "- proposal-unknown")
        #expect(
            demand.refusal(.revise(vendorID: "V-1", proposalID: "PR-1", offer: Sample.offer(yuan: 0)))
                == "CRW-05 amount-out-of-range")
        #expect(
            demand.refusal(.revise(vendorID: "V-1", proposalID: "PR-1", offer: Sample.offer(yuan: -1)))
                == "CRW-05 amount-out-of-range")
        #expect(
            demand.refusal(.revise(vendorID: "V-1", proposalID: "PR-1", offer: .init(lines: [], remark: Sample.remark)))
                == "CRW-05 proposal-empty")
        var said = Sample.offer(yuan: 3_900)
        said.remark = Proposal.Remark(text: Personal("含一年维护", of: "A-2"), digest: "digest-said")
        #expect(
            try demand.take(.revise(vendorID: "V-1", proposalID: "PR-1", offer: said)).events.count == 1)
        let foreign = Sample.offer(yuan: 10, isForSale: false)
        #expect(
            demand.refusal(.revise(vendorID: "V-1", proposalID: "PR-1", offer: foreign))
                == "CRW-05 product-not-for-sale")
    }

    @Test("CRW-07 A demand is withdrawn any time before payment, by its buyer only")
    func withdrawing() throws {
        var demand = try Sample.withProposals()
        #expect(demand.refusal(.withdraw(buyerID: "A-2")) == "- demand-unknown")
        #expect(try demand.take(.withdraw(buyerID: "A-1")).events == [.withdrawn(acceptanceID: nil, openOrderID: nil)])
        #expect(try demand.take(.withdraw(buyerID: "A-1")).events.isEmpty)
        #expect(demand.refusal(Sample.accept("PR-1", yuan: 4_200)) == "CRW-07 demand-closed")
        #expect(demand.refusal(Sample.grab("V-3")) == "CRW-07 demand-closed")
    }
}
