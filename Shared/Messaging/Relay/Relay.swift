import EventContracts
import KafkaClient
import Kernel

/// Brings a lane's events to Kafka in the order of their numbers, and knows how far that got: what was handed to the producer, what is
/// acknowledged, what the database knows of it, and whether the next events lie in memory or have to be read from their table.
///
/// They come from memory right after their commit. They are read after a take-over, a foreign commit or a failure, and while more is under
/// way than memory should hold.
///
/// Belongs to the lane's thread; acknowledgements come from the producer's. All times are monotonic, in nanoseconds.
final class Relay {
    typealias Send = (RecordBatch, @escaping @Sendable (BatchOutcome) -> Void) -> Void

    /// What may be under way at once.
    static let eventsMax = 10_000, bytesMax = 4 << 20
    private static let markEvery: Int64 = 100_000_000

    /// Highest number handed to the producer.
    private(set) var handed: Int64 = 0
    /// Every event up to this number is in Kafka.
    private(set) var acknowledged: Int64 = 0
    /// The database knows that every event up to this number is in Kafka.
    private(set) var marked: Int64 = 0
    /// What keeps the events from being published, while an event that goes alone fails.
    private(set) var trouble: PublicationFailure?

    private var committed: Int64 = 0
    private var isBehind = false
    private var inFlight: [Shipment] = []
    private var retry = PublicationRetry()
    private var markAt: Int64?
    private let place: TopicPartition
    private let envelope: EnvelopeWriter
    private let send: Send
    private let wake: @Sendable () -> Void

    /// - Parameters:
    ///   - place: where the events go.
    ///   - send: hands records to the producer, and tells from any thread what became of them.
    ///   - wake: called from any thread when there is something to `collect`.
    init(to place: TopicPartition, source: String, wake: @escaping @Sendable () -> Void, send: @escaping Send) {
        self.place = place
        self.send = send
        self.wake = wake
        envelope = EnvelopeWriter(source: source)
    }

    var isIdle: Bool { inFlight.isEmpty }

    /// Events that are committed and not acknowledged.
    var backlog: Int64 { max(0, max(committed, handed) - acknowledged) }

    /// How long the oldest event that was handed over waits for its acknowledgement.
    func age(at now: Int64) -> Int64 { inFlight.first.map { now - $0.handedAt } ?? 0 }

    // MARK: What there is to publish

    /// Publishes what comes after `number`, even what is under way: after a take-over, or because an operator asked for it. What
    /// comes twice has the same ids, and an operator's wish may be older than the take-over.
    func restart(after number: Int64) {
        inFlight = []
        (handed, acknowledged, marked) = (number, number, number)
        retry = PublicationRetry()
        (isBehind, trouble) = (true, nil)
    }

    /// The lane's next event will have this number: others may have committed meanwhile.
    func notice(nextNumber: Int64) {
        committed = max(committed, nextNumber - 1)
        if nextNumber - 1 != handed { isBehind = true }
    }

    /// What the database says is acknowledged. True if that went backwards: an operator's request to publish again from there.
    func notice(marked number: Int64) -> Bool {
        guard number < marked else {
            marked = number
            return false
        }
        restart(after: number)
        return true
    }

    /// Hands over events that were just committed, unless others before them have to be read first.
    func publish(_ events: [Event], at now: Int64) {
        committed = max(committed, events.last?.number ?? 0)
        guard !isBehind else { return }
        var (count, bytes) = (0, bytesUnderWay)
        let eventsBefore = eventsUnderWay
        while count < events.count, eventsBefore + count < Self.eventsMax, bytes < Self.bytesMax {
            bytes += events[count].payload.count
            count += 1
        }
        isBehind = count < events.count
        hand(Array(events.prefix(count)), at: now)
    }

    /// Which events to read from the table: those after a number, at most so many, and none after the one that fills the bytes.
    struct Reading {
        let after: Int64
        let count: Int
        let bytes: Int
    }

    /// What has to be read now, if anything.
    func reading(at now: Int64) -> Reading? {
        guard mayRead, now >= retry.notBefore else { return nil }
        return Reading(
            after: handed, count: min(retry.window, Self.eventsMax - eventsUnderWay),
            bytes: Self.bytesMax - bytesUnderWay)
    }

    /// Hands over what was read.
    func publish(_ events: [Event], of reading: Reading, at now: Int64) {
        let bytes = events.reduce(0) { $0 + $1.payload.count }
        if events.count < reading.count, bytes < reading.bytes { isBehind = false }
        hand(events, at: now)
    }

    /// Reading failed: not again before a second has passed.
    func readingFailed(at now: Int64) { retry.postpone(until: now + 1_000_000_000) }

    private var mayRead: Bool {
        guard isBehind else { return false }
        if retry.isProbing { return inFlight.isEmpty }
        return eventsUnderWay < Self.eventsMax && bytesUnderWay < Self.bytesMax
    }

    private var eventsUnderWay: Int { inFlight.reduce(0) { $0 + $1.numbers.count } }
    private var bytesUnderWay: Int { inFlight.reduce(0) { $0 + $1.bytes } }

    private func hand(_ events: [Event], at now: Int64) {
        guard let last = events.last?.number else { return }
        var batch = envelope.batch(for: events.count)
        var recent = EnvelopeWriter.Recent()
        for event in events { envelope.append(event, partition: place.partition, to: &batch, &recent) }
        let shipment = Shipment(events, at: now)
        inFlight.append(shipment)
        handed = last
        markAt = now + Self.markEvery
        let wake = wake
        send(batch) { outcome in
            shipment.settle(outcome)
            wake()
        }
    }

    // MARK: What became of it

    /// Takes in what is settled. What it gives failed: it and everything behind it is to be read again.
    @discardableResult
    func collect(at now: Int64) -> PublicationFailure? {
        while let first = inFlight.first, let outcome = first.outcome {
            if let failure = outcome.firstFailure {
                // Wait for the others: what comes again must come after whatever of them still arrives.
                guard inFlight.allSatisfy({ $0.outcome != nil }) else { return nil }
                return fail(first, failure, at: now)
            }
            acknowledged = max(acknowledged, first.numbers.last ?? acknowledged)
            inFlight.removeFirst()
            retry.succeed()
            trouble = nil
        }
        return nil
    }

    private func fail(_ shipment: Shipment, _ failure: BatchOutcome.Failure, at now: Int64) -> PublicationFailure {
        if failure.index > 0 { acknowledged = max(acknowledged, shipment.numbers[failure.index - 1]) }
        inFlight = []
        handed = acknowledged
        isBehind = true
        retry.fail(progressed: failure.index > 0, at: now)
        let report = PublicationFailure(
            number: shipment.numbers[failure.index], type: shipment.type, bytes: shipment.bytes,
            error: failure.error, failures: retry.failures, topic: place)
        trouble = retry.failures > 1 ? report : nil
        return report
    }

    // MARK: What the database is told

    /// Up to where the database may be told that events are in Kafka, if that is news.
    var unmarked: Int64? { acknowledged > marked ? acknowledged : nil }

    /// Whether it is time to tell it, even if no transaction comes that could.
    func isMarkDue(at now: Int64) -> Bool { markAt.map { $0 <= now } ?? false }

    func didMark(_ number: Int64) { marked = number }

    /// To be called after a mark was due.
    func planMark(at now: Int64) { markAt = isIdle && unmarked == nil ? nil : now + Self.markEvery }

    /// When it has to act by itself.
    var due: Int64? {
        let reading = mayRead ? retry.notBefore : nil
        guard let markAt else { return reading }
        return min(markAt, reading ?? markAt)
    }
}
