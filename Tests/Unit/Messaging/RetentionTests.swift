import Kernel
@testable import Messaging
import Testing

@Suite("How long what only grows is kept")
struct RetentionTests {
    private static let orders = "marketplace.orders.events.v1"  // kept for 14 days
    private static let accounts = "marketplace.accounts.v1"  // compacted

    private func retention(event: Int, known: Int) -> Retention {
        Retention(journal: .days(40), event: .days(event), knownInput: .days(known), idempotency: .days(40))
    }

    @Test("the standard fits all topics that are declared")
    func standard() {
        #expect(Retention.standard.fault(reading: [Self.orders, Self.accounts]) == nil)
    }

    @Test(
        "inputs are known for what their owner keeps and twice what the topic does, to the day", arguments: [40, 366])
    func edge(event: Int) throws {
        #expect(retention(event: event, known: event + 28).fault(reading: [Self.orders]) == nil)
        let fault = try #require(
            retention(event: event, known: event + 27).fault(reading: [Self.accounts, Self.orders]))
        #expect(fault.contains("\(event + 28) d") && fault.contains("(14 d)"))
    }

    @Test("topics that are compacted, or of others, ask for nothing", arguments: [accounts, "somebody.else.v1"])
    func unjudged(topic: String) {
        #expect(retention(event: 366, known: 31).fault(reading: [topic]) == nil)
    }

    @Test("a wish for room shortens everything but what duplicates are recognised by, and lengthens nothing")
    func shortened() {
        let short = Retention.standard.shortened(to: .days(91))
        #expect(short[.journal] == .days(91) && short[.event] == .days(91))
        #expect(short[.idempotency] == .days(90) && short[.knownInput] == .days(400))
    }

    @Test("slices of a sweep shrink while they are full and grow while they are nearly empty")
    func slices() {
        let hour = Instant.Span.hours(1)
        #expect(Pruning.slice(after: hour, count: Pruning.batchRows) == .minutes(30))
        #expect(Pruning.slice(after: hour, count: Pruning.batchRows - 1) == hour)
        #expect(Pruning.slice(after: hour, count: Pruning.batchRows / 4) == hour)
        #expect(Pruning.slice(after: hour, count: Pruning.batchRows / 4 - 1) == .hours(2))
        #expect(Pruning.slice(after: .seconds(1), count: Pruning.batchRows) == .seconds(1))
        #expect(Pruning.slice(after: .days(1), count: 0) == .days(1))
    }
}
