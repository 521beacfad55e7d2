import PostgresClient
import Synchronization
import Testing
import Threads

/// Takes all lanes over while a batch is being decided: its next transaction finds itself fenced.
final class Thief: Sendable {
    private enum State { case away, waiting, come }

    private let schema: PostgresConfiguration
    private let state = Mutex(State.away)

    init(_ schema: PostgresConfiguration) { self.schema = schema }

    /// For the next batch.
    func wait() { state.withLock { $0 = .waiting } }

    var hasCome: Bool { state.withLock { $0 == .come } }

    /// On the lane's thread, while it holds the lane's lock: returns when the take-over is queued behind that.
    func come() {
        let isTime = state.withLock { state in
            guard state == .waiting else { return false }
            state = .come
            return true
        }
        guard isTime else { return }
        let schema = schema
        OwnThread.start {
            _ = try? PostgresSession(connecting: schema).execute("UPDATE lane SET epoch = epoch + 1, owner = 'thief'")
        }
        let watcher = try? PostgresSession(connecting: schema)
        var isQueued = false
        while !isQueued, let watcher {
            let waiting: SQL = """
                SELECT count(*) FROM pg_stat_activity
                WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE lane SET epoch = epoch + 1, owner = ''thief''%'
                """
            isQueued = ((try? watcher.query(waiting)[0].get(0, Int64.self)) ?? 1) > 0
            OwnThread.pause(milliseconds: 5)
        }
    }
}
