import EventContracts
import Kernel
import Testing

@Suite("The checker of histories sees what is wrong")
struct HistoryTests {
    private let load = Load(seed: 9, count: 200, accounts: 5)

    /// What a faultless service would leave.
    private var truth: (records: [History.Record], accounts: [String: History.Account]) {
        var accounts: [String: History.Account] = [:]
        let records = load.inputs.map { input in
            let outcome = accounts[input.account, default: History.Account()].post(input)
            let account = accounts[input.account, default: History.Account()]
            let event = PostingWire.AccountPostedV1(
                accountId: input.account, orderId: "O", version: account.postings, balance: Money(fen: account.balance),
                outcome: .init(word: outcome), causationId: input.id, currency: .cny, at: Instant(microseconds: 0))
            return History.Record(
                partition: 0, id: "account/\(input.account)/\(account.postings)", key: input.account,
                payload: event.json())
        }
        return (records, accounts)
    }

    private func violations(_ change: (inout [History.Record]) -> Void) throws -> [String] {
        var (records, accounts) = truth
        change(&records)
        return try History(records: records).violations(load, accounts: accounts)
    }

    @Test("Nothing is wrong with the truth, nor with a part of it told again")
    func truthHolds() throws {
        #expect(try violations { _ in }.isEmpty)
        #expect(try violations { $0 += $0[100...] }.isEmpty)
    }

    @Test("A lost event, a swapped pair, a second effect, a changed repeat and another balance are noticed")
    func offences() throws {
        #expect(try !violations { $0.removeLast() }.isEmpty)
        #expect(try !violations { $0.remove(at: 50) }.isEmpty)
        #expect(
            try !violations { records in
                let later = records[1...].firstIndex { $0.key == records[0].key } ?? 0
                records.swapAt(0, later)
            }.isEmpty)
        #expect(
            try !violations {
                $0.append(.init(partition: 0, id: "account/A-1/999", key: $0[7].key, payload: $0[7].payload))
            }.isEmpty)
        #expect(
            try !violations { $0.append(.init(partition: 0, id: $0[7].id, key: $0[7].key, payload: $0[8].payload)) }
                .isEmpty)
        let (records, accounts) = truth
        let wrong = accounts.mapValues { History.Account(postings: $0.postings, balance: $0.balance + 1) }
        #expect(try !History(records: records).violations(load, accounts: wrong).isEmpty)
    }
}
