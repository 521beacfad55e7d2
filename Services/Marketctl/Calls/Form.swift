/// One way to call a command.
package struct Form: Sendable {
    /// What follows the command's name: `list`.
    package let words: [String]
    package let operand: Operand?
    package let options: [Option]
    package let meaning: String

    init(_ words: String..., operand: Operand? = nil, options: [Option] = [], meaning: String) {
        self.words = words
        self.operand = operand
        self.options = options
        self.meaning = meaning
    }

    func usage(of command: String) -> String {
        let operand = operand.map { $0.isRequired ? [$0.kind.placeholder] : ["[\($0.kind.placeholder)]"] } ?? []
        let required = options.filter(\.isRequired).map(\.usage)
        let others = options.allSatisfy(\.isRequired) ? [] : ["[OPTIONS]"]
        return (["marketctl", command] + words + operand + required + others).joined(separator: " ")
    }
}

/// The one thing that a form is about, without a name of its own.
package struct Operand: Sendable {
    package let kind: ValueKind
    package let isRequired: Bool

    init(_ kind: ValueKind, isRequired: Bool = true) {
        self.kind = kind
        self.isRequired = isRequired
    }
}

/// `--name`, or `--name VALUE`.
package struct Option: Sendable {
    package let name: String
    /// Nil for one that is there or not.
    package let kind: ValueKind?
    package let isRequired: Bool
    package let mayRepeat: Bool
    package let meaning: String

    /// One that is there or not.
    init(_ name: String, _ meaning: String) {
        self.name = name
        self.meaning = meaning
        kind = nil
        isRequired = false
        mayRepeat = false
    }

    init(_ name: String, _ kind: ValueKind, isRequired: Bool = false, mayRepeat: Bool = false, _ meaning: String) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.mayRepeat = mayRepeat
        self.meaning = meaning
    }

    var usage: String { kind.map { "--\(name) \($0.placeholder)" } ?? "--\(name)" }

    var explanation: String {
        meaning + (kind?.limits.map { "; \($0)" } ?? "") + (mayRepeat ? "; may be given several times" : "")
    }
}
