import Dispatch

/// A serial executor whose jobs may block: libpq waits on it, never on the cooperative pool.
///
/// An actor that owns a ``PostgresSession`` returns one of these from `unownedExecutor` and may then call the session
/// synchronously.
package final class PostgresExecutor: SerialExecutor {
    private let queue: DispatchQueue

    package init(label: String) { queue = DispatchQueue(label: label) }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    package func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
