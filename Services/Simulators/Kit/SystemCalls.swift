internal import Glibc
internal import Kernel
internal import Observability
internal import Synchronization

// The simulators' only calls of C: clock, signals, the log's stream, and the sockets of the mail server.

/// The machine's clocks.
struct MachineClock: WallClock, MonotonicClock {
    func now() -> Instant { Instant(microseconds: nanoseconds(CLOCK_REALTIME) / 1_000) }

    func monotonicNanoseconds() -> Int64 { nanoseconds(CLOCK_MONOTONIC) }

    private func nanoseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// Ends the process at once on SIGTERM and SIGINT: everything is in memory, there is nothing to bring in. Without a handler the first
/// process of a container would not hear them at all.
func endOnStopSignals() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGTERM, leaveAtOnce)
    signal(SIGINT, leaveAtOnce)
}

private func leaveAtOnce(_ signal: Int32) { _exit(0) }

func leave(status: Int32) -> Never { exit(status) }

/// Writes the bytes to standard error with one call, so that lines of several threads do not mix.
func writeStandardError(_ bytes: [UInt8]) {
    _ = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

/// Waits for TCP connections over IPv4.
package final class TCPListener: Sendable {
    /// Where it listens; the system's choice when 0 was asked for.
    package let port: UInt16
    private let descriptor: Int32

    /// - Parameter address: numeric, such as `127.0.0.1`.
    package init(address: String, port: UInt16) throws(SimulatorError) {
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = port.bigEndian
        guard unsafe inet_pton(AF_INET, address, &place.sin_addr) == 1 else {
            throw SimulatorError("\(address) is not a numeric IPv4 address")
        }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var yes: Int32 = 1
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard unsafe withAddress(of: &place, { unsafe bind(descriptor, $0, $1.pointee) }) == 0,
            listen(descriptor, 64) == 0
        else {
            close(descriptor)
            throw SimulatorError(
                "cannot listen on \(address), port \(port): choose another port, or end who listens there")
        }
        _ = unsafe withAddress(of: &place) { unsafe getsockname(descriptor, $0, $1) }
        self.descriptor = descriptor
        self.port = UInt16(bigEndian: place.sin_port)
    }

    /// Blocks until somebody connects; nil once the listener is closed.
    package func accept() -> TCPConnection? {
        while true {
            let connection = Glibc.accept(descriptor, nil, nil)
            if connection >= 0 { return TCPConnection(connection) }
            if errno == EMFILE || errno == ENFILE {
                usleep(100_000)
            } else if errno != EINTR && errno != ECONNABORTED {
                return nil
            }
        }
    }

    /// Wakes who waits in `accept`. The descriptor itself lives as long as the listener, so that its number means nothing else.
    package func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    deinit { close(descriptor) }
}

private func withAddress(
    of place: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
) -> Int32 {
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    return unsafe withUnsafeMutablePointer(to: &place) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, &length) }
    }
}

/// One connection, used by one thread, whose calls block.
package final class TCPConnection: Sendable {
    private let descriptor: Int32
    private let buffer = Mutex<[UInt8]>([])

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        // Who says nothing for a minute is let go.
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    }

    deinit { close(descriptor) }

    /// The next line without its end (LF or CR LF); nil when the other side is gone, says nothing, or sends a longer line.
    package func readLine(bytesMax: Int) -> [UInt8]? {
        buffer.withLock { buffer in
            var searched = 0
            while true {
                if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                    defer { buffer.removeSubrange(...end) }
                    return Array(buffer[..<end].last == UInt8(ascii: "\r") ? buffer[..<(end - 1)] : buffer[..<end])
                }
                searched = buffer.count
                guard searched <= bytesMax, receive(into: &buffer) else { return nil }
            }
        }
    }

    private func receive(into buffer: inout [UInt8]) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 16_384)
        let count = unsafe chunk.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return false }
        buffer += chunk[..<count]
        return true
    }

    /// Blocks for so long before the next reply.
    package func hesitate(milliseconds: Int) { usleep(UInt32(clamping: milliseconds * 1_000)) }

    /// False when the other side is gone.
    package func write(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
