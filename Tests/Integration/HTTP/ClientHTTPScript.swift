import Synchronization

/// What a scripted HTTP server read.
struct SeenRequest: Sendable {
    var line: String
    var headers: [String]
    var body: [UInt8]
}

/// An HTTP/1.1 server whose answers are raw text, per request; nil holds the connection open without answering.
final class HTTPScript: Sendable {
    private let seen = Mutex<[SeenRequest]>([])
    private let arrivals: AsyncStream<Void>.Continuation
    /// Yields once per request.
    let requests: AsyncStream<Void>

    init() { (requests, arrivals) = AsyncStream.makeStream() }

    var all: [SeenRequest] { seen.withLock { $0 } }

    func server(_ answer: @escaping @Sendable (SeenRequest) -> String?) -> ScriptedServer {
        ScriptedServer { [self] peer in
            while let request = read(peer) {
                seen.withLock { $0.append(request) }
                arrivals.yield()
                guard let text = answer(request) else {
                    _ = peer.readLine()
                    return
                }
                peer.write(text)
                if text.contains("Connection: close") { return }
            }
        }
    }

    private func read(_ peer: Peer) -> SeenRequest? {
        guard let line = peer.readLine() else { return nil }
        var request = SeenRequest(line: line, headers: [], body: [])
        while let header = peer.readLine(), !header.isEmpty { request.headers.append(header) }
        let length = request.headers.first { $0.lowercased().hasPrefix("content-length:") }
        request.body = peer.read(length.flatMap { Int($0.dropFirst(15).filter { $0 != " " }) } ?? 0)
        return request
    }
}

func ok(_ body: String, _ headers: String = "") -> String {
    "HTTP/1.1 200 OK\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
}
