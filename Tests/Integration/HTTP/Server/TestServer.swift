import Glibc
import HTTPServer
import Observability
import Synchronization

/// Time that passes by itself, plus what a test adds.
final class TestClock: MonotonicClock {
    private let added = Atomic<Int64>(0)

    func monotonicNanoseconds() -> Int64 {
        let elapsed = ContinuousClock.now - Self.start
        return Int64(elapsed.components.seconds) * 1_000_000_000 + Int64(elapsed.components.attoseconds / 1_000_000_000)
            + added.load(ordering: .relaxed)
    }

    func advance(seconds: Int64) {
        added.add(seconds * 1_000_000_000, ordering: .relaxed)
    }

    private static let start = ContinuousClock.now
}

/// Remembers what it was told.
final class RecordingObserver: RequestObserver {
    private let state = Mutex<
        (records: [RequestRecord], failures: [String], waiters: [(Int, CheckedContinuation<Void, Never>)])
    >(([], [], []))

    var records: [RequestRecord] { state.withLock { $0.records } }
    var failedIDs: [String] { state.withLock { $0.failures } }

    func requestCompleted(_ record: RequestRecord) {
        let ready = state.withLock { state in
            state.records.append(record)
            let count = state.records.count
            defer { state.waiters.removeAll { $0.0 <= count } }
            return state.waiters.filter { $0.0 <= count }
        }
        for (_, waiter) in ready { waiter.resume() }
    }

    func requestFailed(_ error: any Error, errorID: String, request: HTTPRequest) {
        state.withLock { $0.failures.append(errorID) }
    }

    /// Returns when so many requests were completed.
    func wait(for count: Int) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.records.count < count { state.waiters.append((count, continuation)) }
                return state.records.count >= count
            }
            if isReady { continuation.resume() }
        }
    }
}

/// Opens once; lets a test decide when a handler goes on.
final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiters: [CheckedContinuation<Void, Never>])>((false, []))

    var isOpen: Bool { state.withLock { $0.isOpen } }

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }
}

/// Serves the routes while `body` runs.
func withServer(
    _ router: Router, authenticator: any Authenticator = NoAuthentication(), observer: RecordingObserver? = nil,
    clock: TestClock = TestClock(),
    middleware: [Middleware] = [], configure: (inout ServerConfiguration) -> Void = { _ in },
    _ body: (Server) async throws -> Void
) async throws {
    var configuration = ServerConfiguration()
    configuration.deadlineCheckIntervalMs = 5
    configure(&configuration)
    let application = Application(
        router: router, authenticator: authenticator, middleware: middleware, observer: observer)
    let server = try Server.start(application, configuration: configuration, clock: clock)
    do {
        try await body(server)
    } catch {
        await server.shutdown(deadlineMs: 0)
        throw error
    }
    await server.shutdown(deadlineMs: 5_000)
}

extension Router {
    /// A route open to anyone, for tests that are about something else.
    mutating func open(_ method: HTTPMethod, _ template: String, _ handler: @escaping Handler) {
        add(
            method, template, Operation(id: "\(method.rawValue) \(template)", summary: "Test.", access: .anyone),
            handler)
    }
}
