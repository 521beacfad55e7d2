package import Kernel
internal import Runtime

/// A call that fits one of its command's forms: every value is of its kind, nothing required is missing, nothing is left over.
package struct Call: Sendable {
    package let form: Form
    package private(set) var operand: String?
    private var values: [String: [String]] = [:]

    /// - Parameter arguments: what follows the command's name.
    package init(of command: any Command, _ arguments: [String]) throws(UsageError) {
        form = try Self.form(of: command, arguments)
        let name = (["marketctl", command.name] + form.words).joined(separator: " ")
        var rest = arguments[form.words.count...]
        while let argument = rest.popFirst() {
            if argument.hasPrefix("-"), argument != "-" {
                try take(argument, &rest, name)
            } else {
                try takeOperand(argument, name)
            }
        }
        try requireAll(name)
    }

    /// What was chosen by the words: `list`.
    package var action: String { form.words.first ?? "" }

    package func has(_ name: String) -> Bool { values[name] != nil }
    package func all(_ name: String) -> [String] { values[name] ?? [] }
    package func text(_ name: String) -> String? { values[name]?.last }
    package func number(_ name: String) -> Int? { text(name).flatMap { Int($0) } }
    package func moment(_ name: String, now: Instant) -> Instant? {
        text(name).flatMap { ValueKind.moment($0, now: now) }
    }
    package func duration(_ name: String) -> Instant.Span? { text(name).flatMap { parseDuration($0) } }

    /// An option that the form requires.
    package func required(_ name: String) throws(UsageError) -> String {
        guard let value = text(name) else { throw UsageError(message: "--\(name) is missing.") }
        return value
    }

    private static func form(of command: any Command, _ arguments: [String]) throws(UsageError) -> Form {
        let fitting = command.forms.filter { arguments.starts(with: $0.words) }
        if let form = fitting.max(by: { $0.words.count < $1.words.count }) { return form }
        let words = command.forms.map { $0.words.joined(separator: " ") }.joined(separator: ", ")
        guard let first = arguments.first else { throw UsageError(message: "Say what to do: \(words).") }
        throw UsageError(message: "'\(first)' is none of \(words).")
    }

    private mutating func take(_ argument: String, _ rest: inout ArraySlice<String>, _ name: String) throws(UsageError)
    {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let option = form.options.first(where: { "--\($0.name)" == parts[0] }) else {
            let known = form.options.map { "--\($0.name)" }.joined(separator: ", ")
            throw UsageError(
                message: "\(name) does not know \(parts[0]); it takes \(known.isEmpty ? "no options" : known).")
        }
        guard values[option.name] == nil || option.mayRepeat else {
            throw UsageError(message: "--\(option.name) is given twice.")
        }
        guard let kind = option.kind else {
            guard parts.count == 1 else { throw UsageError(message: "--\(option.name) takes no value.") }
            values[option.name] = [""]
            return
        }
        guard let value = parts.count == 2 ? parts[1] : rest.popFirst(), !value.hasPrefix("--") else {
            throw UsageError(message: "--\(option.name) needs a value: \(kind.placeholder).")
        }
        if let fault = kind.fault(value) { throw UsageError(message: "--\(option.name) \(fault).") }
        values[option.name, default: []].append(value)
    }

    private mutating func takeOperand(_ argument: String, _ name: String) throws(UsageError) {
        guard let expected = form.operand, operand == nil else {
            throw UsageError(message: "'\(argument)' is one word too many for \(name).")
        }
        if let fault = expected.kind.fault(argument) {
            throw UsageError(message: "\(expected.kind.placeholder) \(fault).")
        }
        operand = argument
    }

    private func requireAll(_ name: String) throws(UsageError) {
        if let missing = form.options.first(where: { $0.isRequired && values[$0.name] == nil }) {
            throw UsageError(message: "\(name) needs \(missing.usage): \(missing.explanation).")
        }
        if let expected = form.operand, expected.isRequired, operand == nil {
            throw UsageError(message: "\(name) needs \(expected.kind.placeholder).")
        }
    }
}
