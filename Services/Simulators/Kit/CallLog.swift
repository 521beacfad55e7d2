internal import JSON
internal import Kernel
internal import Synchronization

/// What a simulator was asked, newest last; the oldest go when it is full.
package final class CallLog: Sendable {
    private struct Call {
        let number: Int
        let at: Instant
        let operation: String
        let asked: JSONValue
        var outcome = "running"
    }

    private static let capacity = 10_000
    private let state = Mutex<(calls: [Call], count: Int)>(([], 0))

    package init() {}

    func begin(_ operation: String, _ asked: JSONValue, at instant: Instant) -> Int {
        state.withLock { state in
            state.count += 1
            // A tenth at a time, so that a full log costs next to nothing per call.
            if state.calls.count >= Self.capacity { state.calls.removeFirst(Self.capacity / 10) }
            state.calls.append(Call(number: state.count, at: instant, operation: operation, asked: asked))
            return state.count
        }
    }

    func end(_ number: Int, _ outcome: String) {
        state.withLock { state in
            guard let first = state.calls.first?.number, number >= first else { return }
            state.calls[number - first].outcome = outcome
        }
    }

    func reset() { state.withLock { $0 = ([], $0.count) } }

    var json: JSONValue {
        .array(
            state.withLock(\.calls).map { call in
                [
                    "number": .int(Int64(call.number)), "at": .string(call.at.rfc3339),
                    "operation": .string(call.operation),
                    "asked": call.asked, "outcome": .string(call.outcome),
                ]
            })
    }
}
