import DomainTestKit
import Kernel
import OrdersDomain
import Testing

@Suite("Instances of SaaS products")
struct EntitlementTests {
    private let instance = Instance(
        id: "I-1", frontURL: "https://f", adminURL: "https://a", adminUser: "root", sealedPassword: "sealed")

    private func paid() throws -> Market {
        let market = Market()
        try market.fund(cash: 19_900)
        try market.send(placing(offer()))
        try market.send(paying())
        return market
    }

    private func answer(_ market: Market, _ answer: SPIAnswer) throws -> SPICall {
        let call = try #require(market.takeEffects(SPICall.self).last)
        try market.send(.answered(number: call.number, answer))
        return call
    }

    @Test("ENT-03 a paid line is opened by a call to its vendor, and then the order is produced")
    func opens() throws {
        let market = try paid()
        #expect(market.order().status == .processing)
        let call = try answer(market, .created(instance))
        #expect(call.action == .create)
        #expect(call.lineID == "O-1-1")
        #expect(call.expiresAt == Instant(rfc3339: "2027-11-21T08:00:00Z"))
        #expect(market.entitlement().status == .open)
        #expect(market.order().status == .produced)
    }

    @Test("ENT-04 not ready is asked again with growing distance; an answer to an earlier call is ignored")
    func polls() throws {
        let market = try paid()
        let first = try answer(market, .notReady)
        let second = try #require(market.takeEffects(SPICall.self).last)
        #expect(second.notBefore == market.now + .seconds(2))
        try market.send(.answered(number: first.number, .created(instance)))
        #expect(market.entitlement().status == .opening)
        try market.send(.answered(number: second.number, .failed(reason: "time-out")))
        #expect(try #require(market.takeEffects(SPICall.self).last).notBefore == market.now + .seconds(4))
        #expect(Entitlement.backOff(afterTries: 119) == .minutes(10))
    }

    @Test("ENT-04 after 120 tries it waits for an operator, the order stays 处理中, and the operator starts anew")
    func parks() throws {
        let market = try paid()
        for _ in 1..<Entitlement.triesMax { _ = try answer(market, .notReady) }
        #expect(!market.entitlement().isParked)
        #expect(rejection { try market.send(Entitlement.Input.retry) }?.rule == "ENT-04")
        _ = try answer(market, .notReady)
        #expect(market.entitlement().isParked)
        #expect(market.takeEffects(SPICall.self).isEmpty)
        #expect(market.order().status == .processing)
        try market.send(Entitlement.Input.retry)
        #expect(market.entitlement().tries == 0)
        _ = try answer(market, .created(instance))
        #expect(market.order().status == .produced)
    }

    @Test("REF-07 a refund request freezes the instance; its rejection opens it again with the old expiry")
    func freezes() throws {
        let market = try paid()
        _ = try answer(market, .created(instance))
        try market.send(.refundRequested(refundID: "R-1"))
        #expect(try answer(market, .done).action == .expire)
        #expect(market.entitlement().status == .frozen)
        let expiry = market.entitlement().expiresAt
        try market.send(.refundWithdrawn(refundID: "R-1", reason: "rejected"))
        let renewal = try answer(market, .done)
        #expect(renewal.action == .renew)
        #expect(renewal.expiresAt == expiry)
        #expect(market.entitlement().status == .open)
    }

    @Test("REF-07 a refund withdrawn while the freeze is under way leads back to open")
    func crossing() throws {
        let market = try paid()
        _ = try answer(market, .created(instance))
        try market.send(.refundRequested(refundID: "R-1"))
        try market.send(.refundWithdrawn(refundID: "R-1", reason: "cancelled"))
        #expect(try answer(market, .done).action == .expire)
        #expect(try answer(market, .done).action == .renew)
        #expect(market.entitlement().status == .open)
        #expect(market.takeEffects(SPICall.self).isEmpty)
    }

    @Test("REF-08 after the money has moved the instance is released")
    func releases() throws {
        let market = try paid()
        _ = try answer(market, .created(instance))
        try market.send(.refundRequested(refundID: "R-1"))
        _ = try answer(market, .done)
        try market.send(.refundApproved(refundID: "R-1", amounts: market.order().paidAmounts))
        let release = try answer(market, .done)
        #expect(release.action == .release)
        #expect(release.instanceID == "I-1")
        #expect(market.entitlement().status == .released)
        #expect(market.order().status == .refunded)
    }

