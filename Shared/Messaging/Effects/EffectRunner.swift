import Kernel
import Observability

/// What came of one attempt at an effect.
struct EffectAnswer: Sendable {
    let effect: StoredEffect
    let outcome: Outcome
    /// `traceparent` of the call.
    let trace: String

    init(effect: StoredEffect, outcome: Outcome, trace: String? = nil) {
        self.effect = effect
        self.outcome = outcome
        self.trace = trace ?? effect.trace
    }

    enum Outcome: Sendable {
        /// The effect is done; the input that tells so, if anybody waits for it.
        case answered(Delivery?)
        /// Nothing is known of it: to be tried again.
        case failed(String)
    }
}

/// Makes a lane's calls to the outside, beside the lane.
final class EffectRunner: Sendable {
    private let handlers: [String: EffectHandler]
    private let ports: EffectPorts
    private let lane: Int
    private let clock: @Sendable () -> Instant
    private let crash: CrashPoints
    private let tracer: Tracer?

    /// - Parameters:
    ///   - ports: of all lanes of the instance.
    ///   - tracer: nil while nothing is traced.
    ///   - wake: called from any thread when a port that was busy has room for this lane.
    init(
        lane: Int, handlers: [String: EffectHandler], ports: EffectPorts, clock: @escaping @Sendable () -> Instant,
        crash: CrashPoints, tracer: Tracer? = nil, wake: @escaping @Sendable () -> Void
    ) {
        self.lane = lane
        self.handlers = handlers
        self.ports = ports
        self.clock = clock
        self.crash = crash
        self.tracer = tracer
        ports.join(lane: lane, wake: wake)
    }

    /// Starts the call unless it is under way already or its port is busy; false in the latter case.
    ///
    /// - Parameter opened: what is asked for, read from its row.
    func start(
        _ effect: StoredEffect, opened: (AnyEffectFormat) -> Result<any Effect, any Error>,
        answer: @escaping @Sendable (EffectAnswer) -> Void
    ) -> Bool {
        guard let handler = handlers[effect.port] else {
            answer(
                EffectAnswer(
                    effect: effect, outcome: .failed("this build has no adapter for the port '\(effect.port)'")))
            return true
        }
        switch ports.take(effect.port, for: effect.id, lane: lane) {
        case .repeated: return true
        case .busy: return false
        case .taken: break
        }
        let opened = opened(handler.format)
        Task {
            let made = await self.call(handler, opened, effect)
            crash.pass(.afterEffectCall)
            answer(made)
        }
        return true
    }

    /// What of the lane's due effects to read, by port: a busy one hides nothing of the others.
    var looks: [(port: String, count: Int)] { ports.looks(of: lane) }

    /// There is room again in a port that was busy.
    var isCalled: Bool { ports.isCalled(lane) }

    /// To be called after a look at what is due, with the ports that were busy; none when the lane is given up.
    func wait(for busy: Set<String>) { ports.keep(lane, waitingFor: busy) }

    /// To be called when the answer's transaction has committed: only then may the effect be started again.
    func finish(_ effectID: String) { ports.release(effectID) }

    /// Answers that will never be applied here: whoever owns the lane makes their calls again, maybe this process.
    func drop(_ inputs: [Input]) {
        for input in inputs {
            if case .effectAnswer(let effectID) = input.origin { finish(effectID) }
        }
    }

    private func call(
        _ handler: EffectHandler, _ opened: Result<any Effect, any Error>, _ effect: StoredEffect
    ) async -> EffectAnswer {
        do {
            return try await traced(effect) { trace in
                EffectAnswer(
                    effect: effect, outcome: .answered(try await handler.call(opened.get(), effect, self.clock())),
                    trace: trace)
            }
        } catch {
            return EffectAnswer(effect: effect, outcome: .failed(loggable(error).description))
        }
    }

    /// Makes the call within the trace of what asked for it, in a span of its own where that is recorded.
    private func traced(
        _ effect: StoredEffect, _ body: (_ trace: String?) async throws -> EffectAnswer
    ) async throws -> EffectAnswer {
        let parent = TraceContext(traceparent: effect.trace)
        guard let tracer else { return try await DiagnosticContext.with(trace: parent) { try await body(nil) } }
        return try await tracer.withSpan(
            "effect \(effect.port)", kind: .client, parent: parent,
            attributes: ["lane": .init(lane), "effect": .init(effect.id), "attempt": .init(effect.attempt)]
        ) { span in
            try await body(span.context.isSampled ? span.context.traceparent : nil)
        }
    }

    /// 1 s, 2 s, 4 s … at most 5 minutes, with up to a quarter more, drawn from the effect's id so that it can be replayed.
    static func delay(after attempt: Int, id: String) -> Instant.Span {
        let seconds = Int64(1) << min(attempt - 1, 8)
        let base = min(seconds, 300) * 1_000_000
        return Instant.Span(microseconds: base + base / 400 * Int64(KeyHash.partition(of: id, among: 100)))
    }
}
