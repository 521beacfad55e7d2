import Crypto
import HTTPClient
import HTTPServer
import JSON
import Kernel
import Observability
import PaymentSimulator
import Synchronization
import Testing

@Suite("Payment simulator")
struct PaymentSimulatorTests {
    private let bench: Bench
    private let receiver: CallbackReceiver

    init() throws {
        bench = try Bench(paymentSimulator)
        receiver = try CallbackReceiver(bench.clock)
    }

    private func sign(_ body: [UInt8], offsetSeconds: Int64 = 0, secret: String = "payment-secret") -> [OutboundHeader]
    {
        let timestamp = String(bench.now.microseconds / 1_000_000 + offsetSeconds)
        let mac = HMAC.sha256(key: Array(secret.utf8), Array("\(timestamp).".utf8) + body)
        return [OutboundHeader("X-Timestamp", timestamp), OutboundHeader("X-Signature", Hex.encode(mac))]
    }

    private func terms(_ id: String, amountFen: Int64 = 12_345) -> JSONValue {
        [
            "paymentId": .string(id), "amountFen": .int(amountFen), "currency": "CNY", "subject": "O-1",
            "expiresAt": .string((bench.now + .minutes(30)).rfc3339), "callbackUrl": .string(receiver.url),
        ]
    }

    private func create(_ id: String, _ body: JSONValue? = nil) async throws -> OutboundResponse {
        let body = body ?? terms(id)
        return try await bench.call(
            "POST", "/v1/payments", body, headers: sign(body.bytes()) + [OutboundHeader("Idempotency-Key", id)])
    }

    private func query(_ id: String) async throws -> OutboundResponse {
        try await bench.call("GET", "/v1/payments/\(id)", headers: sign([]))
    }

    private func refund(_ id: String, _ refundID: String, _ amountFen: Int64) async throws -> OutboundResponse {
        let body: JSONValue = ["refundId": .string(refundID), "amountFen": .int(amountFen), "reason": "refund"]
        return try await bench.call(
            "POST", "/v1/payments/\(id)/refunds", body,
            headers: sign(body.bytes()) + [OutboundHeader("Idempotency-Key", refundID)])
    }

    private func pay(_ id: String, _ amountFen: Int64? = nil) async throws -> Int {
        try await bench.call("POST", "/pay/\(id)", amountFen.map { ["amountFen": .int($0)] }).status
    }

