import HTTPServer
import JSON
import Observability
import Synchronization

/// The provider of short messages and relay numbers, as its protocol says. Remembers what it was asked.
final class FakeRelay: Sendable {
    struct Asked: Sendable {
        let path: String
        let key: String
        let idempotencyKey: String
        let body: JSONValue
    }

    private let state = Mutex((asked: [Asked](), failures: 0))

    var asked: [Asked] { state.withLock { $0.asked } }

    /// How many of the next requests get no proper answer.
    func fail(_ count: Int) { state.withLock { $0.failures = count } }

    /// Serves while `body` runs; gives it the address.
    func serve(_ body: (String) async throws -> Void) async throws {
        var router = Router()
        for path in ["/v1/sms", "/v1/bindings"] {
            router.add(.post, path, Operation(id: path, summary: "Test.", access: .anyone)) { [self] request in
                try answer(request)
            }
        }
        var configuration = ServerConfiguration()
        configuration.deadlineCheckIntervalMs = 5
        let server = try Server.start(
            Application(router: router, authenticator: NoAuthentication()), configuration: configuration,
            clock: RelayClock())
        do {
            try await body("http://127.0.0.1:\(server.port)")
        } catch {
            await server.shutdown(deadlineMs: 0)
            throw error
        }
        await server.shutdown(deadlineMs: 500)
    }

    private func answer(_ request: HTTPRequest) throws -> HTTPResponse {
        let body = try JSONValue(request.body)
        let fails = state.withLock { state in
            state.asked.append(
                Asked(
                    path: request.path, key: request.headers["X-Api-Key"] ?? "",
                    idempotencyKey: request.headers["Idempotency-Key"] ?? "", body: body))
            defer { state.failures = max(0, state.failures - 1) }
            return state.failures > 0
        }
        if fails { return HTTPResponse(status: 503) }
        if request.path == "/v1/sms" { return .json(Array(#"{"messageId":"sms-1"}"#.utf8), status: 202) }
        let binding = #"{"bindingId":"bind-1","relayNumber":"17000000009","expiresAt":"2026-11-21T10:00:00.000000Z"}"#
        return .json(Array(binding.utf8), status: 201)
    }
}

private struct RelayClock: MonotonicClock {
    private static let start = ContinuousClock.now

    func monotonicNanoseconds() -> Int64 {
        let elapsed = (ContinuousClock.now - Self.start).components
        return elapsed.seconds * 1_000_000_000 + elapsed.attoseconds / 1_000_000_000
    }
}
