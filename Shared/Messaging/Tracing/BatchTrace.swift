import Observability

/// The spans of one transaction of a lane: each decision within the trace of its input; the batch with its commit in a trace of its
/// own, to which the decisions are linked. The batch is recorded if one of its decisions is.
///
/// There is none while nothing is traced, so that nothing is made for an input then.
final class BatchTrace {
    private let tracer: Tracer
    private let lane: Int
    private let batch: OpenSpan
    private var commit: OpenSpan?
    private var finished: [FinishedSpan] = []

    init(_ tracer: Tracer, lane: Int) {
        self.tracer = tracer
        self.lane = lane
        let drawn = tracer.child(of: nil)
        let context = TraceContext(traceID: drawn.traceID, spanID: drawn.spanID, isSampled: true)
        batch = tracer.begin("batch", as: context, below: nil)
    }

    /// Begins the span of an input's decision if the input's trace is recorded; what follows from the decision continues from it.
    func begin(_ kind: String, of input: Input) -> OpenSpan? {
        let parent = TraceContext(traceparent: input.trace)
        let context = tracer.child(of: parent)
        input.decisionTrace = context.isSampled ? context.traceparent : nil
        guard context.isSampled else { return nil }
        let spanKind: SpanKind = if case .message = input.origin { .consumer } else { .internal }
        return tracer.begin("decide \(kind)", kind: spanKind, as: context, below: parent, links: [batch.context])
    }

    /// - Parameter failure: why it was parked, if it was.
    func end(_ decision: OpenSpan, of input: Input, failure: String?) {
        finished.append(
            tracer.end(
                decision,
                [
                    "lane": .init(lane), "aggregate": .init(input.target?.key ?? ""), "type": .init(input.type),
                    "source": .init(input.origin.source),
                ], failure: failure))
    }

    func beginCommit() {
        commit = tracer.begin("commit", kind: .client, as: tracer.child(of: batch.context), below: batch.context)
    }

    func endCommit() {
        guard let commit, !finished.isEmpty else { return }
        finished.append(tracer.end(commit, ["lane": .init(lane)]))
    }

    /// Hands all of it on: the transaction is over, and counts.
    func finish(_ sorted: SortedBatch) {
        guard !finished.isEmpty else { return }
        let plan = sorted.plan
        let whole = tracer.end(
            batch,
            [
                "lane": .init(lane), "inputs": .init(plan.applied.count), "duplicates": .init(sorted.duplicates),
                "parked": .init(plan.parked.count), "events": .init(plan.events.count),
            ])
        tracer.record(finished + [whole])
    }
}