    @Test("A payment is opened once; the same request gets the same answer, another body 422")
    func opening() async throws {
        let body = terms("PAY-1")
        let first = try await create("PAY-1", body)
        #expect(first.status == 201)
        #expect(first.json["payUrl"]?.string?.hasSuffix("/pay/PAY-1") == true)
        #expect(try await create("PAY-1", body).body == first.body)
        #expect(try await create("PAY-1", terms("PAY-1", amountFen: 1)).status == 422)
        #expect(
            try await query("PAY-1").json == ["paymentId": "PAY-1", "status": "pending", "paidFen": 0, "refunds": []])
        #expect(try await query("PAY-2").status == 404)
    }

    @Test("What is unsigned, wrongly signed or too old is refused with 401 and not done")
    func signatures() async throws {
        let body = terms("PAY-1").bytes()
        let wrong: [[OutboundHeader]] = [
            [], sign(body, secret: "other"), sign([]), sign(body, offsetSeconds: -301), sign(body, offsetSeconds: 301),
        ]
        for headers in wrong {
            let own = [OutboundHeader("Idempotency-Key", "PAY-1"), OutboundHeader("Content-Type", "application/json")]
            #expect(
                try await bench.client.send(
                    OutboundRequest("POST", bench.url + "/v1/payments", headers: headers + own, body: body)
                ).status == 401)
        }
        let atTheEdge =
            sign(body, offsetSeconds: -300) + [
                OutboundHeader("Idempotency-Key", "PAY-1"), OutboundHeader("Content-Type", "application/json"),
            ]
        #expect(
            try await bench.client.send(
                OutboundRequest("POST", bench.url + "/v1/payments", headers: atTheEdge, body: body)
            ).status == 201)
    }

    @Test("Paying is reported by a signed callback; paying twice makes paidFen grow")
    func paying() async throws {
        _ = try await create("PAY-1")
        #expect(try await pay("PAY-1") == 200)
        #expect(try await pay("PAY-1", 55) == 200)
        await bench.tick()
        #expect(receiver.bodies.map { $0["paidFen"] } == [12_345, 12_400])
        #expect(receiver.bodies.allSatisfy { $0["type"] == "payment.paid" && $0["paymentId"] == "PAY-1" })
        #expect(receiver.all.allSatisfy { $0.isSigned(with: "payment-secret") })
        #expect(Set(receiver.bodies.map { $0["eventId"] }).count == 2)
        #expect(try await query("PAY-1").json["status"] == "paid")
    }

    @Test("No money is taken at the expiry; the closure is reported once; a paid payment never closes")
    func expiry() async throws {
        _ = try await create("PAY-1")
        _ = try await create("PAY-2")
        #expect(try await pay("PAY-2") == 200)
        bench.advance(by: .minutes(30))
        #expect(try await pay("PAY-1") == 409)
        #expect(try await query("PAY-1").json["status"] == "closed")
        #expect(try await query("PAY-2").json["status"] == "paid")
        await bench.tick()
        await bench.tick()
        #expect(receiver.types == ["payment.paid", "payment.closed"])
    }

    @Test("A refund is done once per id, and never more than was paid goes back")
    func refunds() async throws {
        _ = try await create("PAY-1")
        #expect(try await refund("PAY-1", "R-1", 1).status == 409)
        #expect(try await pay("PAY-1") == 200)
        #expect(try await refund("PAY-1", "R-1", 12_000).json == ["refundId": "R-1", "status": "done"])
        #expect(try await refund("PAY-1", "R-1", 12_000).status == 200)
        #expect(try await refund("PAY-1", "R-1", 11_000).status == 422)
        #expect(try await refund("PAY-1", "R-2", 346).status == 409)
        #expect(try await refund("PAY-1", "R-2", 345).status == 200)
        #expect(try await refund("PAY-9", "R-3", 1).status == 404)
        #expect(try await query("PAY-1").json["refunds"]?.array?.count == 2)
        await bench.tick()
        #expect(receiver.types == ["payment.paid", "refund.done", "refund.done"])
    }

    @Test("A slow bank accepts a refund, and has done it when its time is over")
    func slowRefund() async throws {
        _ = try await bench.setScript("PAY-1", ["refundSeconds": 60, "payAfterMs": 0])
        _ = try await create("PAY-1")
        await bench.tick()
        #expect(try await refund("PAY-1", "R-1", 100).json["status"] == "accepted")
        bench.advance(by: .seconds(60))
        #expect(try await refund("PAY-1", "R-1", 100).json["status"] == "done")
        await bench.tick()
        #expect(receiver.types == ["payment.paid", "refund.done"])
        #expect(receiver.bodies.last?["refundId"] == "R-1")
    }

    @Test("Scripts refuse a payment, and a refund, for good")
    func refusing() async throws {
        _ = try await bench.setScript("PAY-1", ["refuse": true])
        #expect(try await create("PAY-1").status == 403)
        _ = try await bench.setScript("O-1", ["refuseRefund": true])
        _ = try await create("PAY-2")
        #expect(try await pay("PAY-2") == 200)
        #expect(try await refund("PAY-2", "R-1", 1).status == 403)
    }

    @Test("A callback that is not taken is made again later")
    func callbackRetry() async throws {
        receiver.refuse(2)
        _ = try await create("PAY-1")
        #expect(try await pay("PAY-1") == 200)
        for _ in 0..<4 {
            await bench.tick()
            bench.advance(by: .seconds(2))
        }
        #expect(receiver.all.count == 3)
        #expect(try await bench.state().at("/callbacks/0/outcome") == "delivered")
        #expect(try await bench.state().at("/callbacks/0/attempts") == 3)
    }

    @Test("Callbacks are lost, doubled, exchanged and delayed when they are to be")
    func callbackFaults() async throws {
        for id in ["PAY-1", "PAY-2", "PAY-3", "PAY-4", "PAY-5"] { _ = try await create(id) }
        func payAndTick(_ id: String, _ faults: JSONValue) async throws {
            _ = try await bench.setFaults(["callbacks": faults])
            #expect(try await pay(id) == 200)
            await bench.tick()
        }
        try await payAndTick("PAY-1", ["loseRate": 1])
        #expect(receiver.ids.isEmpty)
        try await payAndTick("PAY-2", ["duplicateRate": 1])
        #expect(receiver.ids == ["PAY-2", "PAY-2"])
        #expect(receiver.bodies[0] == receiver.bodies[1])
        try await payAndTick("PAY-3", ["reorderRate": 1])
        #expect(receiver.ids.count == 2)
        try await payAndTick("PAY-4", ["reorderRate": 1])
        #expect(receiver.ids.suffix(2) == ["PAY-4", "PAY-3"])
        try await payAndTick("PAY-5", ["delayMs": 5_000])
        #expect(receiver.ids.count == 4)
        bench.advance(by: .seconds(5))
        await bench.tick()
        #expect(receiver.ids.last == "PAY-5")
    }

    @Test("One to be exchanged goes alone when no other follows")
    func exchangedAlone() async throws {
        _ = try await create("PAY-1")
        _ = try await bench.setFaults(["callbacks": ["reorderRate": 1]])
        _ = try await pay("PAY-1")
        await bench.tick()
        #expect(receiver.ids.isEmpty)
        bench.advance(by: .seconds(5))
        await bench.tick()
        #expect(receiver.ids == ["PAY-1"])
    }
}

