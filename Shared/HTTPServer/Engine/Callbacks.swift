internal import CMicrohttpd
internal import Observability

// What libmicrohttpd calls, always on the loop's thread, within `MHD_run` or `MHD_stop_daemon`.

private func loop(_ context: UnsafeMutableRawPointer?) -> ServerLoop? {
    unsafe context.map { unsafe Unmanaged<ServerLoop>.fromOpaque($0).takeUnretainedValue() }
}

private func client(_ connection: OpaquePointer?) -> ClientConnection? {
    unsafe cmicrohttpd_socket_context(connection).map {
        unsafe Unmanaged<ClientConnection>.fromOpaque($0).takeUnretainedValue()
    }
}

/// A connection was opened or closed. Its `ClientConnection` lives as long.
func handleConnection(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ event: MHD_ConnectionNotificationCode
) {
    guard let loop = unsafe loop(context), let connection = unsafe connection, let slot = unsafe slot else { return }
    if event == .CONNECTION_NOTIFY_STARTED {
        let deadlineNs = loop.nowNs + Int64(loop.configuration.headerTimeoutMs) * 1_000_000
        let client = unsafe ClientConnection(connection, nowNs: loop.nowNs, deadlineNs: deadlineNs)
        unsafe slot.pointee = Unmanaged.passRetained(client).toOpaque()
        loop.opened(client)
    } else if let client = unsafe slot.pointee {
        unsafe loop.closed(Unmanaged<ClientConnection>.fromOpaque(client).takeRetainedValue())
        unsafe slot.pointee = nil
    }
}

/// A request line was read. Its `Exchange` lives until `handleCompletion`.
func handleTarget(
    _ context: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?, _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let loop = unsafe loop(context), let client = unsafe client(connection), let target = unsafe target else {
        return nil
    }
    let exchange = unsafe Exchange(
        target: String(cString: target), at: place(target), client: client, nowNs: loop.clock.monotonicNanoseconds())
    client.exchange = exchange
    return unsafe Unmanaged.passUnretained(exchange).toOpaque()
}

/// Called when the head is there, for each piece of the body, when the body is whole, and again after each pause.
func handleAccess(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ url: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?,
    _ version: UnsafePointer<CChar>?, _ data: UnsafePointer<CChar>?, _ size: UnsafeMutablePointer<Int>?,
    _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let loop = unsafe loop(context), let client = unsafe client(connection), let exchange = client.exchange,
        let method = unsafe method,
        let version = unsafe version,
        let size = unsafe size
    else { return .NO }
    if exchange.request == nil {
        let layout = unsafe HeadLayout(
            method: place(method), target: exchange.targetPlace, version: place(version).lowerBound)
        return unsafe loop.begin(
            exchange, method: String(cString: method), version: String(cString: version),
            ReceivedHead(client.raw, start: place(method).lowerBound, layout))
    }
    if unsafe size.pointee > 0 {
        unsafe loop.receive(UnsafeRawBufferPointer(start: data, count: size.pointee), for: exchange)
        unsafe size.pointee = 0
        return .YES
    }
    return loop.proceed(exchange)
}

/// A request is over, answered or not.
func handleCompletion(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ reason: MHD_RequestTerminationCode
) {
    guard let loop = unsafe loop(context), let client = unsafe client(connection) else { return }
    loop.complete(client, wasAborted: reason != .REQUEST_TERMINATED_COMPLETED_OK)
}

/// A head's fields, and whether they lie as they should.
struct ReceivedHead {
    private(set) var headers = HTTPHeaders()
    private var layout: HeadLayout

    init(_ connection: OpaquePointer, start: UInt, _ layout: HeadLayout) {
        self.layout = layout
        unsafe withUnsafeMutablePointer(to: &self) { head in
            _ = unsafe MHD_get_connection_values_n(connection, .HEADER_KIND, collectHeader, head)
        }
        self.layout.finish(at: start &+ UInt(unsafe cmicrohttpd_head_size(connection)))
    }

    var isStrict: Bool { layout.isStrict }

    fileprivate mutating func add(name: UnsafeBufferPointer<CChar>, value: UnsafeBufferPointer<CChar>) {
        unsafe headers.add(text(name), text(value))
        unsafe layout.add(name: place(name), value: place(value))
    }
}

/// Adds one header field to the head behind `context`.
func collectHeader(
    _ context: UnsafeMutableRawPointer?, _ kind: MHD_ValueKind, _ name: UnsafePointer<CChar>?, _ nameSize: Int,
    _ value: UnsafePointer<CChar>?, _ valueSize: Int
) -> MHD_Result {
    guard let head = unsafe context?.assumingMemoryBound(to: ReceivedHead.self) else { return .NO }
    unsafe head.pointee.add(
        name: UnsafeBufferPointer(start: name, count: name == nil ? 0 : nameSize),
        value: UnsafeBufferPointer(start: value, count: value == nil ? 0 : valueSize))
    return .YES
}

private func text(_ characters: UnsafeBufferPointer<CChar>) -> String {
    unsafe String(decoding: UnsafeRawBufferPointer(characters), as: UTF8.self)
}

private func place(_ characters: UnsafeBufferPointer<CChar>) -> Range<UInt> {
    let start = UInt(bitPattern: characters.baseAddress)
    return start..<start &+ UInt(characters.count)
}

private func place(_ text: UnsafePointer<CChar>) -> Range<UInt> {
    unsafe place(UnsafeBufferPointer(start: text, count: strlen(text)))
}

/// Gives libmicrohttpd the next piece of a streamed answer.
func readStream(
    _ context: UnsafeMutableRawPointer?, _ position: UInt64, _ buffer: UnsafeMutablePointer<CChar>?, _ countMax: Int
) -> Int {
    guard let source = unsafe context.map({ unsafe Unmanaged<StreamSource>.fromOpaque($0).takeUnretainedValue() })
    else { return -2 }
    return unsafe source.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: countMax))
}

/// libmicrohttpd needs the stream no more.
func freeStream(_ context: UnsafeMutableRawPointer?) {
    if let context = unsafe context { unsafe Unmanaged<StreamSource>.fromOpaque(context).release() }
}
