import DomainTestKit
import EventContracts
import KafkaClient
import Kernel

/// Postings as producers send them: over many accounts, and some of them twice.
struct Load {
    struct Posting: Hashable {
        let id: String
        let account: String
        let fen: Int64
        let isDebit: Bool
    }

    /// In the order in which they are sent, repeats included.
    let sent: [Posting]

    init(seed: UInt64, count: Int, accounts: Int = 150) {
        var random = SeededGenerator(seed: seed)
        var sent: [Posting] = []
        for number in 1...count {
            sent.append(
                Posting(
                    id: "p-\(seed)-\(number)", account: "A-\(Int.random(in: 1...accounts, using: &random))",
                    fen: .random(in: 1...500, using: &random), isDebit: .random(using: &random)))
            // A repeat comes at once or much later.
            if Int.random(in: 0..<12, using: &random) == 0 {
                sent.append(sent[.random(in: 0..<sent.count, using: &random)])
            }
        }
        self.sent = sent
    }

    /// Without repeats.
    var inputs: [Posting] {
        var seen: Set<String> = []
        return sent.filter { seen.insert($0.id).inserted }
    }

    func chunks(of size: Int) -> [ArraySlice<Posting>] {
        stride(from: 0, to: sent.count, by: size).map { sent[$0..<min($0 + size, sent.count)] }
    }
}

extension RecordBatch {
    /// What a producer of postings puts on the topic.
    init(_ postings: some Collection<Load.Posting>) {
        self.init()
        for posting in postings {
            let payload = PostingWire.PostAmountV1(
                accountId: posting.account, orderId: "O-\(posting.id)", amount: Money(fen: posting.fen), currency: .cny,
                kind: posting.isDebit ? .debit : .credit, at: Instant(microseconds: 0)
            ).json()
            append(key: Array(posting.account.utf8).span, value: payload.span)
            for (name, value) in [
                ("ce_specversion", "1.0"), ("ce_id", posting.id), ("ce_source", "/recovery"),
                ("ce_type", PostingWire.PostAmountV1.type),
                ("ce_time", "2026-11-21T08:00:00Z"),
            ] { addHeader(name, value) }
        }
    }
}
