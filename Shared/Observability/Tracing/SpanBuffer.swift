internal import Synchronization

/// Finished spans that wait to be sent. It never grows beyond its capacity: spans that find it full are dropped and counted.
package final class SpanBuffer: Sendable {
    private struct State {
        var spans: [FinishedSpan] = []
        var dropped = 0
    }

    private let capacity: Int
    private let state = Mutex(State())

    /// - Parameter capacity: 0 where nobody takes spans.
    package init(capacity: Int = 4_096) {
        self.capacity = capacity
    }

    package var count: Int { state.withLock { $0.spans.count } }

    /// How many spans were lost because nobody took them in time.
    package var droppedCount: Int { state.withLock { $0.dropped } }

    package func append(_ span: FinishedSpan) {
        state.withLock { state in
            if state.spans.count < capacity {
                state.spans.append(span)
            } else if capacity > 0 {
                state.dropped += 1
            }
        }
    }

    func take(_ maximum: Int) -> [FinishedSpan] {
        state.withLock { state in
            let taken = Array(state.spans.prefix(maximum))
            state.spans.removeFirst(taken.count)
            return taken
        }
    }

    /// Puts back what could not be sent, as far as there is room.
    func giveBack(_ spans: [FinishedSpan]) {
        state.withLock { state in
            let room = max(0, capacity - state.spans.count)
            state.dropped += max(0, spans.count - room)
            state.spans.insert(contentsOf: spans.suffix(room), at: 0)
        }
    }
}
