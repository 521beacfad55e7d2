import DomainTestKit
import Kernel
import OrdersDomain
import Testing

@Suite("Delivery of human services")
struct DeliveryTests {
    private let client = DeliveryActor(role: .buyer, id: "A-1")
    private let vendor = DeliveryActor(role: .vendor, id: "V-1")

    /// Steps: system, buyer files the requirement, vendor designs (buyer confirms), vendor builds (last).
    private func paid() throws -> Market {
        let market = Market()
        try market.fund(cash: 300_000)
        try market.send(placing(offer(.humanService, price: 300_000, steps: steps)))
        try market.send(paying(300_000))
        return market
    }

    private func atFinalConfirmation() throws -> Market {
        let market = try paid()
        try market.send(.fileRequirement(client, text: .buyers("一个网站")))
        try market.send(.finishStep(vendor, step: 2))
        try market.send(.confirm(client, step: 2, rating: nil))
        try market.send(.finishStep(vendor, step: 3))
        return market
    }

    @Test("DLV-01 payment opens the project with the steps as at purchase; system steps are done at once")
    func opens() throws {
        let market = try paid()
        #expect(market.delivery().steps.map(\.state) == [.done, .inProgress, .notStarted, .notStarted])
        #expect(market.delivery().present == 1)
    }

