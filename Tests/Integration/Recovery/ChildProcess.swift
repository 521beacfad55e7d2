import FoundationEssentials
import Glibc
import Synchronization

/// A program of this package, run beside the tests with an environment of its own; killed with its owner at the latest.
@safe final class ChildProcess: Sendable {
    let id: pid_t
    private let logPath: String
    private let ending = Mutex<Int32?>(nil)

    /// - Parameter environment: everything the program sees.
    init(_ product: String, _ arguments: [String] = [], environment: [String: String] = [:]) throws {
        let path = try Self.path(of: product)
        logPath = FileManager.default.temporaryDirectory.path + "/\(product)-\(UUID().uuidString).log"
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, logPath, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        unsafe posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        var words: [UnsafeMutablePointer<CChar>?] = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = unsafe environment.map { unsafe strdup("\($0)=\($1)") } + [nil]
        var child: pid_t = 0
        let result = unsafe posix_spawn(&child, path, &actions, nil, &words, &variables)
        // swift-format-ignore
        for unsafe word in unsafe words + variables { unsafe free(word) }
        unsafe posix_spawn_file_actions_destroy(&actions)
        // Before all members are there, so that `deinit` does not run: 0 would be this process's own group.
        guard result == 0 else { throw Trouble("\(path) cannot be started (error \(result))") }
        id = child
    }

    deinit {
        signal(SIGCONT)
        signal(SIGKILL)
        if ending.withLock({ $0 }) == nil { waitpid(id, nil, 0) }
        try? FileManager.default.removeItem(atPath: logPath)
    }

    /// What it has said so far.
    var log: String { FileManager.default.contents(atPath: logPath).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    /// Nil while it runs; its exit code, or the number of the signal that ended it, negative.
    var exitStatus: Int32? {
        ending.withLock { ending in
            var status: Int32 = 0
            if ending == nil, unsafe waitpid(id, &status, WNOHANG) == id {
                ending = status & 0x7f == 0 ? (status >> 8) & 0xff : -(status & 0x7f)
            }
            return ending
        }
    }

    func signal(_ number: Int32) {
        if ending.withLock({ $0 }) == nil { _ = Glibc.kill(id, number) }
    }

    /// Waits until it has ended.
    func ended(within seconds: Int) async throws -> Int32 {
        try await wait(for: "the end of process \(id)", within: seconds) { exitStatus != nil }
        return exitStatus ?? 0
    }

    /// Programs are built beside the test bundle.
    private static func path(of product: String) throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let path = own.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/\(product)"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Trouble(
                "\(path) is missing: run 'swift build --product \(product)' first, with the same options as the tests")
        }
        return path
    }
}
