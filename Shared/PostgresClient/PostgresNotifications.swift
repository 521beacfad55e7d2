import CLibpq

/// What other sessions said with `NOTIFY`, on a connection of its own that is made again when it breaks.
///
/// Pull-based: nothing is read ahead, the server keeps what was not asked for yet. Ends when the task is cancelled.
package struct PostgresNotifications: AsyncSequence, Sendable {
    package struct Notification: Sendable, Hashable {
        package let channel: String
        package let payload: String
        package let backendProcessID: Int32
    }

    package enum Element: Sendable, Hashable {
        /// Listening from here on, for the first time or again: look at the data once, because anything notified earlier may have been missed.
        case mayHaveMissed
        case notification(Notification)
    }

    private let configuration: PostgresConfiguration
    private let channels: [String]
    private let clock: PoolClock

    package init(_ configuration: PostgresConfiguration, channels: [String], clock: PoolClock = .continuous()) {
        self.configuration = configuration
        self.channels = channels
        self.clock = clock
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(configuration: configuration, channels: channels, clock: clock)
    }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let configuration: PostgresConfiguration
        fileprivate let channels: [String]
        fileprivate let clock: PoolClock
        private var connection: PostgresConnection?
        private var failuresInARow = 0

        fileprivate init(configuration: PostgresConfiguration, channels: [String], clock: PoolClock) {
            self.configuration = configuration
            self.channels = channels
            self.clock = clock
        }

        private static let backoff = Backoff(minMs: 100, maxMs: 5_000)

        package mutating func next() async -> Element? {
            while !Task.isCancelled {
                if let element = try? await advance() { return element }
                connection = nil
                guard !Task.isCancelled else { break }
                failuresInARow += 1
                try? await clock.sleep(Self.backoff.pause(failuresInARow: failuresInARow, jitter: clock.jitter()))
            }
            connection = nil
            return nil
        }

        private mutating func advance() async throws(PostgresError) -> Element {
            if let connection { return .notification(try await connection.nextNotification()) }
            let opened = try await PostgresConnection.connect(configuration)
            let channels = channels
            try await opened.pipeline { pipeline in
                for channel in channels { pipeline.add("LISTEN \(identifier: channel)") }
            }
            connection = opened
            failuresInARow = 0
            return .mayHaveMissed
        }
    }
}

extension PostgresConnection {
    /// The next notification on a channel this connection listens to, waiting for it as long as it takes.
    func nextNotification() async throws(PostgresError) -> PostgresNotifications.Notification {
        try await enclosed { session throws(PostgresError) in try session.nextNotification() }
    }
}

extension PostgresSession {
    func nextNotification() throws(PostgresError) -> PostgresNotifications.Notification {
        while true {
            guard unsafe PQconsumeInput(raw) == 1 else { throw lost() }
            if let notification = takeNotification() { return notification }
            if interrupter.isInterrupted { throw PostgresError(.cancelled, "no longer waiting for notifications") }
            let timeoutMs = responseTimeoutMs > 0 ? Int32(clamping: responseTimeoutMs) : -1
            // After a long silence only a round trip tells a quiet server from one that is gone.
            if unsafe interrupter.wait(socket: PQsocket(raw), timeoutMs: timeoutMs).timedOut { try execute("SELECT 1") }
        }
    }

    /// The next notification on a channel this session listens to; nil if none comes within `timeoutMs`. Blocks its thread.
    package func nextNotification(timeoutMs: Int) throws(PostgresError) -> PostgresNotifications.Notification? {
        guard unsafe PQconsumeInput(raw) == 1 else { throw lost() }
        if let notification = takeNotification() { return notification }
        _ = unsafe interrupter.wait(socket: PQsocket(raw), timeoutMs: Int32(clamping: timeoutMs))
        guard unsafe PQconsumeInput(raw) == 1 else { throw lost() }
        return takeNotification()
    }

    private func takeNotification() -> PostgresNotifications.Notification? {
        guard let notify = unsafe PQnotifies(raw) else { return nil }
        defer { unsafe PQfreemem(notify) }
        return PostgresNotifications.Notification(
            channel: unsafe String(cString: notify.pointee.relname),
            payload: unsafe String(cString: notify.pointee.extra),
            backendProcessID: unsafe notify.pointee.be_pid)
    }
}
