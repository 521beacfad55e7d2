package import Kernel

/// All aggregates of a service in memory: messages are handed on at once and in order, timers fire when the clock is
/// moved, effects are collected. What the machine does, without its database and its broker.
package final class World {
    package private(set) var now: Instant
    /// Asked for and not yet taken, oldest first.
    package private(set) var effects: [any Effect] = []
    private var doors: [String: (String, any Sendable) throws -> Void] = [:]
    private var states: [String: any Sendable] = [:]
    private var timers: [String: (due: Instant, number: Int, fire: () throws -> Void)] = [:]
    private var waiting: [(kind: String, id: String, input: any Sendable)] = []
    private var log: [(kind: String, id: String, event: any Sendable)] = []
    private var heard: [(kind: String, id: String, input: any Sendable, at: Instant)] = []
    private var observers: [String: [(any Sendable, any Sendable, String) -> Void]] = [:]
    private var answers: [(any Effect) -> (any Sendable)?] = []
    private var inputs = 0
    private var isSettling = false

    /// - Parameter kinds: the deciders whose aggregates may be told something.
    package init(_ kinds: any Decider.Type..., at now: Instant) {
        self.now = now
        for kind in kinds { open(kind) }
    }

    private func open<D: Decider>(_: D.Type) {
        doors[D.kind] = { [unowned self] id, input in
            guard let input = input as? D.Input else { throw Unfit(kind: D.kind, id: id, input: "\(input)") }
            try submit(D.self, id, input)
        }
    }

    package func state<D: Decider>(_: D.Type, _ id: String) -> D.State {
        states["\(D.kind)/\(id)"] as? D.State ?? D.initial(id)
    }

    /// The states of all aggregates of a kind that took an input, by their ids.
    package func states<D: Decider>(_: D.Type) -> [String: D.State] {
        let prefix = "\(D.kind)/"
        return states.reduce(into: [:]) { found, entry in
            guard entry.key.hasPrefix(prefix), let state = entry.value as? D.State else { return }
            found[String(entry.key.dropFirst(prefix.count))] = state
        }
    }

    /// What happened to aggregates of a kind, oldest first.
    package func events<D: Decider>(_: D.Type, of id: String? = nil) -> [D.Event] {
        log.filter { $0.kind == D.kind && (id == nil || $0.id == id) }.compactMap { $0.event as? D.Event }
    }

    /// What each aggregate of a kind was given and took.
    package func courses<D: Decider>(_: D.Type) -> [Course<D>] {
        let inputs = heard.filter { $0.kind == D.kind }
        let ids = inputs.map(\.id).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return ids.map { id in
            inputs.filter { $0.id == id }.reduce(into: Course(id, [])) { course, heard in
                if let input = heard.input as? D.Input { course.append(input, at: heard.at) }
            }
        }
    }

    /// Calls `body` with each event, the state after it, and the aggregate's id.
    package func observe<D: Decider>(_: D.Type, _ body: @escaping (D.Event, D.State, String) -> Void) {
        observers[D.kind, default: []].append { event, state, id in
            guard let event = event as? D.Event, let state = state as? D.State else { return }
            body(event, state, id)
        }
    }

    /// Answers each effect of a type at once with an input of who asked; nil leaves it for `takeEffects`.
    package func answer<E: Effect>(_: E.Type, _ answer: @escaping (E) -> (any Sendable)?) {
        answers.append { effect in (effect as? E).flatMap(answer) }
    }

    /// Gives the input and hands on what follows.
    ///
    /// - Throws: the `Rejection` that the input met, or `Unfit` and `RefusedMessage` for what followed from it.
    package func send<D: Decider>(_: D.Type, _ id: String, _ input: D.Input) throws {
        try submit(D.self, id, input)
        try settle()
    }

    /// Gives the input without handing on what follows, so that others may come before it; `settle` hands it on.
    package func submit<D: Decider>(_: D.Type, _ id: String, _ input: D.Input) throws {
        inputs += 1
        var state = state(D.self, id)
        let decision = try D.decide(state, input, Cause(now: now, inputID: "in-\(inputs)", aggregateID: id))
        heard.append((D.kind, id, input, now))
        for event in decision.events {
            D.evolve(&state, event, at: now)
            log.append((D.kind, id, event))
            for observer in observers[D.kind] ?? [] { observer(event, state, id) }
        }
        states["\(D.kind)/\(id)"] = state
        for timer in decision.timers { set(timer, D.self, id) }
        waiting += decision.messages.map { ($0.kind, $0.id, $0.input) }
        for effect in decision.effects { ask(effect, D.kind, id) }
    }

    /// When the input comes, then what? Nothing of it happens.
    package func when<D: Decider>(_: D.Type, _ id: String, _ input: D.Input) -> Outcome<D> {
        let cause = Cause(now: now, inputID: "in-\(inputs + 1)", aggregateID: id)
        do throws(Rejection) {
            return Outcome(decision: try D.decide(state(D.self, id), input, cause), refusal: nil)
        } catch {
            return .refused(error.inShort)
        }
    }

    /// Hands on what waits until nothing is left.
    package func settle() throws {
        guard !isSettling else { return }
        isSettling = true
        defer { isSettling = false }
        while !waiting.isEmpty {
            let next = waiting.removeFirst()
            guard let door = doors[next.kind] else {
                throw Unfit(kind: next.kind, id: next.id, input: "\(next.input)")
            }
            do {
                try door(next.id, next.input)
            } catch let rejection as Rejection {
                throw RefusedMessage(kind: next.kind, id: next.id, rejection: rejection)
            }
        }
    }

    /// Moves the clock, firing what falls due on the way, in order of time.
    package func advance(to target: Instant) throws {
        let order = { (timer: (due: Instant, number: Int, fire: () throws -> Void)) in (timer.due, timer.number) }
        while let next = timers.filter({ $0.value.due <= target }).min(by: { order($0.value) < order($1.value) }) {
            timers[next.key] = nil
            now = max(now, next.value.due)
            try next.value.fire()
        }
        now = max(now, target)
    }

    package func advance(by span: Instant.Span) throws { try advance(to: now + span) }

    /// Moves the clock without firing timers, as when a timer is late.
    package func advanceUnnoticed(to target: Instant) { now = target }

    /// When the aggregate's timer falls due; nil if it is not set.
    package func due<D: Decider>(_ name: String, _: D.Type, _ id: String) -> Instant? {
        timers["\(D.kind)/\(id)/\(name)"]?.due
    }

    package func takeEffects<E: Effect>(_: E.Type) -> [E] {
        let taken = effects.compactMap { $0 as? E }
        effects.removeAll { $0 is E }
        return taken
    }

    private func ask(_ effect: any Effect, _ kind: String, _ id: String) {
        for answer in answers {
            guard let input = answer(effect) else { continue }
            return waiting.append((kind, id, input))
        }
        effects.append(effect)
    }

    private func set<D: Decider>(_ change: TimerChange<D.Input>, _: D.Type, _ id: String) {
        switch change {
        case .cancel(let name): timers["\(D.kind)/\(id)/\(name)"] = nil
        case .set(let name, let due, let input):
            timers["\(D.kind)/\(id)/\(name)"] = (due, inputs, { [unowned self] in try send(D.self, id, input) })
        }
    }
}

/// What was told to an aggregate is no input of its kind, or there is no such kind in this world.
package struct Unfit: Error {
    package let kind: String
    package let id: String
    package let input: String
}

/// A message inside the service was refused, which the machine would park: only commands may be.
package struct RefusedMessage: Error {
    package let kind: String
    package let id: String
    package let rejection: Rejection
}

/// The rejection that `body` ends in; nil if it succeeds. Another error is no rejection that any test expects.
package func rejection(_ body: () throws -> Void) -> Rejection? {
    do {
        try body()
        return nil
    } catch {
        return error as? Rejection ?? Rejection(.invalid, "no-rejection", "\(error)")
    }
}
