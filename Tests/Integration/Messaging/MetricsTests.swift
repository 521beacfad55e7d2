import Kernel
import Messaging
import Observability
import PostgresClient
import Testing

@Suite("What a machine tells of its work")
struct MetricsTests {
    /// The value of a series; nil if it is not there.
    private func value(_ series: String, _ harness: MachineHarness) -> Double? {
        let line = harness.metrics.exposition().split(separator: "\n").first { $0.hasPrefix(series + " ") }
        return line?.split(separator: " ").last.flatMap { Double($0) }
    }

    @Test("partitions have a lag from the start, also those that brought nothing")
    func lag() async throws {
        try await withMachine { harness, _, driver in
            try await driver.post("m-1", account: "A-1", fen: 5)
            #expect(try await driver.published(1).count == 1)
            let series = (0..<MachineHarness.laneCount).map {
                #"kafka_consumer_lag{partition="\#($0)",topic="\#(harness.commands)"}"#
            }
            try await driver.wait { series.allSatisfy { value($0, harness) == 0 } }
            #expect(series.map { value($0, harness) } == [0, 0])
        }
    }

    @Test("commits are counted as they are made, connections as they are open")
    func commits() async throws {
        try await withMachine { harness, machine, driver in
            #expect(try await driver.number("SELECT count(*) FROM lane WHERE owner <> ''", becomes: 2) == 2)
            for index in 1...3 { _ = try await machine.submit(Tally.self, id: "A-1", .add(1), inputID: "x\(index)") }
            #expect(value(#"machine_commits_total{of="batch"}"#, harness) == 3)
            #expect(value("machine_inputs_applied_total", harness) == 3)
            #expect(value(#"machine_connections{use="lane"}"#, harness) == 2)
            #expect(value(#"machine_connections{use="guest"}"#, harness) == 0)
            #expect(try await driver.number(OwnershipTests.unpublished, becomes: 0) == 0)
            try await driver.wait { (value(#"machine_commits_total{of="mark"}"#, harness) ?? 0) > 0 }
            #expect((value(#"machine_commits_total{of="mark"}"#, harness) ?? 0) > 0)
        }
    }

    @Test("the server's own numbers are sampled, and grow with what is written")
    func server() async throws {
        try await withMachine { harness, machine, driver in
            let wal = "postgres_server_wal_bytes_total"
            try await driver.wait { value(wal, harness) != nil }
            let before = try #require(value(wal, harness))
            _ = try await machine.submit(Tally.self, id: "A-1", .add(1), inputID: "x1")
            harness.clock.advance(by: .seconds(16))
            try await driver.wait { (value(wal, harness) ?? 0) > before }
            #expect((value(wal, harness) ?? 0) > before)
            #expect((value("postgres_server_commits_total", harness) ?? 0) > 0)
            let (open, most) = (
                value("postgres_server_connections", harness), value("postgres_server_connections_max", harness)
            )
            #expect(try #require(open) > 0 && #require(open) <= #require(most))
        }
    }
}
