import EventContracts
import Kernel
import PostingDomain

extension HistoryJudge {
    /// The table of events, and the states, against the journal.
    mutating func judgeEvents() {
        var versions: [String: Int64] = [:]
        var causes: [String: Int] = [:]
        for lane in laneNumbers {
            let events = evidence.events[lane] ?? []
            requireSequence(
                events.map(\.number), to: evidence.lanes[lane]?.nextNumber ?? 0, .numbers, "number", lane: lane)
            for event in events {
                causes[event.cause, default: 0] += 1
                let expected = versions[event.account, default: 0] + 1
                if event.version != expected { note(.versions, "\(event.id) stands where \(expected) belongs") }
                versions[event.account] = event.version
                if !isOwn(event.account, lane: lane) { note(.ownLane, "\(event.id) lies in lane \(lane)") }
            }
        }
        judgeCauses(causes)
        for lane in laneNumbers { decideAgain(lane) }
        judgeBalances()
    }

    private mutating func judgeCauses(_ causes: [String: Int]) {
        var without = causes
        for rows in evidence.journal.values {
            for row in rows where row.isApplied {
                let count = without.removeValue(forKey: row.id) ?? 0
                if count != 1 { note(.oneEvent, "\(row.id) has \(count)") }
            }
        }
        for id in without.keys.sorted() { note(.oneEvent, "\(id) has one and is not in the journal") }
    }

    private mutating func decideAgain(_ lane: Int) {
        var states: [String: Account.State] = [:]
        var stored = (evidence.events[lane] ?? [])[...]
        for row in evidence.journal[lane] ?? [] where row.isApplied {
            guard let posting = row.posting else { continue }
            let (ids, payloads) = events(of: row, posting, &states[row.account, default: Account.initial(row.account)])
            for (id, payload) in zip(ids, payloads) {
                guard let event = stored.popFirst() else { return note(.redecided, "\(id) of \(row.id) is missing") }
                guard event.id == id, event.cause == row.id, event.payload == payload else {
                    // One that is too many or too few would shift all that follow.
                    return note(.redecided, "lane \(lane), number \(event.number): \(event.id), not \(id) of \(row.id)")
                }
            }
        }
        if let more = stored.first {
            note(.redecided, "lane \(lane), number \(more.number): \(more.id) follows from nothing")
        }
    }

    /// What the service's own decider says.
    private func events(of row: Evidence.Journalled, _ posting: Account.Posting, _ state: inout Account.State) -> (
        ids: [String], payloads: [Fingerprint]
    ) {
        let cause = Cause(now: row.recordedAt, inputID: row.id, aggregateID: row.account)
        let decision = try? Account.decide(state, .post(posting, messageID: row.id), cause)
        var ids: [String] = [], payloads: [Fingerprint] = []
        for event in decision?.events ?? [] {
            Account.evolve(&state, event, at: row.recordedAt)
            guard case .posted(let posting, let outcome, let messageID) = event else { continue }
            let message = PostingWire.AccountPostedV1(
                accountId: row.account, orderId: posting.orderID, version: state.postings, balance: state.balance,
                outcome: .init(word: outcome.rawValue), causationId: messageID, currency: .cny, at: posting.at)
            ids.append("\(Account.kind)/\(row.account)/\(state.postings)")
            payloads.append(Fingerprint(message.json()))
        }
        return (ids, payloads)
    }

    /// By rules written down a second time.
    private mutating func judgeBalances() {
        var expected: [String: Evidence.Stored] = [:]
        for rows in evidence.journal.values {
            for row in rows where row.isApplied {
                guard let posting = row.posting else { continue }
                var account = expected[row.account] ?? Evidence.Stored(version: 0, balanceFen: 0)
                account.version += 1
                if posting.direction == .credit {
                    account.balanceFen += posting.amount.fen
                } else if account.balanceFen >= posting.amount.fen {
                    account.balanceFen -= posting.amount.fen
                }
                expected[row.account] = account
            }
        }
        for account in Set(expected.keys).union(evidence.accounts.keys).sorted() {
            let found = evidence.accounts[account], right = expected[account]
            if found != right { note(.balances, "\(account): \(told(found)), not \(told(right))") }
        }
    }

    private func told(_ account: Evidence.Stored?) -> String {
        account.map { "version \($0.version), \($0.balanceFen) fen" } ?? "nothing"
    }
}
