internal import CMicrohttpd
private import Dispatch
internal import Synchronization

/// Runs tasks on one loop thread, so that a request costs no change of threads.
final class LoopExecutor: TaskExecutor, @unchecked Sendable {
    private let foreign = Mutex<[UnownedJob]>([])
    /// Touched by the loop thread only, hence without lock.
    private var local: [UnownedJob] = []
    private let thread = Atomic<pthread_t>(0)
    private let isRetired = Atomic<Bool>(false)
    /// Readable when jobs wait. Closed with the executor, which every task that may announce a job keeps alive.
    let wakeEvent: Int32

    init() {
        wakeEvent = cmicrohttpd_eventfd()
    }

    deinit {
        close(wakeEvent)
    }

    /// Makes the calling thread the loop's.
    func adoptCurrentThread() {
        thread.store(pthread_self(), ordering: .releasing)
    }

    /// The loop's thread ends. Cancelled handlers that are still here must be able to clean up, so their jobs go elsewhere from now on.
    func retire() {
        thread.store(0, ordering: .releasing)
        let jobs = foreign.withLock { jobs in
            isRetired.store(true, ordering: .relaxed)
            defer { jobs = [] }
            return jobs + local
        }
        local = []
        for job in jobs { runElsewhere(job) }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if thread.load(ordering: .acquiring) == pthread_self() {
            local.append(job)
        } else {
            enqueueFromElsewhere(job)
        }
    }

    private func enqueueFromElsewhere(_ job: UnownedJob) {
        let isFirst = foreign.withLock { jobs -> Bool? in
            if isRetired.load(ordering: .relaxed) { return nil }
            jobs.append(job)
            return jobs.count == 1
        }
        if isFirst == true { wake() }
        if isFirst == nil { runElsewhere(job) }
    }

    private func runElsewhere(_ job: UnownedJob) {
        DispatchQueue.global().async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
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
