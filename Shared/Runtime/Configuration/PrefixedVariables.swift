/// A family of variables with a common prefix, each handed through under a name of its own: `KAFKA_OPTION_SECURITY_PROTOCOL` sets
/// `security.protocol`. Names are lower-cased, `_` becomes `.`, and `__` becomes `_`. A name that ends in `_FILE` gives a file with the value.
package struct PrefixedVariables: ConfigurationEntry {
    package let prefix: String
    package let documentation: ConfigurationDocumentation

    package var name: String { "\(prefix)…" }

    package init(prefix: String, meaning: String, allowed: String, example: String) {
        self.prefix = prefix
        documentation = ConfigurationDocumentation(
            meaning: meaning, allowed: allowed, example: example, defaultText: "none", isSecret: false)
    }

    package func read(_ source: ConfigurationSource) -> ConfigurationReading {
        var options: [String: String] = [:]
        for (variable, text) in source.environment.sorted(by: { $0.key < $1.key })
        where variable.hasPrefix(prefix) && !text.isEmpty {
            let isFile = variable.hasSuffix("_FILE")
            let option = optionName(variable.dropFirst(prefix.count).dropLast(isFile ? 5 : 0))
            guard options[option] == nil else { return .problem("sets \(option) twice") }
            switch isFile ? source.file(text, variable) : .text(text) {
            case .text(let value): options[option] = value
            case .problem(let problem): return .problem(problem)
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
