/// The checked values of all declared variables.
package struct Configuration: Sendable {
    private let values: [String: any Sendable]

    /// Reads every entry, and reports everything that is wrong or missing at once.
    package init(_ entries: [any ConfigurationEntry], _ source: ConfigurationSource) throws(ConfigurationError) {
        var values: [String: any Sendable] = [:]
        var problems: [ConfigurationError.Problem] = []
        for entry in entries {
            precondition(values[entry.name] == nil, "\(entry.name) is declared twice")
            switch entry.read(source) {
            case .value(let value): values[entry.name] = value
            case .problem(let problem):
                problems.append(.init(name: entry.name, problem: problem, documentation: entry.documentation))
            }
        }
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
        self.values = values
    }

    /// The value of a variable that was declared. Asking for another is a mistake in the program.
    package subscript<Value>(_ variable: ConfigurationVariable<Value>) -> Value {
        guard let value = values[variable.name] as? Value else {
            preconditionFailure("\(variable.name) is not declared")
        }
        return value
    }

    package subscript(_ variables: PrefixedVariables) -> [String: String] {
        guard let value = values[variables.name] as? [String: String] else {
            preconditionFailure("\(variables.name) is not declared")
        }
        return value
    }
}

/// Everything that is wrong with a configuration.
package struct ConfigurationError: Error, Sendable, CustomStringConvertible {
    package struct Problem: Sendable {
        package let name: String
        let problem: String
        let documentation: ConfigurationDocumentation
    }

    /// What the process exits with: the configuration error of sysexits.h.
    package static let exitCode: Int32 = 78

    package let problems: [Problem]

    init(problems: [Problem]) { self.problems = problems }

    /// A value that is legal by itself but not for this service.
    package init(_ entry: some ConfigurationEntry, _ problem: String) {
        problems = [Problem(name: entry.name, problem: problem, documentation: entry.documentation)]
    }

    package var description: String {
        let count = problems.count == 1 ? "1 environment variable is" : "\(problems.count) environment variables are"
        let lines = problems.map { problem in
            let file = problem.documentation.isSecret ? " (or put it in a file that \(problem.name)_FILE names)" : ""
            return """
                  \(problem.name) \(problem.problem).
                    It must be \(problem.documentation.allowed), for example: \(problem.documentation.example)\(file)
                    \(problem.documentation.meaning)
                """
        }
        return
            "Cannot start: \(count) wrong or missing.\n\n\(lines.joined(separator: "\n"))\n"
    }
}
