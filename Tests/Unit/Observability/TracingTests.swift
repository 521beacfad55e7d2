import Kernel
import Observability
import Synchronization
import Testing

@Suite("Tracing")
struct TracingTests {
    private static let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    private let clock = VirtualClock(at: Instant(microseconds: 1_000_000))
    private let buffer = SpanBuffer(capacity: 3)

    private func tracer(ratio: Double = 1) -> Tracer {
        let source = Source()
        return Tracer(wallClock: clock, monotonicClock: clock, ratio: ratio, buffer: buffer, random: source.next)
    }

    /// Counts up, so that ids are known.
    private final class Source: Sendable {
        private let state = Mutex<UInt64>(0)
        func next() -> UInt64 {
            state.withLock {
                $0 += 1
                return $0
            }
        }
    }

    private struct Refused: Error {}

    @Test("a traceparent survives reading and writing")
    func roundTrip() throws {
        let context = try #require(TraceContext(traceparent: Self.parent))
        #expect(context.isSampled && context.traceparent == Self.parent)
        #expect(
            TraceContext(traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00")?.isSampled == false)
        #expect(
            TraceContext(traceparent: "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-later")?.traceparent
                == Self.parent)
    }

    @Test(
        "what is no traceparent is refused",
        arguments: [
            "", "00", "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
            "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
            "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01x",
        ])
    func refused(text: String) {
        #expect(TraceContext(traceparent: text) == nil)
    }

    @Test("a span stays in its parent's trace and is the current one inside")
    func parenthood() async throws {
        let parent = try #require(TraceContext(traceparent: Self.parent))
        await tracer().withSpan("decide", parent: parent) { span in
            #expect(span.context.traceID == parent.traceID && span.context.spanID != parent.spanID)
            #expect(DiagnosticContext.current.trace == span.context)
        }
        #expect(DiagnosticContext.current.trace == nil && buffer.count == 1)
    }

    @Test("a trace that its first service does not record is recorded nowhere")
    func unsampled() async throws {
        let parent = try #require(TraceContext(traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"))
        await tracer().withSpan("decide", parent: parent) { #expect(!$0.context.isSampled) }
        await tracer(ratio: 0).withSpan("new") { #expect(!$0.context.isSampled) }
        #expect(buffer.count == 0)
    }

    @Test("the ratio is kept over many traces, and the decision depends on the id alone")
    func ratio() throws {
        var generator = SystemRandomNumberGenerator()
        let ids = (0..<20_000).compactMap { _ in TraceID(high: generator.next(), low: generator.next()) }
        let share = Double(ids.count { isSampled($0, ratio: 0.25) }) / 20_000
        #expect(abs(share - 0.25) < 0.03)
        #expect(ids.allSatisfy { isSampled($0, ratio: 1) && !isSampled($0, ratio: 0) })
    }

    @Test("spans are sent as OTLP JSON with times, events, masked attributes and status")
    func export() async throws {
        let sent = LineSink()
        await #expect(throws: Refused.self) {
            try await tracer().withSpan("pay", kind: .client, attributes: ["attempt": 1, "phone": "13800138000"]) {
                span in
                clock.advance(by: Instant.Span(microseconds: 5))
                span.addEvent("asked", ["bank": "icbc"])
                throw Refused()
            }
        }
        try await SpanExporter(buffer: buffer, resource: ["service.name": "orders"]) { sent.take($0) }.flush()
        #expect(
            sent.all == [
                #"{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"orders"}}]},"scopeSpans":"#
                    + #"[{"scope":{"name":"marketplace"},"spans":[{"traceId":"00000000000000010000000000000002","#
                    + #""spanId":"0000000000000003","name":"pay","kind":3,"startTimeUnixNano":"1000000000","endTimeUnixNano":"1000005000","#
                    + #""attributes":[{"key":"attempt","value":{"intValue":"1"}},{"key":"phone","value":{"stringValue":"[redacted]"}},"#
                    + #"{"key":"error.type","value":{"stringValue":"Refused"}}],"events":[{"timeUnixNano":"1000005000","name":"asked","#
                    + #""attributes":[{"key":"bank","value":{"stringValue":"icbc"}}]}],"status":{"code":2,"message":"Refused"}}]}]}]}"#
            ])
    }

    @Test("a span that is no task's ends where it is told, with its links and why it failed")
    func open() async throws {
        let parent = try #require(TraceContext(traceparent: Self.parent))
        let other = tracer().child(of: nil)
        let span = tracer().begin("decide", as: tracer().child(of: parent), below: parent, links: [other])
        clock.advance(by: Instant.Span(microseconds: 7))
        tracer().record([tracer().end(span, ["lane": 3], failure: "no such product")])
        let sent = LineSink()
        try await SpanExporter(buffer: buffer, resource: [:]) { sent.take($0) }.flush()
        let document = try #require(sent.all.first)
        for part in [
            #""traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"0000000000000001","parentSpanId":"b7ad6b7169203331","name":"decide""#,
            #""startTimeUnixNano":"1000000000","endTimeUnixNano":"1000007000""#,
            #""links":[{"traceId":"00000000000000010000000000000002","spanId":"0000000000000003"}]"#,
            #""status":{"code":2,"message":"no such product"}"#,
        ] { #expect(document.contains(part), "\(part)") }
    }

    @Test("without a collector nothing is kept, and nothing counted as lost")
    func nobody() async {
        let nothing = SpanBuffer(capacity: 0)
        let tracer = Tracer(wallClock: clock, monotonicClock: clock, ratio: 1, buffer: nothing, random: Source().next)
        await tracer.withSpan("s") { _ in }
        #expect(nothing.count == 0 && nothing.droppedCount == 0)
    }

    @Test("a full buffer drops and counts; a batch that was not taken is sent again")
    func bounded() async throws {
        for _ in 0..<5 { await tracer().withSpan("s") { _ in } }
        #expect(buffer.count == 3 && buffer.droppedCount == 2)
        await #expect(throws: Refused.self) {
            try await SpanExporter(buffer: buffer, resource: [:]) { _ in throw Refused() }.flush()
        }
        #expect(buffer.count == 3 && buffer.droppedCount == 2)
        let sent = LineSink()
        try await SpanExporter(buffer: buffer, batchSize: 2, resource: [:]) { sent.take($0) }.flush()
        #expect(sent.all.count == 2 && buffer.count == 0)
    }
}
