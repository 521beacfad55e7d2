import PostgresClient
import Testing

@testable import Messaging

@Suite("What a service reads, whatever becomes of its consumer", .timeLimit(.minutes(1)))
struct ConsumerSuccessionTests {
    private static let journalled: SQL = "SELECT count(*) FROM journal"

    @Test("A consumer that is given up for good is followed by another, which reads on; every message is applied once")
    func readsOn() async throws {
        try await withMachine { harness, machine, driver in
            func post(_ numbers: ClosedRange<Int>) async throws {
                for index in numbers { try await driver.post("m-\(index)", account: "A-\(index % 3)", fen: 1) }
            }
            try await post(1...10)
            #expect(try await driver.number(Self.journalled, becomes: 10) == 10)
            let epoch: Int64 = try await driver.database.query("SELECT max(epoch) FROM lane")[0].get(0)
            try await harness.putOut()
            try await post(11...20)
            let taken: SQL = "SELECT count(*) FROM lane WHERE epoch > \(epoch)"
            #expect(try await driver.number(taken, becomes: 2) == 2)
            try await post(21...30)
            #expect(try await driver.number(Self.journalled, becomes: 30) == 30)
            #expect(try await driver.number("SELECT sum(version)::bigint FROM aggregate", becomes: 30) == 30)
            try await driver.wait { machine.health.brokerFailure == nil }
            #expect(machine.health.brokerFailure == nil)
        }
    }

    @Test(
        "A machine whose consumers are put out one after the other says why, serves callers, and ends at any moment",
        .enabled(if: MachineHarness.isBrokerOwn), arguments: ["after 0 s", "after 1 s"])
    func putOutAgain(_ pause: String) async throws {
        try await withMachine { harness, machine, driver in
            try await driver.post("m-1", account: "A-1", fen: 1)
            #expect(try await driver.number(Self.journalled, becomes: 1) == 1)
            try await harness.putOut(times: 10_000)
            try await driver.wait { machine.health.brokerFailure?.contains(pause) == true }
            let failure = try #require(machine.health.brokerFailure)
            #expect(failure.contains(pause))
            #expect(failure.contains("FENCED_INSTANCE_ID"))
            #expect(failure.contains("as 'one'"))
            #expect(failure.contains("INSTANCE_ID of its own"))
            _ = try await machine.submit(Tally.self, id: "A-1", .add(1), inputID: "x1")
        }
    }
}
