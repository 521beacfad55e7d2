import EventContracts
import JSON
import KafkaClient
import Kernel
import Runtime

package struct AccountsCommand: Command {
    package let name = "accounts"
    package let summary = "put accounts on the accounts topic, as the identity system does in production"
    package let forms = [
        Form(
            "put", operand: Operand(.text("FILE")),
            meaning: "one account per line, JSON as in the contract marketplace.accounts.account-changed.v1")
    ]
    package let notes = "Without `at` the present time is put in. Lines that start with # are skipped."

    package func run(_ call: Call, _ surroundings: Surroundings) async throws -> Int32 {
        let path = call.operand ?? ""
        let lines = String(decoding: try readFile(path, bytesMax: 64 << 20), as: UTF8.self).split(separator: "\n").map(
            String.init)
        let now = surroundings.now
        var batch = RecordBatch()
        for (index, line) in lines.enumerated() where !line.hasPrefix("#") {
            do {
                try add(AccountsWire.AccountChangedV1(json: try Self.dated(line, now)), at: now, to: &batch)
            } catch let error as JSONError {
                throw UsageError(message: "\(path), line \(index + 1), is no account: \(error).")
            }
        }
        let producer = try KafkaProducer(options: KafkaOptions.producer.with(try surroundings.kafka()))
        try await producer.send(batch, to: try surroundings.topicPrefix() + Topics.accounts)
        await producer.close(timeoutMs: 5_000)
        print("\(batch.count) accounts put")
        return 0
    }

    private func add(_ account: AccountsWire.AccountChangedV1, at now: Instant, to batch: inout RecordBatch) throws {
        let payload = account.json()
        batch.append(key: account.accountId.utf8Span.span, value: payload.span)
        let envelope = Envelope(
            id: "\(account.accountId)@\(account.at)", source: Envelope.source(of: "accounts"),
            type: AccountsWire.AccountChangedV1.type,
            time: account.at, subject: account.accountId, partitionKey: account.accountId)
        for header in envelope.headers { batch.addHeader(header.name, header.value) }
    }

    private static func dated(_ line: String, _ now: Instant) throws -> [UInt8] {
        guard !line.contains("\"at\""), let end = line.lastIndex(of: "}") else { return Array(line.utf8) }
        return Array("\(line[..<end]),\"at\":\"\(now)\"}".utf8)
    }
}
