internal import HTTPServer
internal import JSON
internal import Synchronization

/// What is to go wrong: settings for all calls, and scripts for single keys. May be changed at any time.
package final class FaultPlan: Sendable {
    /// What happens to one call.
    struct Fate: Equatable {
        var delayMs = 0
        var failureStatus: Int?
        var isAnswerLost = false
    }

    /// What happens to one callback.
    struct CallbackFate: Equatable {
        var copies = 1
        var delayMs = 0
        var isSwapped = false
    }

    fileprivate struct State {
        var settings = FaultSettings()
        var scripts: [String: Script] = [:]
        /// How often a script's count was used: by script, member and thing.
        var used: [[String]: Int] = [:]
        var random: SeededRandom
    }

    package let seed: UInt64
    let members: [ScriptMember]
    private let state: Mutex<State>

    /// - Parameter members: what scripts may say besides what all simulators understand.
    package init(seed: UInt64, members: [ScriptMember] = []) {
        self.seed = seed
        self.members = ScriptMember.common + members
        state = Mutex(State(random: SeededRandom(seed: seed)))
    }

    package var settings: FaultSettings {
        get { state.withLock { $0.settings } }
        set { state.withLock { $0.settings = newValue } }
    }

    var scripts: [String: Script] { state.withLock { $0.scripts } }

    func setScript(_ value: JSONValue, for key: String) throws(Problem) {
        let script = try Script(value, known: members)
        state.withLock { state in
            state.scripts[key] = script
            state.used = state.used.filter { $0.key.first != key }
        }
    }

    func removeScript(for key: String) { state.withLock { _ = $0.scripts.removeValue(forKey: key) } }

    /// Forgets settings, scripts and counts, and starts again with the seed's first number.
    func reset() { state.withLock { $0 = State(random: SeededRandom(seed: seed)) } }

    /// The script for the first of the keys that has one; otherwise that for `*`, if there is one.
    package func script(for keys: [String]) -> Script? { state.withLock { state in state.script(keys)?.script } }

    /// True as often, for each thing, as the script's count of that name says. The thing is the first of the keys.
    package func consume(_ member: String, for keys: [String]) -> Bool { state.withLock { $0.consume(member, keys) } }

    /// A number from a range, drawn from the seeded generator.
    package func random(in range: ClosedRange<Int>) -> Int { state.withLock { $0.random.pick(range) } }

    func fate(of keys: [String]) -> Fate {
        state.withLock { state in
            let settings = state.settings, script = state.script(keys)?.script
            var fate = Fate(delayMs: script?.integer("delayMs") ?? state.random.pick(settings.delayMs))
            if state.consume("failCalls", keys) {
                fate.failureStatus = script?.integer("failStatus") ?? 503
            } else if state.random.happens(settings.failureRate) {
                fate.failureStatus = settings.failureStatus
            }
            guard fate.failureStatus == nil else { return fate }
            fate.isAnswerLost = state.consume("loseAnswers", keys) || state.random.happens(settings.loseAnswerRate)
            return fate
        }
    }

    func callbackFate(of keys: [String]) -> CallbackFate {
        state.withLock { state in
            let faults = state.settings.callbacks
            var fate = CallbackFate(delayMs: state.random.pick(faults.delayMs))
            fate.isSwapped = state.random.happens(faults.reorderRate)
            if state.random.happens(faults.duplicateRate) { fate.copies = 2 }
            if state.random.happens(faults.loseRate) { fate.copies = 0 }
            if state.consume("duplicateCallbacks", keys) { fate.copies = 2 }
            if state.consume("loseCallbacks", keys) { fate.copies = 0 }
            return fate
        }
    }
}

extension FaultPlan.State {
    fileprivate func script(_ keys: [String]) -> (key: String, script: Script)? {
        for key in keys + ["*"] { if let script = scripts[key] { return (key, script) } }
        return nil
    }

    fileprivate mutating func consume(_ member: String, _ keys: [String]) -> Bool {
        guard let (key, script) = script(keys), let limit = script.integer(member) else { return false }
        let place = [key, member, keys.first ?? ""]
        guard used[place, default: 0] < limit else { return false }
        used[place, default: 0] += 1
        return true
    }
}
