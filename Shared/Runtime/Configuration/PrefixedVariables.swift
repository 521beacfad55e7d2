/// A family of variables with a common prefix, each handed through under a name of its own: `KAFKA_OPTION_SECURITY_PROTOCOL` sets
/// `security.protocol`. Names are lower-cased, `_` becomes `.`, and `__` becomes `_`. A name that ends in `_FILE` gives a file with the value.
package struct PrefixedVariables: ConfigurationEntry {
    package let prefix: String
    package let documentation: ConfigurationDocumentation

    package var name: String { "\(prefix)…" }

    /// What is wrong with an option and its value, as a clause without the value of a secret; nil if nothing is.
    private let fault: @Sendable (_ option: String, _ value: String) -> String?

    package init(
        prefix: String, meaning: String, allowed: String, example: String,
        fault: @escaping @Sendable (_ option: String, _ value: String) -> String? = { _, _ in nil }
    ) {
        self.prefix = prefix
        self.fault = fault
        documentation = ConfigurationDocumentation(
            meaning: meaning, allowed: allowed, example: example, defaultText: "none", isSecret: false)
    }

    package func read(_ source: ConfigurationSource) -> ConfigurationReading {
        var options: [String: String] = [:]
        for (variable, text) in source.environment.sorted(by: { $0.key < $1.key })
        where variable.hasPrefix(prefix) && !text.isEmpty {
            let isFile = variable.hasSuffix("_FILE")
            let option = optionName(variable.dropFirst(prefix.count).dropLast(isFile ? 5 : 0))
            guard options[option] == nil else { return .problem("sets \(option) twice, once by \(variable)") }
            switch isFile ? source.file(text, variable) : .text(text) {
            case .text(let value):
                if let fault = fault(option, value) { return .problem("includes \(variable), but \(fault)") }
                options[option] = value
            case .problem(let problem): return .problem("includes \(variable), which \(problem)")
            case .absent: continue
            }
        }
        return .value(options)
    }

    private func optionName(_ suffix: Substring) -> String {
        let marked = suffix.lowercased().replacing("__", with: "\u{0}")
        return marked.replacing("_", with: ".").replacing("\u{0}", with: "_")
    }
}
