import Glibc
import Testing

/// A program of this package, run beside the tests; ended with its owner at the latest.
@safe final class ChildProcess {
    private let id: pid_t
    private let input: Int32
    private let output: Int32
    private var pending: [UInt8] = []
    private var isReaped = false

    init(_ product: String, _ arguments: [String]) throws {
        let toChild = try Self.makePipe(), fromChild = try Self.makePipe()
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawn_file_actions_adddup2(&actions, toChild[0], STDIN_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, fromChild[1], STDOUT_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, fromChild[1], STDERR_FILENO)
        let path = try Self.path(of: product)
        var words: [UnsafeMutablePointer<CChar>?] = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
        var child: pid_t = 0
        let result = unsafe posix_spawn(&child, path, &actions, nil, &words, environ)
        // swift-format-ignore
        for unsafe word in unsafe words { unsafe free(word) }
        unsafe posix_spawn_file_actions_destroy(&actions)
        close(toChild[0])
        close(fromChild[1])
        id = child
        input = toChild[1]
        output = fromChild[0]
        try #require(result == 0, "\(path) cannot be started: build it first")
    }

    deinit {
        if !isReaped {
            kill(id, SIGKILL)
            _ = exitStatus()
        }
        close(input)
        close(output)
    }

    /// The lines up to the one that begins so.
    func readLines(until prefix: String) throws -> [String] {
        var lines: [String] = []
        while lines.last?.hasPrefix(prefix) != true {
            lines.append(try #require(readLine(), "ended before a line with \"\(prefix)\", after \(lines)"))
        }
        return lines
    }

    func write(_ text: String) throws {
        let bytes = Array(text.utf8)
        let written = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(input, $0.baseAddress, $0.count) }
        try #require(written == bytes.count)
    }

    func terminate() { kill(id, SIGTERM) }

    func exitStatus() -> Int32 {
        var status: Int32 = 0
        unsafe waitpid(id, &status, 0)
        isReaped = true
        return status & 0x7f == 0 ? (status >> 8) & 0xff : -(status & 0x7f)
    }

    private func readLine() -> String? {
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                defer { pending.removeSubrange(...end) }
                return String(decoding: pending[..<end], as: UTF8.self)
            }
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = unsafe read(output, &chunk, chunk.count)
            guard count > 0 else { return nil }
            pending += chunk[..<count]
        }
    }

    /// Not inherited by other children, or the end of the output would never be seen.
    private static func makePipe() throws -> [Int32] {
        var ends: [Int32] = [0, 0]
        let result = unsafe pipe(&ends)
        try #require(result == 0)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return ends
    }

    /// Programs are built beside the test bundle.
    private static func path(of product: String) throws -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        try #require(count > 0)
        let own = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return own.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/\(product)"
    }
}

/// A port that nobody listens on now.
func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = unsafe withUnsafeMutablePointer(to: &address) {
        unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            unsafe bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
        }
    }
    try #require(result)
    return Int(UInt16(bigEndian: address.sin_port))
}
