import HTTPServer
import JSON
import Observability
import Runtime

/// A collector of traces as services send them to.
final class TraceCollector: Sendable {
    private let server: Server
    private let sent: Journal

    /// - Parameter more: adds routes of a test's own.
    init(_ more: (inout Router) -> Void = { _ in }) throws {
        let sent = Journal()
        var router = Router()
        router.add(.post, "/v1/traces", Operation(id: "export", summary: "Takes spans.", access: .anyone)) { request in
            sent.note(String(decoding: request.body, as: UTF8.self))
            return .noContent()
        }
        more(&router)
        var configuration = ServerConfiguration()
        configuration.port = 0
        server = try Server.start(
            Application(router: router, authenticator: NoAuthentication()), configuration: configuration,
            clock: SystemClock())
        self.sent = sent
    }

    var address: String { "http://127.0.0.1:\(server.port)" }

    /// As they came.
    var documents: [String] { sent.all }

    func close() async { await server.shutdown(deadlineMs: 1_000) }

    struct Received: Sendable {
        let name: String
        let kind: Int64
        let trace: String
        let id: String
        let parent: String?
        let links: [String]
    }

    /// All spans of all documents.
    func spans() throws -> [Received] {
        try documents.flatMap { document -> [Received] in
            let scopes = try JSONValue(Array(document.utf8))["resourceSpans"]?.array?.first?["scopeSpans"]?.array ?? []
            return scopes.flatMap { $0["spans"]?.array ?? [] }.map { span in
                Received(
                    name: span["name"]?.string ?? "", kind: span["kind"]?.int64 ?? 0,
                    trace: span["traceId"]?.string ?? "", id: span["spanId"]?.string ?? "",
                    parent: span["parentSpanId"]?.string,
                    links: (span["links"]?.array ?? []).compactMap { $0["spanId"]?.string })
            }
        }
    }
}