    @Test("DLV-02 only the named actor moves a step, only the present one, and the requirement is filed by the buyer")
    func actors() throws {
        let market = try paid()
        #expect(rejection { try market.send(.fileRequirement(vendor, text: .buyers("x"))) }?.rule == "DLV-02")
        #expect(rejection { try market.send(.fileRequirement(client, text: .buyers(""))) }?.code == "requirement-unfit")
        #expect(rejection { try market.send(.finishStep(client, step: 1)) }?.code == "requirement-missing")
        #expect(rejection { try market.send(.finishStep(vendor, step: 2)) }?.code == "not-the-present-step")
        #expect(
            rejection { try market.send(.finishStep(DeliveryActor(role: .vendor, id: "V-2"), step: 1)) }?.reason
                == .notFound)
        try market.send(.fileRequirement(client, text: .buyers("一个网站")))
        #expect(market.delivery().requirement == .buyers("一个网站"))
        #expect(
            rejection { try market.send(.fileRequirement(client, text: .buyers("again"))) }?.code
                == "not-at-requirement")
        #expect(rejection { try market.send(.finishStep(client, step: 2)) }?.code == "not-the-steps-actor")
    }

    @Test("DLV-02 a marked step waits for the buyer's confirmation")
    func confirmation() throws {
        let market = try paid()
        try market.send(.fileRequirement(client, text: .buyers("一个网站")))
        #expect(rejection { try market.send(.confirm(client, step: 2, rating: nil)) }?.code == "nothing-to-confirm")
        try market.send(.finishStep(vendor, step: 2))
        #expect(market.delivery().steps[2].state == .awaitingConfirmation)
        #expect(rejection { try market.send(.confirm(vendor, step: 2, rating: nil)) }?.rule == "DLV-03")
        try market.send(.confirm(client, step: 2, rating: nil))
        #expect(market.delivery().present == 3)
    }

    @Test("DLV-03 the buyer's last confirmation ends the project and produces the order")
    func accepted() throws {
        let market = try atFinalConfirmation()
        #expect(rejection { try market.send(.confirm(client, step: 3, rating: 6)) }?.code == "rating-unfit")
        try market.send(.confirm(client, step: 3, rating: 5))
        try market.send(.confirm(client, step: 3, rating: 5))
        #expect(market.delivery().status == .completed)
        #expect(market.order().status == .produced)
        try market.advance(by: .days(10))
        #expect(market.delivery().rating == 5)
    }

    @Test("DLV-03 reminders on day 3 and 6, confirmation by the system after exactly 7 days")
    func silent() throws {
        let market = try atFinalConfirmation()
        let asked = market.now
        func reminders() -> [Int] {
            market.deliveryEvents.compactMap { if case .buyerReminded(let day) = $0 { day } else { nil } }
        }
        try market.advance(to: asked + .days(3) - .milliseconds(1))
        #expect(reminders() == [])
        try market.advance(to: asked + .days(3))
        #expect(reminders() == [3])
        try market.advance(to: asked + .days(7) - .milliseconds(1))
        #expect(reminders() == [3, 6])
        #expect(market.delivery().status == .running)
        try market.advance(to: asked + .days(7))
        #expect(market.delivery().status == .completed)
        #expect(market.order().status == .produced)
    }

    @Test("DLV-07 paused time does not run against the deadline")
    func pause() throws {
        let market = try atFinalConfirmation()
        try market.advance(by: .days(2))
        try market.send(.pause(client))
        #expect(rejection { try market.send(.confirm(client, step: 3, rating: nil)) }?.rule == "DLV-07")
        try market.advance(by: .days(30))
        #expect(market.delivery().status == .paused)
        try market.send(.resume(client))
        try market.advance(by: .hours(5 * 24 - 1))
        #expect(market.delivery().status == .running)
        try market.advance(by: .hours(1))
        #expect(market.delivery().status == .completed)
    }

    @Test("DLV-07 only the buyer pauses, and not after the final confirmation")
    func pauseRefused() throws {
        let market = try atFinalConfirmation()
        #expect(rejection { try market.send(.pause(vendor)) }?.rule == "DLV-07")
        #expect(rejection { try market.send(.resume(client)) } == nil)
        try market.send(.confirm(client, step: 3, rating: nil))
        #expect(rejection { try market.send(.pause(client)) }?.code == "cannot-pause")
        #expect(rejection { try market.send(.resume(client)) }?.code == "cannot-resume")
    }

    @Test("DLV-07 the order is told whenever the clocks stop and go on, and only then")
    func standstillTold() throws {
        let market = try paid()
        func told() -> [DeliveryMilestone] {
            market.orderEvents.compactMap {
                if case .deliveryProgressed(_, let milestone) = $0.1 { milestone } else { nil }
            }
        }
        try market.send(.pause(client))
        try market.send(.refundRequested(refundID: "R-1"))
        try market.send(.refundWithdrawn(refundID: "R-1", reason: "cancelled"))
        #expect(told() == [.paused])
        try market.send(.resume(client))
        try market.send(.refundRequested(refundID: "R-2"))
        try market.send(.refundWithdrawn(refundID: "R-2", reason: "cancelled"))
        #expect(told() == [.paused, .resumed, .paused, .resumed])
    }

    @Test("DLV-09 a buyer silent for three months lets the project expire; an answer starts the count anew")
    func expires() throws {
        let market = try paid()
        let due = ShanghaiCalendar.adding(months: 3, to: market.now)
        try market.advance(to: due - .milliseconds(1))
        #expect(market.delivery().status == .running)
        try market.advance(to: due)
        #expect(market.delivery().status == .expired)
        let other = try paid()
        try other.advance(by: .days(80))
        try other.send(.fileRequirement(client, text: .buyers("一个网站")))
        try other.advance(by: .days(200))
        #expect(other.delivery().status == .running)
    }

    @Test("REF-07 a refund request halts the project; a rejection lets its clocks go on; a refund ends it")
    func refund() throws {
        let market = try atFinalConfirmation()
        try market.advance(by: .days(1))
        try market.send(.refundRequested(refundID: "R-1"))
        try market.advance(by: .days(20))
        #expect(market.delivery().status == .suspended)
        try market.send(.refundWithdrawn(refundID: "R-1", reason: "rejected"))
        try market.advance(by: .days(5))
        #expect(market.delivery().status == .running)
        try market.send(.refundRequested(refundID: "R-2"))
        try market.send(.refundApproved(refundID: "R-2", amounts: market.order().paidAmounts))
        #expect(market.delivery().status == .ended)
        try market.advance(by: .days(20))
        #expect(market.order().status == .refunded)
    }

    @Test("REF-07 a project that was paused is paused again when the refund is withdrawn")
    func pausedBefore() throws {
        let market = try atFinalConfirmation()
        try market.send(.pause(client))
        try market.send(.refundRequested(refundID: "R-1"))
        try market.send(.refundWithdrawn(refundID: "R-1", reason: "cancelled"))
        #expect(market.delivery().status == .paused)
        try market.advance(by: .days(30))
        #expect(market.delivery().status == .paused)
        try market.send(.resume(client))
        try market.advance(by: .days(7))
        #expect(market.delivery().status == .completed)
    }
}
