internal import Kernel

/// Begins and ends spans. Whether a trace is recorded is decided once, by its first span, from its id; every service then decides alike.
package struct Tracer: Sendable {
    let wallClock: any WallClock
    let monotonicClock: any MonotonicClock
    private let ratio: Double
    private let random: @Sendable () -> UInt64
    let buffer: SpanBuffer

    /// - Parameters:
    ///   - ratio: the share of new traces that are recorded, from 0 to 1.
    ///   - random: 64 random bits per call, for ids.
    package init(
        wallClock: any WallClock, monotonicClock: any MonotonicClock, ratio: Double, buffer: SpanBuffer,
        random: @escaping @Sendable () -> UInt64
    ) {
        self.wallClock = wallClock
        self.monotonicClock = monotonicClock
        self.ratio = ratio
        self.buffer = buffer
        self.random = random
    }

    /// Runs `body` in a span below `parent`, or below the task's current span. Log lines and spans within it belong to it.
    package func withSpan<Result>(
        _ name: String, kind: SpanKind = .internal, parent: TraceContext? = nil,
        attributes: KeyValuePairs<String, LogValue> = [:],
        _ body: (Span) async throws -> Result
    ) async rethrows -> Result {
        let parent = parent ?? DiagnosticContext.current.trace
        let span = Span(
            context: child(of: parent), clock: wallClock,
            attributes: attributes.map { LogField(key: $0.key, value: $0.value) })
        let start = (wall: wallClock.now(), monotonic: monotonicClock.monotonicNanoseconds())
        defer { finish(span, name: name, kind: kind, parent: parent, start: start) }
        do {
            return try await DiagnosticContext.with(trace: span.context) { try await body(span) }
        } catch {
            span.fail(error)
            throw error
        }
    }

    /// The context of a new span: in the parent's trace, or in a new one.
    package func child(of parent: TraceContext?) -> TraceContext {
        guard let parent else {
            let traceID = draw { TraceID(high: random(), low: random()) }
            return TraceContext(
                traceID: traceID, spanID: draw { SpanID(random()) }, isSampled: isSampled(traceID, ratio: ratio))
        }
        return TraceContext(traceID: parent.traceID, spanID: draw { SpanID(random()) }, isSampled: parent.isSampled)
    }

    private func draw<ID>(_ make: () -> ID?) -> ID {
        while true {
            if let id = make() { return id }
        }
    }

    private func finish(
        _ span: Span, name: String, kind: SpanKind, parent: TraceContext?, start: (wall: Instant, monotonic: Int64)
    ) {
        guard span.context.isSampled else { return }
        buffer.append(
            FinishedSpan(
                context: span.context, parentSpanID: parent?.spanID, name: name, kind: kind, start: start.wall,
                durationNanoseconds: monotonicClock.monotonicNanoseconds() - start.monotonic, state: span.finalState(),
                links: []))
    }
}

/// The same trace id gives the same answer everywhere: its low 56 bits, which the standard wants random, lie below the ratio.
package func isSampled(_ traceID: TraceID, ratio: Double) -> Bool {
    Double(traceID.low & 0x00FF_FFFF_FFFF_FFFF) < ratio * 0x1p56
}
