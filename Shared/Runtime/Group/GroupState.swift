/// Decides what a service group does next. Pure: events go in, actions come out, the group carries them out.
struct GroupState {
    enum Event {
        case begin
        case ready(Int)
        case ended(Int, (any Error)?)
        case stopRequested
        case drainTimeOver
        case graceTimeOver
    }

    enum Action: Equatable {
        case start(Int)
        /// All are ready.
        case announceRunning
        case announceStopping
        /// Time runs for stopping.
        case startDrainTimer
        case stop(Int)
        /// Draining took too long: these are cancelled, and get a last moment.
        case cancel([Int])
        case startGraceTimer
        case finish
    }

    private enum Phase {
        /// One after the other is started. May become `running` or `stopping`.
        case starting(Int)
        /// May become `stopping`.
        case running
        /// The one named is stopping; those before it follow. May become `cancelling` or `finished`.
        case stopping(Int)
        /// May become `finished`.
        case cancelling
        case finished
    }

    private(set) var failure: (index: Int, error: (any Error)?)?
    private var phase = Phase.starting(0)
    private var startedCount = 0
    private var ended: Set<Int> = []
    private let count: Int

    init(count: Int) { self.count = count }

    /// Those that were started and have not ended.
    var unfinished: [Int] { (0..<startedCount).filter { !ended.contains($0) } }

    mutating func handle(_ event: Event) -> [Action] {
        switch (event, phase) {
        case (.begin, .starting): return startNext(0)
        case (.ready(let index), .starting(let current)) where index == current: return startNext(index + 1)
        case (.ended(let index, let error), _): return end(index, error)
        case (.stopRequested, .starting), (.stopRequested, .running): return beginStopping()
        case (.drainTimeOver, .stopping):
            phase = .cancelling
            return [.cancel(unfinished), .startGraceTimer]
        case (.graceTimeOver, .cancelling): return finish()
        default: return []
        }
    }

    private mutating func startNext(_ index: Int) -> [Action] {
        guard index < count else {
            phase = .running
            return [.announceRunning]
        }
        phase = .starting(index)
        startedCount = index + 1
        return [.start(index)]
    }

    private mutating func end(_ index: Int, _ error: (any Error)?) -> [Action] {
        ended.insert(index)
        switch phase {
        case .starting, .running:
            failure = (index, error)
            return beginStopping()
        case .stopping(let current):
            noteFailure(index, error)
            return index == current ? stopNext() : []
        case .cancelling:
            return unfinished.isEmpty ? finish() : []
        case .finished: return []
        }
    }

    private mutating func noteFailure(_ index: Int, _ error: (any Error)?) {
        if failure == nil, let error { failure = (index, error) }
    }

    private mutating func beginStopping() -> [Action] {
        [.announceStopping, .startDrainTimer] + stopNext()
    }

    private mutating func stopNext() -> [Action] {
        guard let last = unfinished.last else { return finish() }
        phase = .stopping(last)
        return [.stop(last)]
    }

    private mutating func finish() -> [Action] {
        phase = .finished
        return [.finish]
    }
}
