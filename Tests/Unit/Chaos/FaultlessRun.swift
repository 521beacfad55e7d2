import ChaosCore
import EventContracts
import Kernel
import PostingDomain

/// What a faultless service leaves of a small load, everything told once.
struct FaultlessRun {
    static let lanes = 2
    let load = ChaosLoad(seed: 7, accounts: 30)
    private(set) var evidence = Evidence()
    private var states: [String: Account.State] = [:]
    private var heldUp: Set<String> = []
    private var known: Set<String> = []

    init(count: Int = 600) {
        for lane in 0..<Self.lanes {
            evidence.lanes[lane] = Evidence.Lane(nextPosition: 1, nextNumber: 1, acknowledged: 0)
        }
        for number in 1...count {
            take(number)
            if let repeated = load.repeated(after: number) { take(repeated) }
        }
        for (partition, records) in evidence.inbound {
            evidence.endOffsets[partition] = Int64(records.count)
            evidence.nextOffsets[partition] = Int64(records.count)
        }
        for (account, state) in states {
            evidence.accounts[account] = Evidence.Stored(version: state.postings, balanceFen: state.balance.fen)
        }
    }

    private mutating func take(_ number: Int) {
        let sent = load.posting(number), lane = KeyHash.partition(of: sent.account, among: Self.lanes)
        evidence.acknowledged.append(number)
        evidence.inbound[lane, default: []].append(Evidence.Inbound(id: sent.id, key: sent.account))
        guard known.insert(sent.id).inserted else { return }
        if sent.flaw == .none, !heldUp.contains(sent.account) { return apply(sent, lane) }
        evidence.parked.append(sent.id)
        if sent.flaw == .garbled || sent.flaw == .outOfBounds { heldUp.insert(sent.account) }
    }

    private mutating func apply(_ sent: ChaosLoad.Posting, _ lane: Int) {
        var row = evidence.lanes[lane] ?? Evidence.Lane(nextPosition: 1, nextNumber: 1, acknowledged: 0)
        let at = Instant(microseconds: 0)
        let posting = Account.Posting(
            orderID: sent.order, amount: Money(fen: sent.fen), direction: sent.isDebit ? .debit : .credit, at: at)
        evidence.journal[lane, default: []].append(
            Evidence.Journalled(
                position: row.nextPosition, id: sent.id, account: sent.account, recordedAt: at, posting: posting))
        row.nextPosition += 1
        var state = states[sent.account] ?? Account.initial(sent.account)
        let payload = payload(sent, at, &state)
        states[sent.account] = state
        let event = Evidence.Event(
            number: row.nextNumber, account: sent.account, version: state.postings, cause: sent.id, payload: payload)
        evidence.events[lane, default: []].append(event)
        evidence.published[lane, default: []].append(Self.published(event, at: Int64(sent.number)))
        row.acknowledged = row.nextNumber
        row.nextNumber += 1
        evidence.lanes[lane] = row
    }

    private func payload(_ sent: ChaosLoad.Posting, _ at: Instant, _ state: inout Account.State) -> Fingerprint {
        state.postings += 1
        var outcome = PostingWire.AccountPostedV1.Outcome.credited
        if !sent.isDebit {
            state.balance += Money(fen: sent.fen)
        } else if state.balance.fen >= sent.fen {
            state.balance -= Money(fen: sent.fen)
            outcome = .debited
        } else {
            outcome = .rejected
        }
        return Fingerprint(
            PostingWire.AccountPostedV1(
                accountId: sent.account, orderId: sent.order, version: state.postings, balance: state.balance,
                outcome: outcome, causationId: sent.id, currency: .cny, at: at
            ).json())
    }

    static func published(_ event: Evidence.Event, at timestampMs: Int64) -> Evidence.Published {
        Evidence.Published(
            id: event.id, key: event.account, payload: event.payload, whole: event.payload, timestampMs: timestampMs)
    }

    /// What the judge finds first when the evidence is changed so.
    func firstBroken(_ change: (inout Evidence) -> Void) -> Property? {
        var changed = evidence
        change(&changed)
        return HistoryJudge.findings(in: changed, load).first?.property
    }
}
