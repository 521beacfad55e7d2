import Kernel

/// One walk from one seed.
struct Walker<D: Decider> {
    private let walk: Walk<D>
    private let inventor: Inventor
    private let inputNames: [String]
    private var state: D.State
    private var now: Instant
    private var timers: [(name: String, due: Instant, input: D.Input)] = []
    private var taken: [D.Input] = []
    private var history: [String] = []
    private var course: Course<D>
    private var next = 0
    private var lives = 0
    /// Steps of the present life.
    private var age = 0
    private var inputs = 0
    private var seenInputs: Set<String> = []
    private var seenEvents: Set<String> = []
    /// Inputs that something followed from.
    private var telling: Set<String> = []

    init(walk: Walk<D>, seed: UInt64) {
        self.walk = walk
        inventor = Inventor(seed: seed, now: walk.start)
        inputNames = Enumerations.ofDomains.cases(of: D.Input.self)?.map(\.name) ?? []
        course = walk.courses.first ?? Course("X-1", [])
        state = D.initial(course.id)
        now = walk.start
    }

    mutating func finding() -> String? {
        guard !inputNames.isEmpty else { return "the cases of \(D.Input.self) were not found in the sources" }
        do {
            for input in walk.courses.flatMap(\.inputs) { inventor.vocabulary.learn(try CanonicalJSON.text(of: input)) }
            for _ in 0..<walk.steps {
                if age == 0 || age >= max(walk.stepsPerLife, isFollowing ? course.inputs.count : 0) { beginAnew() }
                age += 1
                try take(nextInput())
            }
            return shortcoming()
        } catch {
            return "\(error)\nafter:\n  " + history.suffix(walk.stepsPerLife).joined(separator: "\n  ")
        }
    }

    /// What the walk never came to, so that it proves less than it says.
    private func shortcoming() -> String? {
        let events = Set(Enumerations.ofDomains.cases(of: D.Event.self)?.map(\.name) ?? [])
        let untold = Set(inputNames).subtracting(walk.courses.flatMap(\.inputs).map { CaseName.of($0) })
        let idle = Set(inputNames).subtracting(telling).subtracting(walk.idle)
        let busy = walk.idle.intersection(telling)
        let missed = Set(inputNames).subtracting(seenInputs)
        let never = events.subtracting(seenEvents)
        let unknown = walk.commands.union(walk.cumulative).union(walk.idle).subtracting(inputNames)
        if !untold.isEmpty { return "no course has these inputs: \(untold.sorted())" }
        if !missed.isEmpty { return "these inputs never came: \(missed.sorted())" }
        if events.isEmpty { return "the cases of \(D.Event.self) were not found in the sources" }
        if !never.isEmpty { return "these events never happened: \(never.sorted()); give courses that lead to them" }
        if !idle.isEmpty { return "nothing ever followed from these inputs: \(idle.sorted())" }
        if !busy.isEmpty { return "something does follow from \(busy.sorted()): take them out of `idle`" }
        let strange = walk.refusals.subtracting(events)
        if !strange.isEmpty { return "\(D.Event.self) has no case named \(strange.sorted())" }
        return unknown.isEmpty ? nil : "\(D.Input.self) has no case named \(unknown.sorted())"
    }

    private mutating func beginAnew() {
        if !walk.courses.isEmpty { course = walk.courses[lives % walk.courses.count] }
        lives += 1
        state = D.initial(course.id)
        now = walk.start
        (timers, taken, history, next, age) = ([], [], [], 0, 0)
    }

    // MARK: Which input comes

    /// Each course is followed to its end before any is strayed from.
    private var isFollowing: Bool { lives <= walk.courses.count }

    private mutating func nextInput() throws -> D.Input {
        if isFollowing, next < course.inputs.count { return follow() }
        passTime()
        switch Int.random(in: 0..<100, using: &inventor.random) {
        case 0..<45 where !course.inputs.isEmpty: return proceed()
        case 45..<60 where !timers.isEmpty: return ring()
        case 60..<70 where !taken.isEmpty: return taken[Int.random(in: taken.indices, using: &inventor.random)]
        default:
            let name = inputNames[Int.random(in: inputNames.indices, using: &inventor.random)]
            return try inventor.invent(D.Input.self, case: name)
        }
    }

