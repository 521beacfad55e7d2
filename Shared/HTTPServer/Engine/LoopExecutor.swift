internal import CMicrohttpd
internal import Synchronization

/// Runs tasks on one loop thread, so that a request costs no change of threads.
final class LoopExecutor: TaskExecutor, @unchecked Sendable {
    private let foreign = Mutex<[UnownedJob]>([])
    /// Touched by the loop thread only, hence without lock.
    private var local: [UnownedJob] = []
    private let thread = Atomic<pthread_t>(0)
    private let wakeEvent: Int32

    init(wakeEvent: Int32) {
        self.wakeEvent = wakeEvent
    }

    /// Makes the calling thread the loop's.
    func adoptCurrentThread() {
        thread.store(pthread_self(), ordering: .releasing)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if thread.load(ordering: .acquiring) == pthread_self() {
            local.append(job)
            return
        }
        let isFirst = foreign.withLock { jobs in
            jobs.append(job)
            return jobs.count == 1
        }
        if isFirst { wake() }
    }

    func wake() {
        cmicrohttpd_wake(wakeEvent)
    }

    /// Whether jobs wait that no wake-up will announce.
    var hasLocalJobs: Bool { !local.isEmpty }

    /// Runs what is queued and what that queues, but lets the network have its turn after a few rounds.
    func runJobs() {
        for _ in 0..<8 {
            var jobs = foreign.withLock { jobs in
                defer { jobs.removeAll(keepingCapacity: true) }
                return jobs
            }
            jobs += local
            local.removeAll(keepingCapacity: true)
            if jobs.isEmpty { return }
            for job in jobs { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
        }
    }
}
