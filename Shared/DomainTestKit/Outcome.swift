package import Kernel

/// What became of one input: a decision, compared with all that follows from it, or a refusal.
package struct Outcome<D: Decider>: Equatable, CustomStringConvertible {
    /// nil if a rule refused.
    package let decision: Decision<D>?
    /// Rule and code, `REF-05 not-covered`; `-` stands for a refusal without a rule. nil if the input was taken.
    package let refusal: String?

    /// Exactly these events, and whatever else `follows` adds to the decision: timers, messages, effects.
    package static func decided(_ events: D.Event..., follows: (inout Decision<D>) -> Void = { _ in }) -> Outcome {
        var decision = Decision<D>(events: events)
        follows(&decision)
        return Outcome(decision: decision, refusal: nil)
    }

    /// Neither events nor anything else.
    package static var nothing: Outcome { decided() }

    /// - Parameter refusal: rule and code, `REF-05 not-covered`.
    package static func refused(_ refusal: String) -> Outcome { Outcome(decision: nil, refusal: refusal) }

    /// The ID of the rule that refused; nil if none did.
    package var rule: String? { refusal.flatMap { $0.split(separator: " ").first }.map(String.init) }
    package var events: [D.Event] { decision?.events ?? [] }

    package static func == (left: Outcome, right: Outcome) -> Bool { left.description == right.description }

    /// One line for each thing that follows, as a failed test shows it.
    package var description: String {
        if let refusal { return "refused: \(refusal)" }
        let lines = decision?.lines ?? []
        return lines.isEmpty ? "nothing" : lines.joined(separator: "\n")
    }
}

extension Decision {
    /// A line of text for each event, timer, message and effect; equal decisions have equal lines.
    var lines: [String] { lines(shown: shown) }

    func lines(shown: (any Codable) -> String) -> [String] {
        events.map { "event \(shown($0))" }
            + timers.map { timer in
                switch timer {
                case .set(let name, let due, let input): "timer \(name) at \(due.rfc3339): \(shown(input))"
                case .cancel(let name): "no timer \(name)"
                }
            } + messages.map { "tell \($0.kind) \($0.id): \(shown($0.input))" }
            + effects.map { "request \(type(of: $0).port): \(shown($0))" }
    }
}

private func shown(_ value: any Codable) -> String {
    (try? CanonicalJSON.text(of: value)) ?? "cannot be encoded: \(value)"
}

extension Rejection {
    /// Rule and code, as `Outcome.refusal` has them.
    package var inShort: String { "\(rule ?? "-") \(code)" }
}
