internal import CMicrohttpd

extension ServerLoop {
    /// Hands an answer to libmicrohttpd.
    /// - Parameter closing: whether the connection ends with it.
    func queue(_ response: HTTPResponse, for exchange: Exchange, closing: Bool = false) -> MHD_Result {
        exchange.client.enter(.delivery, nowNs: nowNs, timeoutMs: configuration.responseTimeoutMs)
        let raw = unsafe create(response, for: exchange)
        defer { unsafe MHD_destroy_response(raw) }
        let ends = closing || isDraining || FramingRules.endsConnection(exchange.request?.headers)
        guard let raw = unsafe raw, unsafe addHeaders(of: response, to: raw, closing: ends) else {
            return response.status == 500 ? .NO : queue(.problem(Self.unsendable), for: exchange, closing: true)
        }
        exchange.status = response.status
        startStream(exchange, response)
        return unsafe MHD_queue_response(exchange.client.raw, UInt32(response.status), raw)
    }

    private static let unsendable = Problem(status: 500, "The service produced an answer that cannot be sent.")

    private func create(_ response: HTTPResponse, for exchange: Exchange) -> OpaquePointer? {
        switch response.body {
        case .bytes(let bytes):
            exchange.responseBytes = bytes.count
            return unsafe bytes.withUnsafeBytes { bytes in
                let start = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                return unsafe MHD_create_response_from_buffer(bytes.count, start, .RESPMEM_MUST_COPY)
            }
        case .stream:
            let source = StreamSource(loop: self, client: exchange.client)
            exchange.stream = source.writer
            let context = unsafe Unmanaged.passRetained(source).toOpaque()
            let raw = unsafe MHD_create_response_from_callback(
                UInt64.max, StreamSource.blockSize, readStream, context, freeStream)
            if exchange.request?.method == .head { unsafe cmicrohttpd_omit_framing(raw) }
            return unsafe raw
        }
    }

    /// Whether all headers could be added: names and values with line breaks are refused.
    private func addHeaders(of response: HTTPResponse, to raw: OpaquePointer, closing: Bool) -> Bool {
        for field in response.headers.fields {
            guard unsafe MHD_add_response_header(raw, field.name, field.value) == .YES else { return false }
        }
        if response.headers["Cache-Control"] == nil {
            _ = unsafe MHD_add_response_header(raw, "Cache-Control", "no-store")
        }
        _ = unsafe MHD_add_response_header(raw, "X-Content-Type-Options", "nosniff")
        if closing { _ = unsafe MHD_add_response_header(raw, "Connection", "close") }
        return true
    }

    private func startStream(_ exchange: Exchange, _ response: HTTPResponse) {
        guard case .stream(let produce) = response.body, let writer = exchange.stream else { return }
        if exchange.request?.method == .head { return writer.finish(failed: false) }
        exchange.task = Task(executorPreference: executor) {
            do {
                try await produce(writer)
                writer.finish(failed: false)
            } catch {
                writer.finish(failed: true)
            }
        }
    }
}

/// Where libmicrohttpd reads a streamed answer from. Touched by the loop thread only.
final class StreamSource: @unchecked Sendable {
    static let blockSize = 32_768

    let writer: BodyWriter
    private let loop: ServerLoop
    private let client: ClientConnection

    init(loop: ServerLoop, client: ClientConnection) {
        self.loop = loop
        self.client = client
        let connection = ResumableConnection(loop: loop, client: client)
        writer = BodyWriter { connection.resume() }
    }

    /// As libmicrohttpd's content readers answer: a count, 0 after suspending, -1 at the end, -2 on failure.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        switch writer.next(buffer.count) {
        case .bytes(let bytes):
            client.exchange?.responseBytes += bytes.count
            client.enter(.delivery, nowNs: loop.nowNs, timeoutMs: loop.configuration.responseTimeoutMs)
            unsafe buffer.copyBytes(from: bytes)
            return bytes.count
        case .pause:
            client.suspendDeadline()
            unsafe MHD_suspend_connection(client.raw)
            return 0
        case .end: return -1
        case .failure: return -2
        }
    }
}

/// A suspended connection may be woken from any thread, but only its loop may resume it.
private struct ResumableConnection: @unchecked Sendable {
    let loop: ServerLoop
    let client: ClientConnection

    func resume() {
        Task(executorPreference: loop.executor) { loop.resume(client) }
    }
}
