import KafkaClient
import Kernel
import Synchronization
import Testing

@testable import Messaging

/// A producer that answers when it is told to.
private final class Outbox {
    private(set) var sent: [(count: Int, settle: @Sendable (BatchOutcome) -> Void)] = []
    let wakes = Mutex(0)

    var counts: [Int] { sent.map(\.count) }

    func take(_ batch: RecordBatch, _ completion: @escaping @Sendable (BatchOutcome) -> Void) {
        sent.append((batch.count, completion))
    }

    /// Acknowledges the oldest batch, or all of it before the record that is refused.
    func answer(failing index: Int? = nil, _ code: KafkaError.Code = .messageTooLarge) {
        let (count, settle) = sent.removeFirst()
        let failures = index.map { [BatchOutcome.Failure(index: $0, error: KafkaError(code, "refused"))] } ?? []
        settle(BatchOutcome(count: count, failures: failures, notSentFrom: index.map { $0 + 1 } ?? count))
    }
}

@Suite("A lane's relay knows what is in Kafka, and publishes the rest in order")
struct RelayTests {
    private let outbox = Outbox()
    private let relay: Relay
    private static let second: Int64 = 1_000_000_000

    init() {
        let outbox = outbox
        relay = Relay(to: TopicPartition("events", 3), source: "/s", wake: {}, send: { outbox.take($0, $1) })
        // As after a take-over of a lane whose events are all published.
        relay.restart(after: 10)
        if let reading = relay.reading(at: 0) { relay.publish([], of: reading, at: 0) }
    }

    private func events(_ numbers: ClosedRange<Int64>, bytes: Int = 1) -> [Relay.Event] {
        numbers.map { number in
            Relay.Event(
                number: number, occurredAt: Instant(microseconds: 0), key: AggregateKey(kind: "k", id: "A"),
                version: number, type: "type-\(number)", causationID: nil, trace: "",
                payload: [UInt8](repeating: 0, count: bytes))
        }
    }

    @Test("What was committed goes from memory, and is acknowledged record by record")
    func fromMemory() {
        relay.publish(events(11...13), at: 0)
        #expect(outbox.counts == [3])
        #expect((relay.handed, relay.acknowledged, relay.backlog) == (13, 10, 3))
        #expect(relay.collect(at: 0) == nil)
        outbox.answer()
        #expect(relay.collect(at: 0) == nil)
        #expect((relay.acknowledged, relay.backlog, relay.isIdle) == (13, 0, true))
        #expect(relay.reading(at: 0) == nil)
    }

    @Test(
        "What came before an event that fails is done; it alone is tried at once, then after growing pauses, and nothing passes it"
    )
    func poison() throws {
        relay.publish(events(11...15), at: 0)
        outbox.answer(failing: 2)
        let first = try #require(relay.collect(at: 0))
        #expect((first.number, first.failures, relay.acknowledged) == (13, 1, 12))
        #expect(relay.trouble == nil)

        var now: Int64 = 0
        for pause in [1, 2, 4, 8, 16, 32, 60, 60] as [Int64] {
            let reading = try #require(relay.reading(at: now))
            #expect((reading.after, reading.count) == (12, 1))
            relay.publish(events(13...13, bytes: 2_000), of: reading, at: now)
            #expect(relay.reading(at: now) == nil)
            #expect(outbox.counts == [1])
            outbox.answer(failing: 0)
            #expect(relay.collect(at: now)?.number == 13)
            #expect(relay.due == now + pause * Self.second || relay.due == now + Self.second / 10)
            #expect(relay.reading(at: now + pause * Self.second - 1) == nil)
            now += pause * Self.second
        }
        let reason = try #require(relay.trouble).description
        for part in ["event 13", "type-13", "2000 bytes", "events[3]", "max.message.bytes", "60 s"] {
            #expect(reason.contains(part))
        }
        #expect(relay.acknowledged == 12)
    }

    @Test("After the culprit got through, more and more go at once, and health is restored")
    func recovery() throws {
        relay.publish(events(11...20), at: 0)
        outbox.answer(failing: 0)
        _ = relay.collect(at: 0)
        var number: Int64 = 11
        for count in [1, 2, 4] {
            let reading = try #require(relay.reading(at: 0))
            #expect((reading.after, reading.count) == (number - 1, count))
            relay.publish(events(number...number + Int64(count) - 1), of: reading, at: 0)
            number += Int64(count)
            outbox.answer()
            #expect(relay.collect(at: 0) == nil)
        }
        #expect(relay.acknowledged == 17)
        #expect(relay.trouble == nil)
    }

