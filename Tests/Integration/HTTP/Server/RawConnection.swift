import Dispatch
import Glibc

/// A client that sends exactly the bytes it is told to, for what no proper client would send. It blocks a thread of its own, never one
/// that the code under test may need.
actor RawConnection {
    private final class Thread: SerialExecutor {
        private let queue = DispatchQueue(label: "RawConnection")

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
        }
    }

    struct Failure: Error {
        let message: String
    }

    struct Answer: Equatable {
        var status = 0
        /// Names in lower case; the last of equal names.
        var headers: [String: String] = [:]
        var body = ""
    }

    private let socket: Int32
    private var received: [UInt8] = []
    private let thread = Thread()
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe thread.asUnownedSerialExecutor() }

    init(port: UInt16) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // Everything is initialised by now, so that `deinit` runs and closes the socket: twice would close somebody else's.
        guard connected == 0 else { throw Failure(message: "refused (errno \(errno))") }
        // A server that never answers must fail the test, not hang it.
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        close(socket)
    }

    /// Ends the connection with a reset, as a crashed client does.
    func reset() {
        var immediately = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &immediately, socklen_t(MemoryLayout<linger>.size))
        shutdown(socket, Int32(SHUT_RDWR))
    }

    /// What a server that has cut us off no longer takes is not an error here.
    func send(_ text: String) {
        send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return }
            rest = rest.dropFirst(count)
        }
    }

    /// A request as a proper client sends it, kept alive.
    func request(_ method: String, _ target: String, headers: [String: String] = [:], body: String = "") throws
        -> Answer
    {
        var text = "\(method) \(target) HTTP/1.1\r\nHost: test\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if !body.isEmpty { text += "Content-Length: \(body.utf8.count)\r\n" }
        if !body.isEmpty, headers["Content-Type"] == nil { text += "Content-Type: application/json\r\n" }
        send(text + "\r\n" + body)
        return try answer(withoutBody: method == "HEAD")
    }

    /// The next answer, interim ones (1xx) included.
    func answer(withoutBody: Bool = false) throws -> Answer {
        var answer = Answer()
        let head = try take(through: "\r\n\r\n").split(separator: "\r\n")
        answer.status = Int(head.first?.split(separator: " ").dropFirst().first ?? "") ?? 0
        for line in head.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            answer.headers[parts[0].lowercased()] = parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
        }
        if withoutBody || answer.status < 200 || answer.status == 204 || answer.status == 304 { return answer }
        if answer.headers["transfer-encoding"] == "chunked" {
            answer.body = try chunks()
        } else if let length = answer.headers["content-length"].flatMap({ Int($0) }) {
            answer.body = try take(length)
        } else {
            answer.body = String(decoding: rest(), as: UTF8.self)
        }
        return answer
    }

    /// Waits until the answer has begun, and takes no more of it than the first bytes.
    func peek() throws {
        var byte: UInt8 = 0
        guard unsafe recv(socket, &byte, 1, Int32(MSG_PEEK)) == 1 else { throw Failure(message: "nothing came") }
    }

    /// Everything until the server closes.
    func rest() -> [UInt8] {
        while receive() {}
        defer { received = [] }
        return received
    }

    private func chunks() throws -> String {
        var body = ""
        while let size = Int(try take(through: "\r\n").prefix { $0.isHexDigit }, radix: 16), size > 0 {
            body += try take(size)
            _ = try take(2)
        }
        _ = try take(2)
        return body
    }

    private func take(through mark: String) throws -> String {
        let mark = Array(mark.utf8)
        var searched = 0
        while true {
            if received.count >= mark.count {
                for start in searched...(received.count - mark.count)
                where received[start..<start + mark.count].elementsEqual(mark) {
                    return try take(start + mark.count)
                }
                searched = received.count - mark.count + 1
            }
            guard receive() else { throw Failure(message: "the server closed after \(received.count) bytes") }
        }
    }

    private func take(_ count: Int) throws -> String {
        while received.count < count {
            guard receive() else {
                throw Failure(message: "the server closed after \(received.count) of \(count) bytes")
            }
        }
        defer { received.removeFirst(count) }
        return String(decoding: received[..<count], as: UTF8.self)
    }

    private func receive() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(socket, $0.baseAddress, $0.count, 0) }
        if count > 0 { received += buffer[..<count] }
        return count > 0
    }
}