    @Test("REF-08 an instance that comes into being after the refund is released too")
    func lateInstance() throws {
        let market = try paid()
        let creation = try #require(market.takeEffects(SPICall.self).last)
        try market.send(.refundRequested(refundID: "R-1"))
        try market.send(.refundApproved(refundID: "R-1", amounts: market.order().paidAmounts))
        #expect(market.takeEffects(SPICall.self).isEmpty)
        try market.send(.answered(number: creation.number, .created(instance)))
        #expect(try answer(market, .done).action == .release)
        #expect(market.entitlement().status == .released)
        #expect(market.order().status == .refunded)
    }

    @Test(
        "REF-08 an instance that may exist, because the answer was lost, is asked for until it has a name, and released",
        arguments: [SPIAnswer.failed(reason: "time-out"), .notReady, .failed(reason: "http-500")], [true, false])
    func lostAnswer(answer lost: SPIAnswer, answeredBeforeRefund: Bool) throws {
        let market = try paid()
        let creation = try #require(market.takeEffects(SPICall.self).last)
        try market.send(.refundRequested(refundID: "R-1"))
        if answeredBeforeRefund { try market.send(.answered(number: creation.number, lost)) }
        try market.send(.refundApproved(refundID: "R-1", amounts: market.order().paidAmounts))
        if !answeredBeforeRefund { try market.send(.answered(number: creation.number, lost)) }
        #expect(market.order().status == .refunded)
        #expect(market.entitlement().status == .opening)
        #expect(try answer(market, .failed(reason: "time-out")).action == .create)
        #expect(try answer(market, .created(instance)).action == .create)
        let release = try answer(market, .done)
        #expect(release.action == .release)
        #expect(release.instanceID == "I-1")
        #expect(market.entitlement().status == .released)
        #expect(market.order().status == .refunded)
        #expect(market.takeEffects(SPICall.self).isEmpty)
    }

    @Test("REF-08 what may exist and never gets a name waits for an operator, who starts anew")
    func lostForGood() throws {
        let market = try paid()
        try market.send(.refundApproved(refundID: "R-1", amounts: market.order().paidAmounts))
        for _ in 1...Entitlement.triesMax { _ = try answer(market, .failed(reason: "time-out")) }
        #expect(market.entitlement().isParked)
        try market.send(Entitlement.Input.retry)
        _ = try answer(market, .created(instance))
        #expect(try answer(market, .done).action == .release)
    }

    @Test("REF-08 what the vendor was never asked for needs no release", arguments: [true, false])
    func neverAsked(answeredBeforeRefund: Bool) throws {
        let market = try paid()
        let creation = try #require(market.takeEffects(SPICall.self).last)
        let none = Entitlement.Input.answered(number: creation.number, .notCalled(reason: "no-endpoint-or-key"))
        try market.send(.refundRequested(refundID: "R-1"))
        if answeredBeforeRefund { try market.send(none) }
        try market.send(.refundApproved(refundID: "R-1", amounts: market.order().paidAmounts))
        if !answeredBeforeRefund { try market.send(none) }
        #expect(market.takeEffects(SPICall.self).isEmpty)
        #expect(market.entitlement().status == .released)
    }

    @Test(
        "ENT-03 an answer that buyers must not be shown is no answer, and is asked for again",
        arguments: [
            ("javascript:alert(1)", "I-1"), ("data:text/html,x", "I-1"), ("HTTPS:evil", "I-1"), ("https://", "I-1"),
            ("https://f\u{0}", "I-1"), ("https://f g", "I-1"),
            ("https://" + String(repeating: "a", count: 1_993), "I-1"), ("https://f", ""),
            ("https://f", String(repeating: "九", count: 129)), ("https://f", "I\n1"),
        ])
    func unfitAnswer(url: String, id: String) throws {
        let market = try paid()
        let bad = Instance(id: id, frontURL: url, adminURL: nil, adminUser: nil, sealedPassword: nil)
        _ = try answer(market, .created(bad))
        #expect(market.entitlement().instance == nil)
        #expect(market.order().status == .processing)
        _ = try answer(market, .created(instance))
        #expect(market.order().status == .produced)
    }

    @Test(
        "ENT-03 web addresses and names at the edge of their length are shown",
        arguments: [
            ("https://" + String(repeating: "a", count: 1_992), String(repeating: "九", count: 128)),
            ("HTTP://a", "1"), ("", "1"),
        ])
    func fitAnswer(url: String, id: String) {
        let good = Instance(id: id, frontURL: url, adminURL: nil, adminUser: "", sealedPassword: nil)
        #expect(good.unfitMember == nil)
    }
}
