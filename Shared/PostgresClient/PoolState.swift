/// Who has which connection. Changes itself and says what to do; does nothing by itself.
struct PoolState: Sendable {
    struct Pooled: Sendable {
        let connection: PostgresConnection
        let openedAt: Duration
        var idleSince: Duration
    }

    struct Waiter: Sendable {
        let id: UInt64
        let since: Duration
        let continuation: CheckedContinuation<Pooled, any Error>
    }

    let configuration: PostgresPool.Configuration
    private(set) var idle: [Pooled] = []
    private(set) var waiters: [Waiter] = []
    private(set) var leased = 0
    private(set) var opening = 0
    private(set) var isClosed = false
    private(set) var failuresInARow = 0
    private(set) var lastFailure: PostgresError?
    private(set) var totals = PostgresPool.Totals()
    private var drained: [CheckedContinuation<Void, Never>] = []
    private var nextWaiter: UInt64 = 0

    init(_ configuration: PostgresPool.Configuration) { self.configuration = configuration }

    var open: Int { idle.count + leased }

    mutating func nextWaiterID() -> UInt64 {
        nextWaiter += 1
        return nextWaiter
    }

    /// The connection used last, while nobody waits.
    mutating func takeIdle() -> Pooled? {
        guard !isClosed, waiters.isEmpty, let pooled = idle.popLast() else { return nil }
        leased += 1
        totals.leases += 1
        return pooled
    }

    mutating func enqueue(_ waiter: Waiter) { waiters.append(waiter) }

    mutating func removeWaiter(_ id: UInt64) -> Waiter? {
        waiters.firstIndex { $0.id == id }.map { waiters.remove(at: $0) }
    }

    mutating func countTimeout() { totals.timeouts += 1 }

    /// Whether one more connection should be opened now. While connecting fails only one attempt runs at a time.
    mutating func startOpening() -> Bool {
        let attemptsMax = failuresInARow > 0 ? 1 : waiters.count
        guard !isClosed, opening < attemptsMax, open + opening < configuration.connectionsMax else { return false }
        opening += 1
        return true
    }

    mutating func opened() {
        opening -= 1
        failuresInARow = 0
        lastFailure = nil
        totals.opened += 1
    }

    /// Whether to try again after this pause.
    mutating func openingFailed(_ error: PostgresError, jitter: Double) -> Duration? {
        totals.connectFailures += 1
        failuresInARow += 1
        lastFailure = error
        guard !isClosed, !waiters.isEmpty, opening == 1 else {
            opening -= 1
            return nil
        }
        return Backoff(minMs: configuration.backoffMinMs, maxMs: configuration.backoffMaxMs).pause(
            failuresInARow: failuresInARow, jitter: jitter)
    }

    /// An attempt that had waited for its turn found nobody waiting any more.
    mutating func abandonOpening() -> Bool {
        guard isClosed || waiters.isEmpty else { return false }
        opening -= 1
        return true
    }

    /// Gives `pooled` to the one who waits longest, or keeps it.
    mutating func place(_ pooled: Pooled, at now: Duration) -> Waiter? {
        guard !waiters.isEmpty else {
            idle.append(Pooled(connection: pooled.connection, openedAt: pooled.openedAt, idleSince: now))
            return nil
        }
        let waiter = waiters.removeFirst()
        leased += 1
        totals.leases += 1
        totals.waited += now - waiter.since
        return waiter
    }

    func isExpired(_ pooled: Pooled, at now: Duration) -> Bool {
        now - pooled.openedAt >= .milliseconds(configuration.lifetimeMaxMs)
    }

    mutating func endLease() { leased -= 1 }

    mutating func countDiscarded() { totals.discarded += 1 }

    mutating func close() -> (idle: [Pooled], waiters: [Waiter]) {
        isClosed = true
        defer { (idle, waiters) = ([], []) }
        return (idle, waiters)
    }

    var isDrained: Bool { isClosed && leased == 0 && opening == 0 }

    mutating func awaitDrained(_ continuation: CheckedContinuation<Void, Never>) { drained.append(continuation) }

    /// Whom to tell that the last connection has come back.
    mutating func takeDrained() -> [CheckedContinuation<Void, Never>] {
        guard isDrained else { return [] }
        defer { drained = [] }
        return drained
    }
}