/// Takes callbacks over a real socket.
private final class CallbackReceiver: Sendable {
    struct Callback: Sendable {
        let body: [UInt8]
        let timestamp, signature: String?

        func isSigned(with secret: String) -> Bool {
            signature == Hex.encode(HMAC.sha256(key: Array(secret.utf8), Array("\(timestamp ?? "").".utf8) + body))
        }
    }

    private let seen: Seen
    private let server: Server

    init(_ clock: VirtualClock) throws {
        let seen = Seen()
        var router = Router()
        router.add(.post, "/callbacks", Operation(id: "take", summary: "Take a callback.", access: .anyone)) {
            request in
            seen.take(
                .init(
                    body: request.body, timestamp: request.headers["X-Timestamp"],
                    signature: request.headers["X-Signature"]))
        }
        self.seen = seen
        server = try Server.start(Application(router: router, authenticator: NoAuthentication()), clock: clock)
    }

    var url: String { "http://127.0.0.1:\(server.port)/callbacks" }
    var all: [Callback] { seen.all }
    var bodies: [JSONValue] { all.map { (try? JSONValue($0.body)) ?? .null } }
    var types: [String] { bodies.compactMap { $0["type"]?.string } }
    var ids: [String] { bodies.compactMap { $0["paymentId"]?.string } }

    func refuse(_ count: Int) { seen.refuse(count) }

    private final class Seen: Sendable {
        private let state = Mutex<(all: [Callback], refusals: Int)>(([], 0))
        var all: [Callback] { state.withLock { $0.all } }
        func refuse(_ count: Int) { state.withLock { $0.refusals = count } }

        func take(_ callback: Callback) -> HTTPResponse {
            state.withLock { state in
                state.all.append(callback)
                state.refusals -= 1
                return state.refusals >= 0 ? HTTPResponse(status: 503) : .noContent()
            }
        }
    }
}
