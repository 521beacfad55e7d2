import Dispatch
import KafkaClient
import Kernel
import Synchronization

/// What reaches a lane from other threads, in the order of its arrival.
enum LaneWork: Sendable {
    /// - Parameter fingerprint: of the last of them, see `RecordFingerprint`.
    case messages(MessageBatch, Range<Int>, fingerprint: [UInt8])
    case command(Command)
    case answer(EffectAnswer)
    /// Gives from where its partitions are to be read; those of a log that began anew are forgotten first.
    case acquire(forgetting: [LaneStore.OffsetKey], CheckedContinuation<LaneWorker.Offsets, any Error>)
    case release(CheckedContinuation<Void, Never>)
    /// Somebody left something for this lane in the database.
    case look

    struct Command: Sendable {
        let aggregate: any AnyAggregate
        let id: String
        let inputID: String
        let trace: String
        let input: any Codable & Sendable
        let reply: CommandReply
    }

    /// How many inputs it amounts to.
    var weight: Int {
        if case .messages(_, let range, _) = self { range.count } else { 1 }
    }
}

/// The lane's inbox: bounded by what its producers are told, blocking only for the lane's own thread.
final class LaneQueue: Sendable {
    fileprivate struct State {
        var works: [LaneWork] = []
        var weight = 0
        var held = 0
        var isStopping = false
        var isWoken = false
        var isWaiting = false
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)

    /// Inputs waiting, those included that the lane keeps for want of a database; producers hold back above their limit.
    var backlog: Int { state.withLock { $0.weight + $0.held } }

    func note(held count: Int) { state.withLock { $0.held = count } }

    /// False once the lane is stopping: nobody will take it.
    @discardableResult
    func push(_ work: LaneWork) -> Bool {
        let (accepted, wake) = state.withLock { state in
            guard !state.isStopping else { return (false, false) }
            state.works.append(work)
            state.weight += work.weight
            return (true, state.takeWaiting())
        }
        if wake { signal.signal() }
        return accepted
    }

    /// Makes the lane look after its deadlines and acknowledgements.
    func wake() {
        let wake = state.withLock { state in
            state.isWoken = true
            return state.takeWaiting()
        }
        if wake { signal.signal() }
    }

    /// What is queued stays to be taken; nothing more is accepted.
    func stop() {
        let wake = state.withLock { state in
            state.isStopping = true
            return state.takeWaiting()
        }
        if wake { signal.signal() }
    }

    /// Waits for a wake-up only; what is queued stays. For the wait for acknowledgements while a lane is given back.
    func waitForWake(timeoutMs: Int) {
        let mustWait = state.withLock { state in
            defer { state.isWoken = false }
            state.isWaiting = !state.isWoken
            return state.isWaiting
        }
        if mustWait { waitSignalled(timeoutMs) }
    }

    private func waitSignalled(_ timeoutMs: Int) {
        guard signal.wait(timeout: .now() + .milliseconds(timeoutMs)) == .timedOut else { return }
        // Whoever took the flag has signalled or is about to: the count must not stay behind.
        if state.withLock({ !$0.takeWaiting() }) { signal.wait() }
    }

    struct Taken {
        let works: [LaneWork]
        let isStopping: Bool
    }

    /// Waits for work, a wake-up, or until `timeoutMs` have passed, then takes works of up to `limit` inputs (at least one work).
    func take(limit: Int, timeoutMs: Int) -> Taken {
        let mustWait = state.withLock { state in
            guard state.works.isEmpty, !state.isStopping, !state.isWoken, timeoutMs > 0 else { return false }
            state.isWaiting = true
            return true
        }
        if mustWait { waitSignalled(timeoutMs) }
        return state.withLock { $0.take(limit: limit) }
    }
}

extension LaneQueue.State {
    /// True if the lane waits and is now to be signalled: once per wait.
    fileprivate mutating func takeWaiting() -> Bool {
        defer { isWaiting = false }
        return isWaiting
    }

    fileprivate mutating func take(limit: Int) -> LaneQueue.Taken {
        isWoken = false
        var taken = 0, sum = 0
        while taken < works.count, sum == 0 || sum + works[taken].weight <= limit {
            sum += works[taken].weight
            taken += 1
        }
        let now = Array(works.prefix(taken))
        works.removeFirst(taken)
        weight -= sum
        return LaneQueue.Taken(works: now, isStopping: isStopping)
    }
}
