import Synchronization

/// A bounded set of connections, lent one user at a time.
package final class PostgresPool: Sendable {
    package struct Configuration: Sendable {
        package var connectionsMax = 8
        /// How long ``withConnection(_:)`` waits for a free connection.
        package var waitTimeoutMs = 5_000
        /// A connection older than this is replaced when it comes back.
        package var lifetimeMaxMs = 1_800_000
        /// A connection that was idle for longer is asked for a sign of life before it is lent.
        package var idleCheckMs = 30_000
        /// Pause after the first failed connect; doubles up to `backoffMaxMs`, with jitter.
        package var backoffMinMs = 100
        package var backoffMaxMs = 5_000

        package init() {}
    }

    /// Counters since the pool was made.
    package struct Totals: Sendable {
        package var leases = 0
        package var opened = 0
        /// Thrown away because broken, left with something open, or too old.
        package var discarded = 0
        package var connectFailures = 0
        package var timeouts = 0
        /// All waiting times together.
        package var waited = Duration.zero
    }

    package struct Statistics: Sendable {
        package let idle: Int
        package let leased: Int
        package let opening: Int
        package let waiting: Int
        package let connectionsMax: Int
        package let totals: Totals
        package var open: Int { idle + leased }
    }

    package let connectionConfiguration: PostgresConfiguration
    package let configuration: Configuration
    private let clock: PoolClock
    private let state: Mutex<PoolState>

    /// Opens nothing until it is asked for a connection.
    package init(
        _ connectionConfiguration: PostgresConfiguration, _ configuration: Configuration = Configuration(),
        clock: PoolClock = .continuous()
    ) {
        self.connectionConfiguration = connectionConfiguration
        self.configuration = configuration
        self.clock = clock
        state = Mutex(PoolState(configuration))
    }

    package var statistics: Statistics {
        state.withLock {
            Statistics(
                idle: $0.idle.count, leased: $0.leased, opening: $0.opening, waiting: $0.waiters.count,
                connectionsMax: configuration.connectionsMax, totals: $0.totals)
        }
    }

    /// Lends a connection for the length of `body`. One that comes back broken or inside a transaction is thrown away.
    /// Fails with `.poolExhausted` after `waitTimeoutMs`.
    @discardableResult
    package func withConnection<R>(_ body: (PostgresConnection) async throws -> R) async throws -> R {
        let pooled = try await lease()
        do {
            let value = try await body(pooled.connection)
            await giveBack(pooled)
            return value
        } catch {
            await giveBack(pooled)
            throw error
        }
    }

    /// Lends a connection for one transaction; see ``PostgresConnection/withTransaction(isolation:_:)``.
    @discardableResult
    package func withTransaction<R>(
        isolation: IsolationLevel = .readCommitted, _ body: (PostgresConnection) async throws -> R
    ) async throws -> R {
        try await withConnection { try await $0.withTransaction(isolation: isolation, body) }
    }

    /// Refuses new users, waits for the present ones, closes everything.
    package func close() async {
        let (idle, waiters) = state.withLock { $0.close() }
        for waiter in waiters { waiter.continuation.resume(throwing: Self.closed) }
        for pooled in idle { await pooled.connection.close() }
        await withCheckedContinuation { continuation in
            state.withLock { $0.awaitDrained(continuation) }
            announceIfDrained()
        }
    }

    private static let closed = PostgresError(.poolClosed, "the connection pool was closed")
}

// MARK: - Lending

extension PostgresPool {
    private func lease() async throws -> PoolState.Pooled {
        while true {
            guard let pooled = state.withLock({ $0.takeIdle() }) else { return try await waitForConnection() }
            if await isAlive(pooled) { return pooled }
            await discard(pooled)
        }
    }

