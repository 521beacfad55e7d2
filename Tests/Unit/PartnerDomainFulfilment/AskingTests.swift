import DomainTestKit
import Kernel
import PartnerDomainFulfilmentDomain
import Testing

@Suite("Asking the partner")
struct AskingTests {
    @Test("DOM-01 a payment starts the purchase, asks the partner at once and is processing")
    func starts() throws {
        let story = try Story.started()
        #expect(story.state.phase == .asking)
        #expect(story.calls == [PartnerCall(order: .sample(), mode: .obtain, round: 1)])
    }

    @Test("DOM-06 a payment told twice asks once")
    func repeatedPayment() throws {
        var story = try Story.started()
        #expect(try story.take(.orderPaid(.sample())).isEmpty)
        #expect(story.calls.count == 1)
    }

    @Test("DOM-01 a partner that works on it is checked again after seconds, and never asked to buy again")
    func checksOnly() throws {
        var story = try Story.started()
        try story.answer(.busy)
        #expect(story.wake?.due == story.now + .seconds(5))
        try story.sleep()
        #expect(story.calls.map(\.mode) == [.obtain, .check])
        #expect(story.calls.map(\.round) == [1, 2])
    }

    @Test("DOM-01 ninety days of processing are waited for, at most every twelve hours, and still end in the domain")
    func waitsForMonths() throws {
        var story = try Story.started()
        while story.now < .paid + .days(90) {
            try story.answer(.busy)
            try story.sleep()
        }
        #expect(story.calls.dropFirst().allSatisfy { $0.mode == .check })
        #expect(story.calls.count < 500)
        try story.answer(.got)
        #expect(story.state.phase == .bought)
        #expect(story.wake == nil)
    }

    @Test(
        "DOM-01 the pause between checks grows with the age of the purchase",
        arguments: [
            (Instant.Span.minutes(0), Instant.Span.seconds(5)), (.minutes(1) + .microsecondLess, .seconds(5)),
            (.minutes(1), .minutes(1)),
            (.minutes(10) + .microsecondLess, .minutes(1)), (.minutes(10), .minutes(5)),
            (.hours(1), .minutes(30)), (.days(1), .hours(4)), (.days(15) + .microsecondLess, .hours(4)),
            (.days(15), .hours(12)),
            (.days(400), .hours(12)),
        ])
    func pollPauses(age: Instant.Span, pause: Instant.Span) {
        #expect(AskSchedule.untilNextCheck(afterWaiting: age) == pause)
    }

    @Test("DOM-06 after a lost answer the next conversation begins with a look-up under the same reference")
    func lostAnswer() throws {
        var story = try Story.started()
        try story.answer(.silent(.answerLost))
        try story.sleep()
        #expect(story.calls.map(\.mode) == [.obtain, .obtain])
        #expect(Set(story.calls.map(\.order.reference)) == ["O-1-1"])
    }

    @Test("DOM-06 a partner that once took the order and lost track of it is not sent the order again")
    func lostTrack() throws {
        var story = try Story.started()
        try story.answer(.busy)
        try story.sleep()
        try story.answer(.silent(.lostTrack))
        try story.sleep()
        #expect(story.calls.last?.mode == .check)
        #expect(story.state.lastTrouble == .lostTrack)
    }

    @Test("DOM-06 a partner that is down is asked for as long as the order lives, ever more rarely")
    func partnerDown() throws {
        var story = try Story.started()
        var pauses: [Instant.Span] = []
        for _ in 0..<200 {
            try story.answer(.silent())
            let due = try #require(story.wake?.due)
            pauses.append(due - story.now)
            try story.sleep()
        }
        #expect(pauses[0] >= .seconds(15) && pauses[0] < .seconds(19))
        #expect(pauses.allSatisfy { $0 <= .hours(8) })
        #expect(try #require(pauses.last) >= .hours(6))
        #expect(story.state.phase == .asking)
        #expect(story.state.silentInARow == 200)
    }

    @Test("DOM-06 orders stopped by one outage come back spread out, each the same in every replay")
    func spread() {
        let pauses = (0..<100).map { AskSchedule.untilRetry(silentInARow: 8, orderID: "O-\($0)") }
        #expect(Set(pauses).count > 80)
        #expect(AskSchedule.untilRetry(silentInARow: 8, orderID: "O-7") == pauses[7])
    }

    @Test("DOM-06 a partner that names a time is not asked before it")
    func retryAfter() throws {
        var story = try Story.started()
        let named = story.now + .hours(2)
        try story.answer(.silent(.rateLimited, notBefore: named))
        #expect(story.wake?.due == named)
    }

    @Test("DOM-06 an answer ends the series of silences")
    func silenceEnds() throws {
        var story = try Story.started()
        try story.answer(.silent())
        try story.sleep()
        try story.answer(.busy)
        #expect(story.state.silentInARow == 0)
        #expect(story.state.lastTrouble == nil)
    }

    @Test("DOM-06 an answer to an earlier conversation is ignored")
    func lateAnswer() throws {
        var story = try Story.started()
        try story.answer(.busy)
        try story.sleep()
        #expect(try story.take(.partnerAnswered(round: 1, .refused(.staleListing))).isEmpty)
        #expect(try story.take(.askDue(round: 1)).isEmpty)
        #expect(story.state.phase == .asking)
    }

    @Test("DOM-06 answers, timers and mails of a purchase nobody paid for mean nothing")
    func unknownPurchase() throws {
        var story = Story()
        #expect(try story.take(.partnerAnswered(round: 1, .got)).isEmpty)
        #expect(try story.take(.askDue(round: 0)).isEmpty)
        #expect(try story.take(.mailed(.bought, .sent)).isEmpty)
        #expect(throws: Rejection.noSuchPurchase) { try story.take(.askNow(operatorID: "S-1")) }
    }

    @Test("DOM-06 an operator can ask early, but never twice at once")
    func askNow() throws {
        var story = try Story.started()
        #expect(throws: Rejection.self) { try story.take(.askNow(operatorID: "S-1")) }
        try story.answer(.busy)
        try story.take(.askNow(operatorID: "S-1"))
        #expect(story.wake == nil)
        #expect(story.calls.last == PartnerCall(order: .sample(), mode: .check, round: 2))
    }
}

extension Instant.Span {
    fileprivate static let microsecondLess = Instant.Span(microseconds: -1)
    fileprivate static func + (left: Instant.Span, right: Instant.Span) -> Instant.Span {
        Instant.Span(microseconds: left.microseconds + right.microseconds)
    }
}
