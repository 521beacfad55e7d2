import HTTPClient
import JSON
import Kernel
import Observability
import SimulatorKit
import Synchronization

/// A simulator on a port of its own, with a clock that stands still until it is moved, and pauses that take no time.
final class Bench: Sendable {
    let clock: VirtualClock
    let running: RunningSimulator
    let client = OutboundHTTPClient()
    private let pauses: Pauses

    init(_ program: SimulatorProgram, _ environment: [String: String] = [:]) throws {
        let clock = VirtualClock(at: Instant(microseconds: 1_795_248_000_000_000)), pauses = Pauses()
        self.clock = clock
        self.pauses = pauses
        running = try RunningSimulator.start(
            program, environment: ["PORT": "0"].merging(environment) { $1 }, clock: clock, pause: { pauses.add($0) })
    }

    var url: String { "http://127.0.0.1:\(running.port)" }

    var now: Instant { clock.now() }

    func advance(by span: Instant.Span) { clock.advance(by: span) }

    /// Lets the simulator do what is due.
    func tick() async { await running.simulator.tick() }

    /// How long answers were held back so far.
    var pausesMs: [Int] { pauses.all }

    func call(
        _ method: String, _ path: String, _ body: JSONValue? = nil, headers: [OutboundHeader] = [],
        timeoutMs: Int = 10_000
    ) async throws -> OutboundResponse {
        let type = [OutboundHeader("Content-Type", "application/json")]
        var request = OutboundRequest(method, url + path, headers: headers + type, body: body?.bytes() ?? [])
        request.totalTimeoutMs = timeoutMs
        return try await client.send(request)
    }

    func setFaults(_ faults: JSONValue) async throws -> Int { try await call("PUT", "/_control/faults", faults).status }

    func setScript(_ key: String, _ script: JSONValue) async throws -> Int {
        try await call("PUT", "/_control/scripts/\(key)", script).status
    }

    func state() async throws -> JSONValue { try JSONValue(try await call("GET", "/_control/state").body) }

    /// The outcomes of all calls so far.
    func outcomes() async throws -> [String] {
        try await state().array(at: "/calls").map { try $0.string(at: "/outcome") }
    }
}

private final class Pauses: Sendable {
    private let state = Mutex<[Int]>([])
    var all: [Int] { state.withLock { $0 } }
    func add(_ milliseconds: Int) { state.withLock { $0.append(milliseconds) } }
}

extension OutboundResponse {
    var json: JSONValue { (try? JSONValue(body)) ?? .null }
    var text: String { String(decoding: body, as: UTF8.self) }
}

func - (left: Instant.Span, right: Instant.Span) -> Instant.Span {
    Instant.Span(microseconds: left.microseconds - right.microseconds)
}
