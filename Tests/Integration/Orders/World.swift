import Crypto
import FoundationEssentials
import HTTPServer
import Kernel
import Observability
import Synchronization

@testable import OrdersAdapters

/// The payment provider and a vendor, as they answer on the wire.
final class World: Sendable {
    struct State {
        /// Sum taken, by payment.
        var paid: [String: Int64] = [:]
        var opened: [String] = []
        var refunds: [String: Int64] = [:]
        /// Actions the vendor was asked for, in order.
        var vendorCalls: [String] = []
        var notReady = 0
        /// How many instances are made whose answer is lost on its way.
        var lostCreations = 0
        var hasBadToken = false
        /// The provider takes no refund.
        var refusesRefunds = false
    }

    static let secret = Array("provider-secret".utf8)

    let state = Mutex(State())
    private let server: Server

    var url: String { "http://127.0.0.1:\(server.port)" }

    init() throws {
        let box = Box()
        var router = Router()
        router.add(.post, "/v1/payments", Operation(id: "create", summary: "", access: .anyone)) {
            try box.world($0).create($0)
        }
        router.add(.get, "/v1/payments/{id}", Operation(id: "query", summary: "", access: .anyone)) {
            try box.world($0).query($0)
        }
        router.add(.post, "/v1/payments/{id}/refunds", Operation(id: "refund", summary: "", access: .anyone)) {
            try box.world($0).refund($0)
        }
        router.add(.get, "/spi", Operation(id: "spi", summary: "", access: .anyone)) { try box.world($0).spi($0) }
        server = try Server.start(Application(router: router, authenticator: NoAuthentication()), clock: VirtualClock())
        box.content.withLock { $0 = self }
    }

    func close() async { await server.shutdown(deadlineMs: 500) }

    private struct Named: Decodable {
        let paymentId, refundId: String?
        let amountFen: Int64
    }

    private func create(_ request: HTTPRequest) throws -> HTTPResponse {
        let body = try JSONDecoder().decode(Named.self, from: Data(request.body))
        let id = body.paymentId ?? ""
        state.withLock { $0.opened.append(id) }
        return .json(
            Array(#"{"paymentId":"\#(id)","status":"pending","payUrl":"http://pay/\#(id)"}"#.utf8), status: 201)
    }

    private func query(_ request: HTTPRequest) throws -> HTTPResponse {
        let paid = try state.withLock { $0.paid[try request.parameter("id")] ?? 0 }
        return .json(Array(#"{"status":"\#(paid > 0 ? "paid" : "pending")","paidFen":\#(paid),"refunds":[]}"#.utf8))
    }

    private func refund(_ request: HTTPRequest) throws -> HTTPResponse {
        if state.withLock({ $0.refusesRefunds }) { throw Problem.unprocessable("The account is closed.") }
        let body = try JSONDecoder().decode(Named.self, from: Data(request.body))
        state.withLock { $0.refunds[body.refundId ?? ""] = body.amountFen }
        return .json(Array(#"{"refundId":"\#(body.refundId ?? "")","status":"done"}"#.utf8))
    }

    private func spi(_ request: HTTPRequest) throws -> HTTPResponse {
        var pairs = request.query.items.filter { $0.name != "token" }.map { ($0.name, $0.value) }
        pairs.sort { $0.0 < $1.0 }
        let token = Hex.encode(Digest.md5((pairs.map { "\($0)=\($1)" } + ["key=isv-key"]).joined(separator: "&")))
        let action = request.query["action"] ?? ""
        let isLost = state.withLock { state in
            guard action == "createInstance", state.lostCreations > 0 else { return false }
            state.lostCreations -= 1
            state.vendorCalls.append(action)
            return true
        }
        if isLost { throw Problem.unavailable("The answer was lost.") }
        let isReady = state.withLock { state in
            state.vendorCalls.append(action)
            if token != request.query["token"] { state.hasBadToken = true }
            guard action == "createInstance", state.notReady > 0 else { return true }
            state.notReady -= 1
            return false
        }
        guard action == "createInstance" else { return .json(Array(#"{"success":"true"}"#.utf8)) }
        guard isReady else { return .json(Array(#"{"instanceId":"0"}"#.utf8)) }
        let app = #"{"frontEndUrl":"https://f","adminUrl":"https://a","username":"root","password":"s3cret"}"#
        return .json(Array(#"{"instanceId":"\#(request.query["orderBizId"] ?? "")","appInfo":\#(app)}"#.utf8))
    }
}

/// Lets routes reach an object that is made after them; provider calls must be signed.
private final class Box: Sendable {
    let content = Mutex<World?>(nil)

    func world(_ request: HTTPRequest) throws -> World {
        guard let world = content.withLock({ $0 }) else { throw Problem.unavailable("Not ready.") }
        if request.path.hasPrefix("/v1/") {
            guard let timestamp = request.headers["X-Timestamp"], let mac = request.headers["X-Signature"],
                let seconds = Int64(timestamp),
                ProviderSignature(secret: World.secret).isAuthentic(
                    request.body, timestamp: timestamp, signature: mac, at: Instant(microseconds: seconds * 1_000_000))
            else { throw Problem.unauthenticated("unsigned") }
        }
        return world
    }
}

final class Counter: Sendable {
    private let value = Atomic<Int>(0)
    func next() -> Int { value.add(1, ordering: .relaxed).newValue }
}