    /// Exactly what comes next in the course, when it came.
    private mutating func follow() -> D.Input {
        now = course.instants[next] ?? now
        inventor.now = now
        defer { next += 1 }
        return course.inputs[next]
    }

    /// Mostly what comes next in the course, so that it gets to its end; sometimes any part of it.
    private mutating func proceed() -> D.Input {
        guard inventor.random.chance(80) else {
            return course.inputs[Int.random(in: course.inputs.indices, using: &inventor.random)]
        }
        defer { next += 1 }
        return course.inputs[next % course.inputs.count]
    }

    /// Timers fire when they are due, or later.
    private mutating func ring() -> D.Input {
        let timer = timers.remove(at: Int.random(in: timers.indices, using: &inventor.random))
        now = max(now, timer.due)
        return timer.input
    }

    private mutating func passTime() {
        let spans: [Instant.Span] = [
            .seconds(0), .seconds(0), Instant.Span(microseconds: 1), .seconds(61), .hours(1), .days(1),
        ]
        now = now + (spans.randomElement(using: &inventor.random) ?? .seconds(0))
        if inventor.random.chance(1) { now = now + .days(40) }
        inventor.now = now
    }

    // MARK: What must hold

    private mutating func take(_ input: D.Input) throws {
        let name = CaseName.of(input)
        seenInputs.insert(name)
        history.append("\(now.rfc3339) \(try readBack(input))")
        guard let decision = try decide(input, named: name) else { return }
        if let fault = try Forgetting.fault(state, input, cause, decision) { throw Fault(fault) }
        if !decision.isEmpty { telling.insert(name) }
        let wasTerminal = walk.isTerminal(state)
        for event in decision.events {
            seenEvents.insert(CaseName.of(event))
            _ = try readBack(event)
            D.evolve(&state, event, at: now)
        }
        try keep(decision)
        taken.append(input)
        guard !decision.events.isEmpty else { return }
        inventor.vocabulary.learn(try readBack(state))
        if wasTerminal, !walk.isTerminal(state) { throw Fault("a terminal state was left") }
        if let fault = walk.fault(state) { throw Fault(fault) }
        if !walk.cumulative.contains(name) { try repeated(input, named: name, first: decision) }
    }

    /// Of the input that came last.
    private var cause: Cause { Cause(now: now, inputID: "in-\(inputs)", aggregateID: course.id) }

    /// nil if a rule refused.
    private mutating func decide(_ input: D.Input, named name: String) throws -> Decision<D>? {
        inputs += 1
        do throws(Rejection) {
            let decision = try D.decide(state, input, cause)
            let again = try D.decide(state, input, cause)
            if decision.lines != again.lines { return try impure(name) }
            return decision
        } catch {
            if walk.commands.contains(name) { return nil }
            throw Fault("'\(name)' is no command and was refused: \(error.inShort)")
        }
    }

    private func impure(_ name: String) throws(Rejection) -> Decision<D>? {
        throw Rejection(.invalid, "impure", "The same input on the same state was decided in two ways: \(name)")
    }

    private mutating func repeated(_ input: D.Input, named name: String, first: Decision<D>) throws {
        guard let second = try decide(input, named: name) else { return }
        let kinds = Set(first.events.map { CaseName.of($0) }).subtracting(walk.refusals)
        let again = second.events.map { CaseName.of($0) }.filter(kinds.contains)
        if !again.isEmpty { throw Fault("'\(name)' came a second time, and a second time happened: \(again)") }
    }

    private mutating func keep(_ decision: Decision<D>) throws {
        for timer in decision.timers {
            switch timer {
            case .cancel(let name): timers.removeAll { $0.name == name }
            case .set(let name, let due, let input):
                timers.removeAll { $0.name == name }
                timers.append((name, due, input))
                _ = try readBack(input)
            }
        }
        for message in decision.messages { _ = try readBack(message.input) }
        for effect in decision.effects { _ = try readBack(effect) }
    }

    /// The value as it is stored.
    private func readBack<Value: Codable>(_ value: Value) throws -> String {
        let text = try CanonicalJSON.text(of: value)
        let again = try CanonicalJSON.textAfterReading(text, as: Value.self)
        guard text == again else { throw Fault("\(Value.self) changes in its store: \(text) becomes \(again)") }
        return text
    }
}

/// What a walk found.
struct Fault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
