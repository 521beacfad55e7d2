import ChaosCore
import EventContracts
import KafkaClient
import Kernel
import Synchronization

/// Sends postings at an even rate and prints the number of each record that Kafka has acknowledged, when it has.
func sendLoad(_ options: Options, _ installation: Installation) async throws {
    let load = ChaosLoad(seed: options.seed)
    // While the broker is away records wait: none may be given up, and none may change its place.
    let producer = try KafkaProducer(
        options: KafkaOptions.producer.with([
            "bootstrap.servers": installation.brokers, "linger.ms": "5", "message.timeout.ms": "900000",
            "queue.buffering.max.messages": "1000000",
        ]))
    let failures = Atomic(0)
    let total = options.rate * options.minutes * 60
    let begun = ContinuousClock.now
    var sent = 0
    while sent < total {
        let due = min(total, Int((ContinuousClock.now - begun) / .milliseconds(1)) * options.rate / 1_000)
        if due > sent {
            let numbers = (sent + 1...due).flatMap { [$0] + (load.repeated(after: $0).map { [$0] } ?? []) }
            producer.enqueue(RecordBatch(numbers.map(load.posting)), to: Topics.postingCommands) { outcome in
                failures.add(write(outcome, numbers), ordering: .relaxed)
            }
            sent = due
        }
        try await Task.sleep(for: .milliseconds(10))
    }
    await producer.close(timeoutMs: 120_000)
    let failed = failures.load(ordering: .relaxed)
    if failed > 0 { throw LoadFailure(description: "\(failed) records were not acknowledged") }
}

/// - Returns: how many were not acknowledged.
private func write(_ outcome: BatchOutcome, _ numbers: [Int]) -> Int {
    var lines = "", failed = 0
    for (index, number) in numbers.enumerated() {
        if let error = outcome.error(at: index) {
            if failed == 0 { printError("\(ChaosLoad.id(of: number)) was not acknowledged: \(error)") }
            failed += 1
        } else {
            lines += "\(number)\n"
        }
    }
    if !lines.isEmpty { printOutput(String(lines.dropLast())) }
    return failed
}

struct LoadFailure: Error, CustomStringConvertible {
    let description: String
}

extension RecordBatch {
    /// What a producer of postings puts on the topic.
    init(_ postings: [ChaosLoad.Posting]) {
        self.init()
        for posting in postings {
            append(key: Array(posting.account.utf8).span, value: posting.payload.span)
            for (name, value) in [
                ("ce_specversion", Envelope.specVersion), ("ce_id", posting.id), ("ce_source", ChaosLoad.source),
                ("ce_type", PostingWire.PostAmountV1.type), ("ce_time", "2026-11-21T08:00:00Z"),
            ] { addHeader(name, value) }
        }
    }
}

extension ChaosLoad.Posting {
    fileprivate var payload: [UInt8] {
        if flaw == .garbled { return Array("{\"accountId\":\"\(account)\",\"orderId\":".utf8) }
        return PostingWire.PostAmountV1(
            accountId: flaw == .foreignKey ? "A-0" : account, orderId: order,
            amount: Money(fen: flaw == .outOfBounds ? -1 : fen), currency: .cny, kind: isDebit ? .debit : .credit,
            at: Instant(microseconds: Int64(number) * 1_000)
        ).json()
    }
}
