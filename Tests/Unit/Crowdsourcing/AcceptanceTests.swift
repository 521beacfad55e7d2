import CrowdsourcingDomain
import DomainTestKit
import Kernel
import Testing

@Suite("Accepting a proposal") struct AcceptanceTests {
    @Test("CRW-06 Accepting needs the agreement in its present version")
    func agreement() throws {
        var demand = try Sample.withProposals()
        #expect(demand.refusal(Sample.accept("PR-1", yuan: 4_200, agreement: nil)) == "CRW-06 agreement-not-accepted")
        #expect(
            demand.refusal(Sample.accept("PR-1", yuan: 4_200, agreement: Terms(version: "2025-1", digest: "d")))
                == "CRW-06 agreement-not-accepted")
    }

    @Test("ORD-04 A sub-account accepts only with all three policies; the refusal names exactly the missing ones")
    func policies() throws {
        let demand = try Sample.withProposals()
        func refusal(_ subAccount: String?, _ policies: [String]) -> Rejection? {
            rejection {
                var copy = demand
                try copy.take(Sample.accept("PR-1", yuan: 4_200, subAccount: subAccount, policies: policies))
            }
        }
        for missing in BuyingPolicies.required {
            let refused = refusal("clerk", BuyingPolicies.required.filter { $0 != missing })
            #expect(refused?.inShort == "ORD-04 policies-missing")
            #expect(refused?.items == [missing])
        }
        #expect(refusal("clerk", [])?.items == BuyingPolicies.required)
        #expect(refusal("clerk", BuyingPolicies.required) == nil)
        #expect(refusal(nil, []) == nil)
    }

    @Test("CRW-06 An order that orders cancelled as it placed it, or never placed, leaves the buyer to choose again")
    func nothingCame() throws {
        var cancelled = try Sample.withProposals()
        try cancelled.take(Sample.accept("PR-1", yuan: 4_200))
        try cancelled.take(.orderPlaced(orderID: "O-1", acceptanceID: "D-1-1"))
        try cancelled.take(.orderClosed(orderID: "O-1"))
        #expect(cancelled.state.acceptance == nil)
        #expect(cancelled.refusal(Sample.accept("PR-2", yuan: 5_000)) == nil)
        var missing = try Sample.withProposals()
        try missing.take(Sample.accept("PR-1", yuan: 4_200))
        try missing.sleep()
        #expect(missing.now == .start + .hours(1))
        #expect(missing.state.acceptance == nil)
        #expect(missing.refusal(Sample.accept("PR-2", yuan: 5_000)) == nil)
    }

    @Test("CRW-06 A price or version changed meanwhile is refused, saying the present one")
    func stale() throws {
        var demand = try Sample.withProposals()
        try demand.take(.revise(vendorID: "V-1", proposalID: "PR-1", offer: Sample.offer(yuan: 4_300)))
        for input in [
            Sample.accept("PR-1", yuan: 4_200), Sample.accept("PR-1", version: 2, yuan: 4_200),
            Sample.accept("PR-1", version: 1, yuan: 4_300),
        ] {
            #expect(demand.refusal(input) == "CRW-06 proposal-changed")
        }
        #expect(demand.refusal(Sample.accept("PR-1", version: 2, yuan: 4_300)) == nil)
    }

    @Test("CRW-06 Accepting twice is one acceptance; another proposal waits until the open order is cancelled")
    func once() throws {
        var demand = try Sample.withProposals()
        try demand.take(Sample.accept("PR-1", yuan: 4_200))
        #expect(try demand.take(Sample.accept("PR-1", yuan: 4_200)).events.isEmpty)
        #expect(demand.refusal(Sample.accept("PR-2", yuan: 5_000)) == "CRW-06 other-proposal-accepted")
        #expect(
            demand.refusal(.revise(vendorID: "V-1", proposalID: "PR-1", offer: Sample.offer(yuan: 1)))
                == "CRW-06 proposal-accepted")
        try demand.take(.orderPlaced(orderID: "O-1", acceptanceID: "D-1-1"))
        try demand.take(.orderClosed(orderID: "O-1"))
        #expect(demand.refusal(Sample.accept("PR-2", yuan: 5_000)) == nil)
    }

    @Test("CRW-06 Payment closes the other proposals and the demand")
    func payment() throws {
        var demand = try Sample.withProposals()
        try demand.take(Sample.accept("PR-2", yuan: 5_000))
        try demand.take(.orderPlaced(orderID: "O-1", acceptanceID: "D-1-1"))
        #expect(try demand.take(.orderPaid(orderID: "O-9")).events.isEmpty)
        try demand.take(.orderPaid(orderID: "O-1"))
        #expect(demand.state.phase == .paid)
        #expect(demand.state.proposals.map(\.standing) == [.closed, .paid])
        #expect(try demand.take(.orderPaid(orderID: "O-1")).events.isEmpty)
        #expect(demand.refusal(.withdraw(buyerID: "A-1")) == "CRW-07 demand-paid")
        #expect(
            demand.refusal(.revise(vendorID: "V-1", proposalID: "PR-1", offer: Sample.offer(yuan: 1)))
                == "CRW-07 demand-closed")
    }

    @Test("CRW-08 The trade is complete once what was bought is produced")
    func completion() throws {
        var demand = try Sample.withProposals()
        try demand.take(Sample.accept("PR-1", yuan: 4_200))
        try demand.take(.orderPlaced(orderID: "O-1", acceptanceID: "D-1-1"))
        #expect(try demand.take(.orderProduced(orderID: "O-1")).events.isEmpty)
        try demand.take(.orderPaid(orderID: "O-1"))
        #expect(try demand.take(.orderProduced(orderID: "O-1")).events == [.completed(orderID: "O-1")])
        #expect(try demand.take(.orderProduced(orderID: "O-1")).events.isEmpty)
    }

    @Test("CRW-07 A payment that crosses the withdrawal counts; withdrawing names the open order")
    func crossing() throws {
        var demand = try Sample.withProposals()
        try demand.take(Sample.accept("PR-1", yuan: 4_200))
        try demand.take(.orderPlaced(orderID: "O-1", acceptanceID: "D-1-1"))
        #expect(
            try demand.take(.withdraw(buyerID: "A-1")).events == [.withdrawn(acceptanceID: "D-1-1", openOrderID: "O-1")]
        )
        #expect(try demand.take(.orderClosed(orderID: "O-1")).events.isEmpty)
        try demand.take(.orderPaid(orderID: "O-1"))
        #expect(demand.state.phase == .paid)
    }

    @Test("An acceptance without an order ends after an hour; a late order still finds it unless the buyer chose again")
    func missingOrder() throws {
        var demand = try Sample.withProposals()
        let decision = try demand.take(Sample.accept("PR-1", yuan: 4_200))
        guard case .set(_, let due, let wake)? = decision.timers.first else { throw Missing() }
        #expect(due == .start + .hours(1))
        try demand.take(wake)
        #expect(demand.state.acceptance == nil)
        var late = demand
        try late.take(.orderPlaced(orderID: "O-1", acceptanceID: "D-1-1"))
        try late.take(.orderPaid(orderID: "O-1"))
        #expect(late.state.phase == .paid)
        try demand.take(Sample.accept("PR-2", yuan: 5_000))
        #expect(try demand.take(.orderPlaced(orderID: "O-1", acceptanceID: "D-1-1")).events.isEmpty)
        #expect(try demand.take(wake).events.isEmpty)
    }

    @Test("CRW-06 Accepting the same proposal again after its order was cancelled is another acceptance")
    func again() throws {
        var demand = try Sample.withProposals()
        try demand.take(Sample.accept("PR-1", yuan: 4_200))
        try demand.take(.orderPlaced(orderID: "O-1", acceptanceID: "D-1-1"))
        try demand.take(.orderClosed(orderID: "O-1"))
        try demand.take(Sample.accept("PR-1", yuan: 4_200))
        #expect(demand.state.acceptance?.id == "D-1-2")
        #expect(demand.state.acceptance?.replacedID == nil)
        #expect(try demand.take(.orderPlaced(orderID: "O-9", acceptanceID: "D-1-1")).events.isEmpty)
        try demand.take(.orderPlaced(orderID: "O-2", acceptanceID: "D-1-2"))
        try demand.take(.orderPaid(orderID: "O-2"))
        #expect(demand.state.phase == .paid)
    }

    @Test("CRW-06 Choosing again after an hour without an order names the acceptance that no longer counts")
    func replacing() throws {
        var demand = try Sample.withProposals()
        try demand.take(Sample.accept("PR-1", yuan: 4_200))
        try demand.take(.orderMissing(acceptanceID: "D-1-1"))
        try demand.take(Sample.accept("PR-1", yuan: 4_200))
        #expect(demand.state.acceptance?.id == "D-1-2")
        #expect(demand.state.acceptance?.replacedID == "D-1-1")
        #expect(try demand.take(.orderMissing(acceptanceID: "D-1-1")).events.isEmpty)
        #expect(try demand.take(.orderPlaced(orderID: "O-1", acceptanceID: "D-1-1")).events.isEmpty)
    }

    @Test("CRW-07 Withdrawing before the order is known names the acceptance: its order is cancelled when it comes")
    func withdrawnBeforeOrder() throws {
        var demand = try Sample.withProposals()
        try demand.take(Sample.accept("PR-1", yuan: 4_200))
        var late = demand
        try late.take(.orderMissing(acceptanceID: "D-1-1"))
        for var demand in [demand, late] {
            #expect(
                try demand.take(.withdraw(buyerID: "A-1")).events
                    == [.withdrawn(acceptanceID: "D-1-1", openOrderID: nil)])
            try demand.take(.orderPlaced(orderID: "O-1", acceptanceID: "D-1-1"))
            #expect(try demand.take(.orderClosed(orderID: "O-1")).events.isEmpty)
            #expect(demand.state.phase == .withdrawn)
        }
    }

    @Test("A price that the vendor changes on the unpaid order is shown on the demand")
    func repriced() throws {
        var demand = try Sample.withProposals()
        try demand.take(Sample.accept("PR-1", yuan: 4_200))
        try demand.take(.orderPlaced(orderID: "O-1", acceptanceID: "D-1-1"))
        try demand.take(.orderRepriced(orderID: "O-1", total: Money(yuan: 4_000)))
        #expect(demand.state.acceptance?.total == Money(yuan: 4_000))
        #expect(try demand.take(.orderRepriced(orderID: "O-2", total: Money(yuan: 1))).events.isEmpty)
    }

    struct Missing: Error {}
}
