import EventContracts
import KafkaClient
import Kernel
import PostgresClient

/// What a topic holds of the outcomes of postings, against what was sent and what the database says.
struct History {
    struct Record {
        let partition: Int32
        let id: String
        let key: String
        let payload: [UInt8]
    }

    /// Per partition in the order of the topic.
    let records: [Record]

    /// Everything that contradicts "each input took effect exactly once, and was told in order"; empty if all is well.
    ///
    /// - Parameter accounts: balance and number of postings by account, from the database.
    func violations(_ load: Load, accounts: [String: Account]) throws -> [String] {
        var found: [String] = []
        var models: [String: Account] = [:]
        let inputs = Dictionary(uniqueKeysWithValues: load.inputs.map { ($0.id, $0) })
        var expected = Dictionary(grouping: load.inputs, by: \.account).mapValues { $0.map(\.id)[...] }
        for record in try distinct(&found) {
            let event = try PostingWire.AccountPostedV1(json: record.payload)
            guard let input = inputs[event.causationId] else {
                found.append("\(record.id) was caused by \(event.causationId), which nobody sent")
                continue
            }
            if expected[event.accountId]?.popFirst() != input.id {
                found.append("\(record.id) is not about the next input of \(event.accountId)")
            }
            var model = models[event.accountId, default: Account()]
            let outcome = model.post(input)
            if event.version != model.postings {
                found.append("\(record.id) says version \(event.version) after \(model.postings - 1)")
            }
            if event.balance.fen != model.balance {
                found.append("\(record.id) says balance \(event.balance.fen), not \(model.balance)")
            }
            if event.outcome.word != outcome { found.append("\(record.id) says \(event.outcome.word), not \(outcome)") }
            if record.key != event.accountId { found.append("\(record.id) has the key \(record.key)") }
            models[event.accountId] = model
        }
        for (account, missing) in expected where !missing.isEmpty {
            found.append("\(account) has no outcome for \(missing.count) inputs")
        }
        for (account, model) in models where accounts[account] != model {
            found.append("the database disagrees about \(account)")
        }
        return found
    }

    /// The first record of each id, as a reader keeps them. A record that comes again must say the same.
    private func distinct(_ found: inout [String]) throws -> [Record] {
        var payloads: [String: [UInt8]] = [:]
        return records.filter { record in
            guard let known = payloads[record.id] else {
                payloads[record.id] = record.payload
                return true
            }
            if known != record.payload { found.append("\(record.id) came again and says something else") }
            return false
        }
    }

    /// What is left when everything before an account's first event is skipped: a reader who begins with a republication.
    func fromFirstVersions() -> History {
        var begun: Set<String> = []
        return History(
            records: records.filter { record in
                if record.id.hasSuffix("/1") { begun.insert(record.key) }
                return begun.contains(record.key)
            })
    }

    /// The account as it must be, by rules written down a second time.
    struct Account: Equatable {
        var postings: Int64 = 0
        var balance: Int64 = 0

        mutating func post(_ input: Load.Posting) -> String {
            postings += 1
            guard input.isDebit else {
                balance += input.fen
                return "credited"
            }
            guard balance >= input.fen else { return "rejected" }
            balance -= input.fen
            return "debited"
        }
    }
}
