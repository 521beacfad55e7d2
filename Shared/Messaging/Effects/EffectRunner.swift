import Kernel
import Synchronization

/// What came of one attempt at an effect.
struct EffectAnswer: Sendable {
    let effect: StoredEffect
    let outcome: Outcome

    enum Outcome: Sendable {
        /// The effect is done; the input that tells so, if anybody waits for it.
        case answered(Delivery?)
        /// Nothing is known of it: to be tried again.
        case failed(String)
    }
}

/// Makes a lane's calls to the outside, beside the lane.
final class EffectRunner: Sendable {
    private struct State {
        /// Ports by effect.
        var underWay: [String: String] = [:]
        var byPort: [String: Int] = [:]
    }

    private let handlers: [String: EffectHandler]
    private let clock: @Sendable () -> Instant
    private let crash: CrashPoints
    private let state = Mutex(State())

    init(handlers: [String: EffectHandler], clock: @escaping @Sendable () -> Instant, crash: CrashPoints) {
        self.handlers = handlers
        self.clock = clock
        self.crash = crash
    }

    /// Starts the call unless it is under way already or its port is busy; false in the latter case.
    func start(_ effect: StoredEffect, answer: @escaping @Sendable (EffectAnswer) -> Void) -> Bool {
        guard let handler = handlers[effect.port] else {
            answer(
                EffectAnswer(
                    effect: effect, outcome: .failed("this build has no adapter for the port '\(effect.port)'")))
            return true
        }
        let verdict: Bool? = state.withLock { state in
            if state.underWay[effect.id] != nil { return nil }
            guard state.byPort[effect.port, default: 0] < handler.concurrency else { return false }
            state.underWay[effect.id] = effect.port
            state.byPort[effect.port, default: 0] += 1
            return true
        }
        guard verdict == true else { return verdict == nil }
        Task {
            let outcome = await self.call(handler, effect)
            crash.pass(.afterEffectCall)
            answer(EffectAnswer(effect: effect, outcome: outcome))
        }
        return true
    }

    /// To be called when the answer's transaction has committed: only then may the effect be started again.
    func finish(_ effectID: String) {
        state.withLock { state in
            guard let port = state.underWay.removeValue(forKey: effectID) else { return }
            state.byPort[port, default: 1] -= 1
        }
    }

    private func call(_ handler: EffectHandler, _ effect: StoredEffect) async -> EffectAnswer.Outcome {
        do {
            return .answered(try await handler.call(effect, clock()))
        } catch {
            return .failed("\(error)")
        }
    }

    /// 1 s, 2 s, 4 s … at most 5 minutes, with up to a quarter more, drawn from the effect's id so that it can be replayed.
    static func delay(after attempt: Int, id: String) -> Instant.Span {
        let seconds = Int64(1) << min(attempt - 1, 8)
        let base = min(seconds, 300) * 1_000_000
        return Instant.Span(microseconds: base + base / 400 * Int64(KeyHash.partition(of: id, among: 100)))
    }
}