    private func isAlive(_ pooled: PoolState.Pooled) async -> Bool {
        let now = clock.now()
        guard !state.withLock({ $0.isExpired(pooled, at: now) }), await pooled.connection.isReusable else {
            return false
        }
        guard now - pooled.idleSince > .milliseconds(configuration.idleCheckMs) else { return true }
        return await (try? pooled.connection.execute("SELECT 1")) != nil
    }

    private func waitForConnection() async throws -> PoolState.Pooled {
        let id = state.withLock { $0.nextWaiterID() }
        let timer = Task { [clock, configuration] in
            try await clock.sleep(.milliseconds(configuration.waitTimeoutMs))
            self.timeOut(id)
        }
        defer { timer.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation {
                enqueue(PoolState.Waiter(id: id, since: clock.now(), continuation: $0))
            }
        } onCancel: {
            state.withLock { $0.removeWaiter(id) }?.continuation.resume(throwing: CancellationError())
        }
    }

    private func enqueue(_ waiter: PoolState.Waiter) {
        let refusal: (any Error)? = state.withLock {
            if $0.isClosed { return Self.closed }
            // A cancellation that came before this point found nothing to remove.
            if Task.isCancelled { return CancellationError() }
            $0.enqueue(waiter)
            return nil
        }
        if let refusal { return waiter.continuation.resume(throwing: refusal) }
        openIfUseful()
    }

    private func timeOut(_ id: UInt64) {
        let (waiter, busy, failure) = state.withLock { state in
            let waiter = state.removeWaiter(id)
            if waiter != nil { state.countTimeout() }
            return (waiter, state.leased, state.lastFailure)
        }
        var error = PostgresError(
            .poolExhausted,
            "no connection within \(configuration.waitTimeoutMs) ms: \(busy) of \(configuration.connectionsMax) busy"
                + (failure.map { "; the last attempt to connect failed: \($0.message)" } ?? ""))
        error.sqlState = failure?.sqlState
        waiter?.continuation.resume(throwing: error)
    }

    private func giveBack(_ pooled: PoolState.Pooled) async {
        let now = clock.now()
        let isGood = await pooled.connection.isReusable
        guard isGood, !state.withLock({ $0.isClosed || $0.isExpired(pooled, at: now) }) else {
            return await discard(pooled)
        }
        place(pooled) { $0.endLease() }
    }

    private func discard(_ pooled: PoolState.Pooled) async {
        await pooled.connection.close()
        state.withLock {
            $0.endLease()
            $0.countDiscarded()
        }
        openIfUseful()
        announceIfDrained()
    }

    private func place(_ pooled: PoolState.Pooled, _ change: (inout PoolState) -> Void) {
        let now = clock.now()
        let waiter = state.withLock {
            change(&$0)
            return $0.place(pooled, at: now)
        }
        waiter?.continuation.resume(returning: pooled)
        closeIfLate()
    }

    /// The pool may have been closed while a connection was on its way back.
    private func closeIfLate() {
        guard state.withLock({ $0.isClosed }) else { return }
        let late = state.withLock { $0.close() }
        for waiter in late.waiters { waiter.continuation.resume(throwing: Self.closed) }
        announceIfDrained()
    }

    private func announceIfDrained() {
        for continuation in state.withLock({ $0.takeDrained() }) { continuation.resume() }
    }
}

// MARK: - Opening

extension PostgresPool {
    private func openIfUseful() {
        while state.withLock({ $0.startOpening() }) { Task { await self.open() } }
    }

    private func open() async {
        while true {
            do throws(PostgresError) {
                let connection = try await PostgresConnection.connect(connectionConfiguration)
                let now = clock.now()
                place(PoolState.Pooled(connection: connection, openedAt: now, idleSince: now)) { $0.opened() }
                return openIfUseful()
            } catch {
                let jitter = clock.jitter()
                guard let pause = state.withLock({ $0.openingFailed(error, jitter: jitter) }) else {
                    return announceIfDrained()
                }
                try? await clock.sleep(pause)
                if state.withLock({ $0.abandonOpening() }) { return announceIfDrained() }
            }
        }
    }
}
