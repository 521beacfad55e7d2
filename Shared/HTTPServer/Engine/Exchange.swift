internal import Observability

/// One request and its answer. Touched by its loop thread only, also where tasks hold on to it.
final class Exchange: @unchecked Sendable {
    enum Outcome {
        /// What the router found, to be handled once the body is there.
        case route(Router.Route)
        /// What will be answered whatever the body says.
        case answer(HTTPResponse)
    }

    let rawTarget: String
    /// Where the target lies in libmicrohttpd's buffer.
    let targetPlace: Range<UInt>
    let startedNs: Int64
    unowned let client: ClientConnection
    /// Set when the head has arrived.
    var request: HTTPRequest?
    var outcome: Outcome?
    var body: [UInt8] = []
    var bodyBytesMax = 0
    var isTooLarge = false
    /// Takes the body of an operation that streams it.
    var reader: BodyReader?
    var receivedBytes = 0
    /// libmicrohttpd must not be told to resume a connection that runs.
    var isSuspended = false
    /// The handler's answer, to be queued as soon as the connection runs again.
    var reply: HTTPResponse?
    var task: Task<Void, Never>?
    /// The client was answered without waiting for the handler; what it still says goes nowhere.
    var isAbandoned = false
    var stream: BodyWriter?
    /// Who asked, for the record.
    var account: String?
    var status = 0
    var responseBytes = 0

    init(target: String, at place: Range<UInt>, client: ClientConnection, nowNs: Int64) {
        rawTarget = target
        targetPlace = place
        self.client = client
        startedNs = nowNs
    }

    func record(endNs: Int64, wasAborted: Bool) -> RequestRecord? {
        guard let request else { return nil }
        return RequestRecord(
            method: request.method, route: request.route.isEmpty ? "unmatched" : request.route, status: status,
            durationUs: (endNs - startedNs) / 1_000, requestBytes: receivedBytes, responseBytes: responseBytes,
            remoteAddress: request.remoteAddress, account: account, traceContext: request.traceContext,
            wasAborted: wasAborted)
    }
}
