import Kernel
import PostingDomain

extension HistoryJudge {
    /// What was sent, against the topic, the journal and the lines of parked inputs.
    mutating func judgeInputs() {
        for number in evidence.acknowledged where !expectation.seen.contains(ChaosLoad.id(of: number)) {
            note(.keptByBroker, ChaosLoad.id(of: number))
        }
        for records in evidence.inbound.values {
            for record in records where ChaosLoad.number(of: record.id) == nil { note(.nothingInvented, record.id) }
        }
        for (partition, end) in evidence.endOffsets.sorted(by: { $0.key < $1.key }) {
            let next = evidence.nextOffsets[partition] ?? 0
            if next != end { note(.readToTheEnd, "partition \(partition): \(next) of \(end)") }
        }
        judgeApplied()
        judgeParked()
        for id in evidence.forgotten { note(.known, id) }
    }

    private mutating func judgeApplied() {
        var times: [String: Int] = [:]
        for rows in evidence.journal.values {
            for row in rows {
                times[row.id, default: 0] += 1
                if !row.isApplied { note(.appliedOnce, "\(row.id) was dropped") }
                if !expectation.seen.contains(row.id) { note(.nothingInvented, "\(row.id) in the journal") }
                if expectation.parked.contains(row.id) { note(.parkedAlone, "\(row.id) was applied") }
            }
        }
        for (id, count) in times.filter({ $0.value > 1 }).sorted(by: { $0.key < $1.key }) {
            note(.appliedOnce, "\(id) was applied \(count) times")
        }
        for (account, ids) in expectation.applied.sorted(by: { $0.key < $1.key }) {
            for id in ids where times[id] == nil { note(.appliedOnce, "\(id) of \(account) was not") }
        }
    }

    private mutating func judgeParked() {
        var parked: Set<String> = []
        for id in evidence.parked {
            if !parked.insert(id).inserted { note(.parkedAlone, "\(id) is parked twice") }
            if !expectation.seen.contains(id) {
                note(.nothingInvented, "\(id) is parked")
            } else if !expectation.parked.contains(id), !expectation.repeatedBehind.contains(id) {
                note(.parkedAlone, "\(id) is parked and could be applied")
            }
        }
        for id in expectation.parked.subtracting(parked).sorted() { note(.parkedAlone, "\(id) is not parked") }
    }

    /// What the journal says, by itself and against what was sent.
    mutating func judgeJournal() {
        var taken: [String: [String]] = [:]
        for lane in laneNumbers {
            let rows = evidence.journal[lane] ?? []
            requireSequence(
                rows.map(\.position), to: evidence.lanes[lane]?.nextPosition ?? 0, .positions, "position", lane: lane)
            for row in rows {
                judge(row, lane)
                if row.isApplied { taken[row.account, default: []].append(row.id) }
            }
        }
        // What is missing or there twice is told already; here it is about the order of the rest.
        for (account, ids) in expectation.applied.sorted(by: { $0.key < $1.key }) {
            let found = firstOccurrences(of: taken[account] ?? []), known = Set(found)
            if let difference = Difference.first(of: found, from: ids.filter { known.contains($0) }) {
                note(.inputOrder, "\(account): \(difference)")
            }
        }
    }

    private func firstOccurrences(of ids: [String]) -> [String] {
        var seen: Set<String> = []
        return ids.filter { seen.insert($0).inserted }
    }

    private mutating func judge(_ row: Evidence.Journalled, _ lane: Int) {
        if !isOwn(row.account, lane: lane) {
            note(.ownLane, "\(row.id) of \(row.account) is journalled in lane \(lane)")
        }
        guard let number = ChaosLoad.number(of: row.id) else { return }
        let sent = load.posting(number)
        guard sent.flaw == .none else { return }
        guard let posting = row.posting, row.account == sent.account, posting.orderID == sent.order,
            posting.amount.fen == sent.fen, (posting.direction == .debit) == sent.isDebit
        else { return note(.keptWhole, row.id) }
    }
}
