internal import Kernel

/// A span of work that is no task of its own: what runs on a thread, in turns. Only made where its trace is recorded.
package struct OpenSpan: Sendable {
    /// What to hand on to others, in a `traceparent` header.
    package let context: TraceContext
    let parentSpanID: SpanID?
    let name: String
    let kind: SpanKind
    let links: [TraceContext]
    let start: Instant
    let startNanoseconds: Int64
}

extension Tracer {
    /// Begins a span now.
    ///
    /// - Parameters:
    ///   - context: from `child(of:)`.
    ///   - parent: what it is a child of; nil for the first span of a trace.
    ///   - links: spans of other traces that have to do with it.
    package func begin(
        _ name: String, kind: SpanKind = .internal, as context: TraceContext, below parent: TraceContext?,
        links: [TraceContext] = []
    ) -> OpenSpan {
        OpenSpan(
            context: context, parentSpanID: parent?.spanID, name: name, kind: kind, links: links,
            start: wallClock.now(), startNanoseconds: monotonicClock.monotonicNanoseconds())
    }

    /// The span ends now; it is sent when it is handed to `record`.
    ///
    /// - Parameter failure: why what it stands for did not succeed.
    package func end(_ span: OpenSpan, _ attributes: KeyValuePairs<String, LogValue>, failure: String? = nil)
        -> FinishedSpan
    {
        var state = Span.State(attributes: attributes.map { LogField(key: $0.key, value: $0.value) })
        state.errorDescription = failure
        return FinishedSpan(
            context: span.context, parentSpanID: span.parentSpanID, name: span.name, kind: span.kind,
            start: span.start, durationNanoseconds: monotonicClock.monotonicNanoseconds() - span.startNanoseconds,
            state: state, links: span.links)
    }

    package func record(_ spans: [FinishedSpan]) { for span in spans { buffer.append(span) } }
}
