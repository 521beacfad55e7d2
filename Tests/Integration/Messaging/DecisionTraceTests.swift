import Kernel
import Messaging
import Observability
import PostgresClient
import Synchronization
import TestKit
import Testing

@Suite("Spans of decisions")
struct DecisionTraceTests {
    @Test(
        "a decision that is made again, because its batch was refused, is told once; nothing is told of what was undone"
    )
    func once() async throws {
        try await SchemaLease.withSchema { schema in
            let harness = try await MachineHarness(schema: schema)
            let buffer = SpanBuffer()
            let ids = Atomic<UInt64>(0)
            let tracer = Tracer(wallClock: harness.clock, monotonicClock: harness.clock, ratio: 1, buffer: buffer) {
                ids.add(1, ordering: .relaxed).newValue
            }
            let machine = try harness.machine(tracer: tracer)
            let driver = try await MachineDriver(harness, machine)
            for index in 0..<8 {
                try await driver.post("m-\(index)", account: "A-1", fen: 1, order: index == 5 ? "break" : "O")
            }
            async let running: Void = machine.run()
            #expect(try await driver.number("SELECT count(*) FROM parked", becomes: 3) == 3)
            #expect(try await driver.number("SELECT count(*) FROM event", becomes: 5) == 5)
            machine.stop()
            await running
            let document = Mutex("")
            try await SpanExporter(buffer: buffer, resource: [:]) { bytes in
                document.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
            }.flush()
            let spans = document.withLock { $0 }
            #expect(spans.components(of: #""name":"decide tally""#) == 5)
            // What waits behind the parked one is not decided; each of the events goes on from its decision.
            let traces = try await driver.database.query("SELECT trace FROM event").map { try $0.get(0, String.self) }
            #expect(Set(traces).count == 5)
            for trace in traces { #expect(spans.contains(#""spanId":"\#(trace.split(separator: "-")[2])""#)) }
            await driver.close()
        }
    }
}

extension String {
    /// How often a text stands in it.
    fileprivate func components(of part: String) -> Int {
        ranges(of: part).count
    }
}
