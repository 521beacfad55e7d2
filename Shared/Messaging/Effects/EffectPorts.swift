import Synchronization

/// Who may call which port now: no more calls at once than the port allows this instance, and every lane in its turn.
///
/// A lane that finds a port busy queues for it, is woken when there is room for it, and goes to the end of the queue when it wants more
/// than its turn. One that wants no more leaves the queue with the end of its look at what is due.
final class EffectPorts: Sendable {
    fileprivate struct Port {
        let concurrency: Int
        var underWay = 0
        var queue: [Int] = []

        var room: Int { concurrency - underWay }
    }

    fileprivate struct State {
        var ports: [String: Port]
        /// Port and lane by effect.
        var calls: [String: (port: String, lane: Int)] = [:]
        var wakers: [Int: @Sendable () -> Void] = [:]
        /// Lanes that may try again.
        var called: Set<Int> = []
    }

    enum Verdict {
        case taken
        /// The call is under way already.
        case repeated
        case busy
    }

    private let state: Mutex<State>

    /// - Parameter concurrency: calls at once, by port.
    init(_ concurrency: [String: Int]) {
        state = Mutex(State(ports: concurrency.mapValues { Port(concurrency: max(1, $0)) }))
    }

    /// - Parameter wake: called from any thread when it is the lane's turn.
    func join(lane: Int, wake: @escaping @Sendable () -> Void) { state.withLock { $0.wakers[lane] = wake } }

    /// How many of its due effects a lane is to look at, by port: those under way, as many as there is room for, and one to know whether
    /// it has to wait.
    func looks(of lane: Int) -> [(port: String, count: Int)] {
        state.withLock { state in
            var own: [String: Int] = [:]
            for call in state.calls.values where call.lane == lane { own[call.port, default: 0] += 1 }
            return state.ports.map { ($0.key, own[$0.key, default: 0] + max(0, $0.value.room) + 1) }
                .sorted { $0.port < $1.port }
        }
    }

    func take(_ port: String, for effectID: String, lane: Int) -> Verdict {
        state.withLock { state in
            if state.calls[effectID] != nil { return .repeated }
            guard var found = state.ports[port] else { return .busy }
            defer { state.ports[port] = found }
            let place = found.queue.firstIndex(of: lane)
            guard (place ?? found.queue.count) < found.room else {
                if place == nil { found.queue.append(lane) }
                return .busy
            }
            if let place { found.queue.remove(at: place) }
            found.underWay += 1
            state.calls[effectID] = (port, lane)
            return .taken
        }
    }

    /// The effect may be called again from now on.
    func release(_ effectID: String) {
        let wakers = state.withLock { state in
            guard let call = state.calls.removeValue(forKey: effectID) else { return [@Sendable () -> Void]() }
            state.ports[call.port]?.underWay -= 1
            return state.callNext(call.port)
        }
        for wake in wakers { wake() }
    }

    /// The lane waits for these ports only.
    func keep(_ lane: Int, waitingFor ports: Set<String>) {
        let wakers = state.withLock { state in
            state.called.remove(lane)
            var wakers: [@Sendable () -> Void] = []
            for port in state.ports.keys.sorted() where !ports.contains(port) {
                guard let place = state.ports[port]?.queue.firstIndex(of: lane) else { continue }
                state.ports[port]?.queue.remove(at: place)
                wakers += state.callNext(port)
            }
            return wakers
        }
        for wake in wakers { wake() }
    }

    /// Whether the lane was woken because there is room for it.
    func isCalled(_ lane: Int) -> Bool { state.withLock { $0.called.contains(lane) } }
}

extension EffectPorts.State {
    /// Those at the head of the queue for whom there is room.
    fileprivate mutating func callNext(_ name: String) -> [@Sendable () -> Void] {
        guard let port = ports[name], port.room > 0 else { return [] }
        let next = port.queue.prefix(port.room)
        called.formUnion(next)
        return next.compactMap { wakers[$0] }
    }
}