    @Test("After a failure nothing is handed over before all that is under way is settled")
    func order() throws {
        relay.publish(events(11...12), at: 0)
        relay.publish(events(13...14), at: 0)
        outbox.answer(failing: 1, .closed)
        #expect(relay.collect(at: 0) == nil)
        relay.publish(events(15...15), at: 0)
        #expect(relay.reading(at: 0) == nil)
        outbox.answer()
        #expect(relay.collect(at: 0) == nil)
        outbox.answer(failing: 0, .closed)
        #expect(relay.collect(at: 0)?.number == 12)
        relay.publish(events(16...16), at: 0)
        #expect(outbox.counts == [])
        #expect(try #require(relay.reading(at: 0)).after == 11)
    }

    @Test("At most so many events are under way; the rest is read when there is room")
    func boundedByCount() throws {
        relay.publish(events(11...10_015), at: 0)
        #expect(outbox.counts == [Relay.eventsMax])
        #expect(relay.backlog == 10_005)
        #expect(relay.reading(at: 0) == nil)
        relay.publish(events(10_016...10_020), at: 0)
        #expect(outbox.counts == [Relay.eventsMax])
        outbox.answer()
        relay.collect(at: 0)
        #expect(try #require(relay.reading(at: 0)).after == 10_010)
    }

    @Test("At most so many bytes are under way, and one event more")
    func boundedByBytes() throws {
        relay.publish(events(11...20, bytes: 1 << 20), at: 0)
        #expect(outbox.counts == [4])
        outbox.answer()
        relay.collect(at: 0)
        let reading = try #require(relay.reading(at: 0))
        #expect((reading.after, reading.bytes) == (14, Relay.bytesMax))
        relay.publish(events(15...18, bytes: 1 << 20), of: reading, at: 0)
        outbox.answer()
        relay.collect(at: 0)
        #expect(relay.reading(at: 0)?.after == 18)
    }

    @Test("Numbers that it did not hand over are read from the table")
    func foreign() throws {
        relay.notice(nextNumber: 11)
        #expect(relay.reading(at: 0) == nil)
        relay.notice(nextNumber: 14)
        #expect(relay.backlog == 3)
        relay.publish(events(14...14), at: 0)
        #expect(outbox.counts == [])
        let reading = try #require(relay.reading(at: 0))
        #expect(reading.after == 10)
        relay.publish(events(11...14), of: reading, at: 0)
        #expect(outbox.counts == [4])
        #expect(relay.reading(at: 0) == nil)
    }

    @Test("A mark that went back is obeyed, and answers to what was under way before it count no more")
    func republication() throws {
        relay.publish(events(11...12), at: 0)
        #expect(!relay.notice(marked: 10))
        #expect(relay.notice(marked: 4))
        outbox.answer(failing: 0)
        #expect(relay.collect(at: 0) == nil)
        #expect((relay.acknowledged, relay.unmarked) == (4, nil))
        #expect(try #require(relay.reading(at: 0)).after == 4)
    }

    @Test("The database is told 100 ms after something was handed over, until it knows all")
    func marks() {
        #expect(relay.due == nil)
        relay.publish(events(11...12), at: 7)
        #expect(relay.due == 100_000_007)
        #expect(!relay.isMarkDue(at: 100_000_006))
        #expect(relay.isMarkDue(at: 100_000_007))
        #expect(relay.unmarked == nil)
        relay.planMark(at: 100_000_007)
        outbox.answer()
        relay.collect(at: 100_000_008)
        #expect(relay.unmarked == 12)
        relay.didMark(12)
        relay.planMark(at: 200_000_007)
        #expect((relay.unmarked, relay.due) == (nil, nil))
    }

    @Test("A table that cannot be read is asked again after a second")
    func unreadable() {
        relay.notice(nextNumber: 12)
        relay.readingFailed(at: 5)
        #expect(relay.reading(at: Self.second + 4) == nil)
        #expect(relay.due == Self.second + 5)
        #expect(relay.reading(at: Self.second + 5)?.after == 10)
    }
}

@Suite("What others are told of a cause")
struct CausationTests {
    @Test("Only the id of a message is told")
    func causation() {
        #expect(
            Causation.messageID(ofInput: InputID.message(source: "/marketplace/orders", eventID: "order/O-1/3"))
                == "order/O-1/3")
        #expect(Causation.messageID(ofInput: InputID.message(source: "%command", eventID: "a b")) == "a b")
        for own in [InputID.command("A-1 key"), InputID.timer("t"), InputID.answer(ofEffect: "e"), "0f3c"] {
            #expect(Causation.messageID(ofInput: own) == nil)
        }
    }
}
