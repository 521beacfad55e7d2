import EventContracts
import KafkaClient
import Kernel
import PostgresClient
import Testing

@testable import Messaging

@Suite("Events reach Kafka, whatever becomes of the producer")
struct PublicationTests {
    @Test(
        "A producer that is given up for good is made anew; both of its lanes publish the rest from their tables, in order"
    )
    func fatalError() async throws {
        try await withMachine { _, machine, driver in
            let accounts = ["A-1", "A-2", "A-3"]
            #expect(Set(accounts.map { KeyHash.partition(of: $0, among: MachineHarness.laneCount) }).count == 2)
            for index in 1...30 {
                for account in accounts { try await driver.post("\(account)-\(index)", account: account, fen: 1) }
                if index == 15 { machine.environment.producer.failFatally(.outOfOrderSequence, "by a test") }
            }
            #expect(try await driver.number("SELECT count(*) FROM journal", becomes: 90) == 90)
            #expect(try await driver.number(OwnershipTests.unpublished, becomes: 0) == 0)
            #expect(machine.environment.producer.generation == 2)
            #expect(machine.health.publication.failure == nil)
            // What was under way may come twice, with the same ids.
            var seen: Set<MachineDriver.Published> = []
            let first = try await driver.published(90).filter { seen.insert($0).inserted }
            let events = first + (seen.count == 90 ? [] : try await driver.published(90 - seen.count))
            for account in accounts {
                #expect(events.filter { $0.key == account }.map(\.balance) == Array(1...30))
            }
        }
    }

    @Test("An event names the message that led to it, and nothing that led to it otherwise")
    func causation() async throws {
        try await withMachine { _, machine, driver in
            try await driver.post("m-1", account: "A-1", fen: 1)
            var first = try await driver.causes(1)
            let once = Idempotency(account: "A-1", key: "secret", digest: [1])
            _ = try await machine.submit(Tally.self, id: "A-1", .add(1), idempotency: once, inputID: "x1")
            first += try await driver.causes(1)
            #expect(first == ["m-1", nil])
            #expect(try await driver.number(OwnershipTests.unpublished, becomes: 0) == 0)
            _ = try await driver.database.execute("UPDATE lane SET acknowledged = 0")
            #expect(try await driver.number(OwnershipTests.unpublished, becomes: 0) == 0)
            let second = try await driver.causes(2)
            #expect(second == first)
        }
    }
}

extension MachineDriver {
    /// `ce_causationid` of the next events.
    fileprivate func causes(_ count: Int) async throws -> [String?] {
        var found: [String?] = []
        for _ in 0..<200 where found.count < count {
            guard case .messages(let batch) = try await reader.next(max: 1_000, timeoutMs: 100) else { continue }
            for message in batch.messages {
                let envelope = try Envelope.read(EnvelopeHeaders(of: message, in: batch), in: batch.bytes.span)
                found.append(envelope.causationID)
            }
        }
        return found
    }
}
