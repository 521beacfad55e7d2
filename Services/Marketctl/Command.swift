/// One of marketctl's commands.
protocol Command: Sendable {
    var name: String { get }
    /// One line for the overview.
    var summary: String { get }
    /// Forms of the call, options, examples; the page of `--help`.
    var usage: String { get }
    /// - Returns: the exit code; 0 if all is well.
    func run(_ arguments: Arguments, _ surroundings: Surroundings) async throws -> Int32
}

/// The call itself is wrong; answered with the command's page and exit code 64.
struct UsageError: Error {
    let message: String
}

enum Help {
    static var overview: String {
        let width = commands.map(\.name.count).max() ?? 0
        let lines = commands.map {
            "  \($0.name)\(String(repeating: " ", count: width - $0.name.count + 2))\($0.summary)"
        }
        return """
            marketctl: the operators' command of the marketplace.

            \(lines.joined(separator: "\n"))

            marketctl COMMAND --help tells more. Environment: DATABASE_URL (libpq; a role that may create schemas and roles),
            KAFKA_BOOTSTRAP_SERVERS, KAFKA_OPTION_… (as for the services), TOPIC_PREFIX, TOPIC_PARTITIONS (12), TOPIC_REPLICAS.

            """
    }

    static func page(of command: any Command) -> String {
        "marketctl \(command.name): \(command.summary)\n\n\(command.usage)\n"
    }
}

/// Words and options of a call: `--name value`, `--flag`.
struct Arguments {
    private(set) var words: [String] = []
    private var options: [String: [String]] = [:]

    static let flags: Set<String> = ["dry-run", "all"]

    init(_ arguments: [String]) throws(UsageError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--") else {
                words.append(argument)
                continue
            }
            let name = String(argument.dropFirst(2))
            if Self.flags.contains(name) {
                options[name, default: []].append("")
            } else if let value = rest.popFirst() {
                options[name, default: []].append(value)
            } else {
                throw UsageError(message: "--\(name) needs a value.")
            }
        }
    }

    func flag(_ name: String) -> Bool { options[name] != nil }
    func option(_ name: String) -> String? { options[name]?.last }
    func all(_ name: String) -> [String] { options[name] ?? [] }

    func required(_ name: String) throws(UsageError) -> String {
        guard let value = option(name) else { throw UsageError(message: "--\(name) is missing.") }
        return value
    }

    func word(_ index: Int, _ what: String) throws(UsageError) -> String {
        guard index < words.count else { throw UsageError(message: "\(what) is missing.") }
        return words[index]
    }

    func number(_ name: String) throws(UsageError) -> Int? {
        guard let text = option(name) else { return nil }
        guard let number = Int(text) else {
            throw UsageError(message: "--\(name) must be a whole number, not '\(text)'.")
        }
        return number
    }
}
