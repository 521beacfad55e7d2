import FoundationEssentials
package import Kernel

/// What one aggregate is given, in order.
package struct Course<D: Decider> {
    package let id: String
    private(set) var inputs: [D.Input]
    /// When each came; nil where that does not matter.
    private(set) var instants: [Instant?]

    package init(_ id: String, _ inputs: [D.Input]) {
        self.id = id
        self.inputs = inputs
        instants = inputs.map { _ in nil }
    }

    mutating func append(_ input: D.Input, at instant: Instant) {
        inputs.append(input)
        instants.append(instant)
    }
}

/// Drives a decider through inputs in random order, valid, invented, late and repeated ones, and finds what must not be.
/// It first follows each course faithfully, then strays from it.
///
/// For every input holds: deciding it twice gives the same bytes; what is no command is never refused; coming again at
/// once it gives no second event of its kind; once the persons it is about are forgotten it is decided alike; states, inputs,
/// events, timers, messages and effects read back as they were written; what is terminal stays so. Every case of `Input` has its
/// place in a course and leads to something, and every case of `Event` happens.
package struct Walk<D: Decider> {
    /// Courses that lead somewhere; their words are what other inputs are invented of.
    package let courses: [Course<D>]
    /// Names of inputs by which somebody asks for something, and which a rule may refuse.
    package let commands: Set<String>
    /// Names of inputs that have no identity of their own, or are told exactly once: two of them are two facts.
    package var cumulative: Set<String> = []
    /// Names of events that only say no, and say it again when asked again.
    package var refusals: Set<String> = []
    /// Names of inputs from which nothing ever follows.
    package var idle: Set<String> = []
    package var start = Instant(rfc3339: "2026-11-21T08:00:00Z") ?? Instant(microseconds: 0)
    package var steps = 1_000
    /// Steps after which the walk begins anew.
    package var stepsPerLife = 40
    /// Whether nothing may change any more.
    package var isTerminal: (D.State) -> Bool = { _ in false }
    /// What is wrong with a state, nil if nothing: for example that money does not add up.
    package var fault: (D.State) -> String? = { _ in nil }

    package init(_: D.Type, courses: [Course<D>], commands: Set<String> = []) {
        self.courses = courses
        self.commands = commands
    }

    /// - Returns: what must not be, with the seed and the inputs that led there; nil if all is well.
    package func finding(seed: UInt64) -> String? {
        var walker = Walker(walk: self, seed: seed)
        return walker.finding().map { "\($0)\nRun it alone: WALK_SEED=\(seed)" }
    }
}

/// The seeds of a run of the tests: always the same ones, or the one that WALK_SEED names.
package enum WalkSeeds {
    package static let all: [UInt64] = {
        let wanted = ProcessInfo.processInfo.environment["WALK_SEED"].flatMap { UInt64($0) }
        return wanted.map { [$0] } ?? [1, 2]
    }()
}

/// Names of the cases of enumerations with values.
enum CaseName {
    static func of(_ value: Any) -> String { Mirror(reflecting: value).children.first?.label ?? "\(value)" }
}
