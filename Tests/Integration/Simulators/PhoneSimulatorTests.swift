import HTTPClient
import JSON
import Kernel
import PhoneSimulator
import Testing

@Suite("Phone simulator")
struct PhoneSimulatorTests {
    private let bench: Bench

    init() throws { bench = try Bench(phoneSimulator) }

    private func post(_ path: String, _ body: JSONValue, key: String = "k1", apiKey: String = "phone-relay-key")
        async throws -> OutboundResponse
    {
        try await bench.call(
            "POST", path, body, headers: [OutboundHeader("X-Api-Key", apiKey), OutboundHeader("Idempotency-Key", key)])
    }

    private func message(to number: String = "13800138000", template: String = "verification-code") -> JSONValue {
        ["to": .string(number), "template": .string(template), "parameters": ["code": "493027", "minutes": "5"]]
    }

    private func bind(_ a: String, _ b: String, seconds: Int64 = 7_200, key: String) async throws -> JSONValue {
        try await post("/v1/bindings", ["a": .string(a), "b": .string(b), "ttlSeconds": .int(seconds)], key: key).json
    }

    private func call(_ from: String, _ to: String) async throws -> OutboundResponse {
        try await bench.call("POST", "/simulator/calls", ["from": .string(from), "to": .string(to)])
    }

    @Test("A message is sent once per Idempotency-Key and can be read, newest first")
    func messages() async throws {
        let first = try await post("/v1/sms", message())
        #expect(first.status == 202)
        #expect(try await post("/v1/sms", message()).body == first.body)
        #expect(try await post("/v1/sms", message(to: "13900139000")).status == 409)
        #expect(try await post("/v1/sms", message(), key: "k2").status == 202)
        let read = try await bench.call("GET", "/simulator/sms?to=13800138000").json
        #expect(read["messages"]?.array?.count == 2)
        #expect(read.at("/messages/1/messageId") == first.json["messageId"])
        #expect(read.at("/messages/0/text") == "您的验证码是493027，5分钟内有效。")
        #expect(try await bench.call("GET", "/simulator/sms?to=13900139000").json["messages"]?.array?.isEmpty == true)
    }

    @Test("What can never be done is refused with its reason, and a refused key may be used again")
    func refusals() async throws {
        #expect(try await post("/v1/sms", message(), apiKey: "wrong").status == 401)
        for number in ["1380013800", "138001380001", "23800138000", "1380013800x"] {
            let response = try await post("/v1/sms", message(to: number))
            #expect(response.status == 422)
            #expect(response.json["error"] == "number-invalid")
        }
        #expect(try await post("/v1/sms", message(template: "advert")).json["error"] == "template-unknown")
        let incomplete: JSONValue = [
            "to": "13800138000", "template": "verification-code", "parameters": ["code": "493027"],
        ]
        #expect(try await post("/v1/sms", incomplete).json["error"] == "body-invalid")
        _ = try await bench.setScript("13800138000", ["refuse": true])
        #expect(try await post("/v1/sms", message()).status == 422)
        #expect(try await bench.state()["messages"]?.array?.isEmpty == true)
    }

    @Test("Both parties reach each other through the relay number until the binding expires")
    func binding() async throws {
        let binding = try await bind("13800138000", "13900139000", key: "b1")
        let relay = try binding.string(at: "/relayNumber")
        #expect(binding["expiresAt"]?.string == (bench.now + .hours(2)).rfc3339)
        #expect(try await bind("13800138000", "13900139000", key: "b1") == binding)
        #expect(try await call("13800138000", relay).json["connectedTo"] == "13900139000")
        #expect(try await call("13900139000", relay).json["connectedTo"] == "13800138000")
        #expect(try await call("13900139000", relay).json["shows"] == .string(relay))
        #expect(try await call("13700137000", relay).status == 403)
        #expect(try await call("13800138000", "17099999999").status == 404)
        bench.advance(by: .hours(2) - .milliseconds(1))
        #expect(try await call("13800138000", relay).status == 200)
        bench.advance(by: .milliseconds(1))
        #expect(try await call("13800138000", relay).status == 410)
    }

    @Test("A relay number serves a number once at a time, strangers at the same time, and again after expiry")
    func relayNumbers() async throws {
        let first = try await bind("13800138000", "13900139000", seconds: 60, key: "b1").string(at: "/relayNumber")
        let second = try await bind("13800138000", "13700137000", seconds: 60, key: "b2").string(at: "/relayNumber")
        let strangers = try await bind("13600136000", "13500135000", seconds: 60, key: "b3").string(at: "/relayNumber")
        #expect(first != second)
        #expect(strangers == first)
        #expect(try await call("13800138000", second).json["connectedTo"] == "13700137000")
        #expect(try await call("13600136000", strangers).json["connectedTo"] == "13500135000")
        bench.advance(by: .seconds(60))
        #expect(try await bind("13800138000", "13700137000", key: "b4").string(at: "/relayNumber") == first)
    }

    @Test("A binding needs two different numbers and a time")
    func bindingRefused() async throws {
        #expect(try await bind("13800138000", "13800138000", key: "b1")["error"] == "body-invalid")
        #expect(try await bind("13800138000", "13900139000", seconds: 0, key: "b2")["error"] == "body-invalid")
        #expect(try await bind("13800138000", "010", key: "b3")["error"] == "number-invalid")
    }
}
