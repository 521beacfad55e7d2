import Glibc
import Synchronization

/// A TCP server that plays a script on every connection, each on a thread of its own. For answers that no well-behaved server gives.
final class ScriptedServer: Sendable {
    let port: Int
    private let listener: Int32
    private let accepted = Atomic(0)
    private let closing = Closing()

    /// Shared with the thread that accepts, which outlives the server by a moment.
    private final class Closing: Sendable {
        let isAsked = Atomic(false)
    }

    /// How many connections were made.
    var connectionCount: Int { accepted.load(ordering: .sequentiallyConsistent) }

    init(_ script: @escaping @Sendable (Peer) -> Void) {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        var bound = sockaddr_in()
        var boundSize = size
        let listener = listener
        unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = unsafe bind(listener, $0, size) }
        }
        listen(listener, 256)
        unsafe withUnsafeMutablePointer(to: &bound) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe getsockname(listener, $0, &boundSize)
            }
        }
        port = Int(UInt16(bigEndian: bound.sin_port))
        startThread { [weak self, closing] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else {
                    guard closing.isAsked.load(ordering: .sequentiallyConsistent) else { continue }
                    close(listener)
                    return
                }
                self?.accepted.add(1, ordering: .sequentiallyConsistent)
                startThread {
                    script(Peer(connection))
                    shutdown(connection, Int32(SHUT_RDWR))
                    close(connection)
                }
            }
        }
    }

    deinit {
        // Wakes the thread, which closes: its number must not become another server's while it still accepts on it.
        closing.isAsked.store(true, ordering: .sequentiallyConsistent)
        shutdown(listener, Int32(SHUT_RDWR))
    }
}

/// The other end of one connection.
final class Peer: Sendable {
    private let descriptor: Int32
    private let buffer = Mutex<[UInt8]>([])

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// The next line without its end; nil when the other side is gone.
    func readLine() -> String? {
        while true {
            let line: String? = buffer.withLock { buffer in
                guard let end = buffer.firstIndex(of: 10) else { return nil }
                defer { buffer.removeFirst(end + 1) }
                return String(decoding: buffer[..<end].filter { $0 != 13 }, as: UTF8.self)
            }
            if let line { return line }
            guard receive() else { return nil }
        }
    }

    func read(_ count: Int) -> [UInt8] {
        while buffer.withLock({ $0.count }) < count, receive() {}
        return buffer.withLock { buffer in
            defer { buffer.removeFirst(min(count, buffer.count)) }
            return Array(buffer.prefix(count))
        }
    }

    func write(_ text: String) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    private func receive() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe chunk.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return false }
        buffer.withLock { $0 += chunk[..<count] }
        return true
    }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func startThread(_ run: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let body = unsafe Unmanaged.passRetained(ThreadBody(run)).toOpaque()
    _ = unsafe pthread_create(&thread, nil, runThread, body)
    pthread_detach(thread)
}

private func runThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context = unsafe context { unsafe Unmanaged<ThreadBody>.fromOpaque(context).takeRetainedValue().run() }
    return nil
}
