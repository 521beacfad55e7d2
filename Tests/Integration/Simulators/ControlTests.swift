import HTTPClient
import JSON
import PhoneSimulator
import SimulatorKit
import Testing

/// The control interface is the same for all; the phone simulator stands for them.
@Suite("Control of a simulator")
struct ControlTests {
    private let bench: Bench

    init() throws { bench = try Bench(phoneSimulator, ["SEED": "7"]) }

    private func send(_ key: String, to number: String = "13800138000", timeoutMs: Int = 10_000) async throws
        -> OutboundResponse
    {
        let body: JSONValue = [
            "to": .string(number), "template": "verification-code", "parameters": ["code": "493027", "minutes": "5"],
        ]
        let headers = [OutboundHeader("X-Api-Key", "phone-relay-key"), OutboundHeader("Idempotency-Key", key)]
        return try await bench.call("POST", "/v1/sms", body, headers: headers, timeoutMs: timeoutMs)
    }

    private var messageCount: Int { get async throws { try await bench.state().array(at: "/messages").count } }

    @Test("A failure rate of one refuses every call before anything is done, with the status asked for")
    func failureRate() async throws {
        #expect(try await bench.setFaults(["failureRate": 1, "failureStatus": 429]) == 200)
        let response = try await send("k1")
        #expect(response.status == 429)
        #expect(response.header("Retry-After") == "1")
        #expect(try await messageCount == 0)
        #expect(try await bench.outcomes() == ["failed with 429"])
    }

    @Test("The same seed refuses the same calls again after a reset")
    func seeded() async throws {
        func run() async throws -> [Int] {
            _ = try await bench.setFaults(["failureRate": .double(0.5)])
            var statuses: [Int] = []
            for number in 0..<20 { statuses.append(try await send("k\(number)").status) }
            return statuses
        }
        let first = try await run()
        #expect(Set(first) == [202, 503])
        #expect(try await bench.call("POST", "/_control/reset").status == 204)
        #expect(try await run() == first)
        #expect(try await bench.state()["seed"] == "7")
    }

    @Test("Answers are held back for a time within the range")
    func delays() async throws {
        _ = try await bench.setFaults(["delayMs": ["min": 10, "max": 20]])
        for number in 0..<5 { #expect(try await send("k\(number)").status == 202) }
        #expect(bench.pausesMs.count == 5)
        #expect(bench.pausesMs.allSatisfy { (10...20).contains($0) })
    }

    @Test("A lost answer has done its work, and a repetition gets the first answer")
    func lostAnswer() async throws {
        _ = try await bench.setFaults(["loseAnswerRate": 1])
        await #expect(throws: OutboundError.self) { _ = try await send("k1", timeoutMs: 200) }
        #expect(try await bench.outcomes() == ["answer lost"])
        _ = try await bench.setFaults([:])
        #expect(try await send("k1").status == 202)
        #expect(try await messageCount == 1)
    }

    @Test("A script counts for its own key, as often as it says; the one for * for each other thing")
    func scripts() async throws {
        #expect(try await bench.setScript("13800138000", ["failCalls": 2, "failStatus": 500, "delayMs": 7]) == 200)
        #expect(try await bench.setScript("*", ["failCalls": 1]) == 200)
        #expect(try await send("k1").status == 500)
        #expect(try await send("k1").status == 500)
        #expect(try await send("k1").status == 202)
        #expect(bench.pausesMs == [7, 7, 7])
        #expect(try await send("k2", to: "13900139000").status == 503)
        #expect(try await send("k2", to: "13900139000").status == 202)
        #expect(try await send("k3", to: "13700137000").status == 503)
        #expect(try await bench.call("DELETE", "/_control/scripts/*").status == 204)
        #expect(try await send("k4", to: "13600136000").status == 202)
    }

    @Test(
        "What is misspelt or out of range is refused and changes nothing",
        arguments: [
            #"{"failureRat": 1}"#, #"{"failureRate": 2}"#, #"{"delayMs": {"min": 5, "max": 1}}"#,
            #"{"callbacks": {"lose": 1}}"#, "[]", "{",
        ])
    func misspelt(body: String) async throws {
        let before = try await bench.state()["faults"]
        let response = try await bench.client.send(
            OutboundRequest(
                "PUT", bench.url + "/_control/faults", headers: [OutboundHeader("Content-Type", "application/json")],
                body: Array(body.utf8)))
        #expect(response.status == 400)
        #expect(try await bench.state()["faults"] == before)
        #expect(try await bench.setScript("k", ["failCals": 1]) == 400)
        #expect(try await bench.setScript("k", ["failCalls": "1"]) == 400)
    }

    @Test("The control interface itself never fails and is never recorded")
    func controlIsReliable() async throws {
        _ = try await bench.setFaults(["failureRate": 1, "loseAnswerRate": 1])
        #expect(try await bench.outcomes().isEmpty)
        #expect(try await bench.call("POST", "/_control/reset").status == 204)
        #expect(try await bench.state().at("/faults/failureRate")?.double == 0)
    }

    @Test("A setting that is no number, and a flag that is not known, end the start with a sentence that names them")
    func badSettings() throws {
        #expect(throws: SimulatorError("PORT is 'x'; it must be a whole number from 0 to 65535")) {
            _ = try Bench(phoneSimulator, ["PORT": "x"])
        }
        #expect(throws: SimulatorError("--prot is not known; see --help", exitCode: 64)) {
            _ = try RunningSimulator.start(phoneSimulator, arguments: ["--prot", "1"], clock: bench.clock)
        }
    }

    @Test("A flag goes before the environment")
    func flags() async throws {
        let other = try RunningSimulator.start(
            phoneSimulator, arguments: ["--phone-relay-key", "other"],
            environment: ["PORT": "0", "PHONE_RELAY_KEY": "third"], clock: bench.clock)
        var request = OutboundRequest("POST", "http://127.0.0.1:\(other.port)/v1/bindings")
        request.headers = [
            OutboundHeader("X-Api-Key", "other"), OutboundHeader("Idempotency-Key", "k"),
            OutboundHeader("Content-Type", "application/json"),
        ]
        request.body = Array(#"{"a": "13800138000", "b": "13900139000", "ttlSeconds": 60}"#.utf8)
        #expect(try await bench.client.send(request).status == 201)
    }
}
