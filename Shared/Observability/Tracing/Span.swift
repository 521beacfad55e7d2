internal import Kernel
internal import Synchronization

/// Which side of a call or a message a span stands for; numbered as in OTLP.
package enum SpanKind: Int, Sendable {
    case `internal` = 1
    case server = 2
    case client = 3
    case producer = 4
    case consumer = 5
}

/// One piece of work of a trace, while it runs. A span that is not sampled costs nothing and keeps nothing.
package final class Span: Sendable {
    struct State: Sendable {
        var attributes: [LogField]
        var events: [SpanEvent] = []
        var errorDescription: String?
    }

    /// What to hand on to others, in a `traceparent` header.
    package let context: TraceContext
    private let clock: any WallClock
    private let state: Mutex<State>

    init(context: TraceContext, clock: any WallClock, attributes: [LogField]) {
        self.context = context
        self.clock = clock
        state = Mutex(State(attributes: context.isSampled ? attributes : []))
    }

    /// Sensitive names are masked, as in a log line.
    package func set(_ key: String, _ value: LogValue) {
        guard context.isSampled else { return }
        state.withLock { $0.attributes.append(LogField(key: key, value: value)) }
    }

    package func addEvent(_ name: StaticString, _ attributes: KeyValuePairs<String, LogValue> = [:]) {
        guard context.isSampled else { return }
        let event = SpanEvent(
            name: name.description, instant: clock.now(),
            attributes: attributes.map { LogField(key: $0.key, value: $0.value) })
        state.withLock { $0.events.append(event) }
    }

    /// Marks the span as failed, with what may be said of the error.
    package func fail(_ error: any Error) {
        guard context.isSampled else { return }
        let (code, description) = loggable(error)
        state.withLock {
            $0.errorDescription = description
            $0.attributes.append(LogField(key: "error.type", value: .string(code)))
        }
    }

    func finalState() -> State { state.withLock { $0 } }
}

struct SpanEvent: Sendable {
    let name: String
    let instant: Instant
    let attributes: [LogField]
}

/// A span that is over, ready to be sent.
package struct FinishedSpan: Sendable {
    let context: TraceContext
    let parentSpanID: SpanID?
    let name: String
    let kind: SpanKind
    let start: Instant
    let durationNanoseconds: Int64
    let state: Span.State
    /// Spans of other traces that have to do with it.
    let links: [TraceContext]
}
