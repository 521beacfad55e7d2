import JSON

/// The command line: `contract-generator generate|check|release [folder]`.
package enum Command {
    private static let usage = """
        Usage: contract-generator generate|check|release [FOLDER]

        generate  writes the wire types, topics, reference page and missing golden samples that follow from the documents
        check     says what is stale, which samples do not fit, and which promises of a release are broken
        release   keeps the contracts as they are as what later ones may not break

        FOLDER is Shared/EventContracts if left out. -h and --help show this, --version the build.
        Exit codes: 0 done, 1 something is wrong, 64 wrong arguments.
        """
    private static let verbs: Set = ["generate", "check", "release"]

    /// - Parameter environment: tells which build this is.
    /// - Returns: the exit code.
    package static func run(_ arguments: [String], environment: [String: String] = [:]) -> Int32 {
        switch arguments.dropFirst().first {
        case "-h", "--help":
            print(usage)
            return 0
        case "--version":
            let version = environment["BUILD_VERSION"] ?? "development"
            print("contract-generator \(version) (\(environment["BUILD_COMMIT"] ?? "unknown"))")
            return 0
        case let verb? where verbs.contains(verb) && arguments.count <= 3:
            return run(verb, in: Workspace(root: arguments.count == 3 ? arguments[2] : "Shared/EventContracts"))
        default:
            let what = arguments.dropFirst().joined(separator: " ")
            print(what.isEmpty ? usage : "contract-generator does not know '\(what)'.\n\n\(usage)")
            return 64
        }
    }

    private static func run(_ verb: String, in workspace: Workspace) -> Int32 {
        do {
            let problems = try perform(verb, in: workspace)
            for problem in problems { print(problem) }
            return problems.isEmpty ? 0 : 1
        } catch {
            print(error)
            return 1
        }
    }

    private static func perform(_ command: String, in workspace: Workspace) throws -> [ContractProblem] {
        switch command {
        case "generate": return try generate(in: workspace)
        case "check": return try check(workspace)
        default:
            let problems = try workspace.contracts().problems
            guard problems.isEmpty else { return problems }
            for (path, text) in try workspace.releases() { try workspace.write(text, to: path) }
            return []
        }
    }

    /// Writes what changed, and removes what no document determines any more; nothing while a document has a problem.
    package static func generate(in workspace: Workspace) throws -> [ContractProblem] {
        let (contracts, problems) = try workspace.contracts()
        guard problems.isEmpty else { return problems }
        let files = try workspace.generated(contracts)
        for (path, text) in files where workspace.read(path) != Array(text.utf8) { try workspace.write(text, to: path) }
        for path in workspace.generatedPaths() where files[path] == nil { try workspace.remove(path) }
        for message in contracts.flatMap(\.messages) where workspace.read(workspace.goldenPath(message)) == nil {
            try workspace.write(message.examples[0].prettyText(), to: workspace.goldenPath(message))
        }
        return []
    }

    /// Everything that is wrong: stale files, samples that do not fit, broken promises.
    package static func check(_ workspace: Workspace) throws -> [ContractProblem] {
        let (contracts, problems) = try workspace.contracts()
        guard problems.isEmpty else { return problems }
        return try stale(contracts, in: workspace) + samples(contracts, in: workspace)
            + breaking(contracts, in: workspace)
    }

    private static func stale(_ contracts: [Contract], in workspace: Workspace) throws -> [ContractProblem] {
        let files = try workspace.generated(contracts)
        let changed = files.keys.filter { workspace.read($0) != files[$0].map { Array($0.utf8) } }
        let left = workspace.generatedPaths().filter { files[$0] == nil }
        return (changed + left).sorted().map {
            ContractProblem(place: $0, sentence: "is stale; run scripts/contracts generate")
        }
    }

    private static func samples(_ contracts: [Contract], in workspace: Workspace) -> [ContractProblem] {
        contracts.flatMap { contract in
            contract.messages.flatMap { message -> [ContractProblem] in
                let path = workspace.goldenPath(message)
                guard let golden = try? workspace.json(path) else {
                    return [
                        ContractProblem(place: path, sentence: "is missing or not JSON; run scripts/contracts generate")
                    ]
                }
                let validator = SampleValidator(contract)
                let place = "\(contract.service)/asyncapi.json, example of \(message.key)"
                return validator.problems(golden, message.payload).map { ContractProblem(place: path, sentence: $0) }
                    + message.examples.flatMap { validator.problems($0, message.payload) }.map {
                        ContractProblem(place: place, sentence: $0)
                    }
            }
        }
    }

    private static func breaking(_ contracts: [Contract], in workspace: Workspace) throws -> [ContractProblem] {
        try workspace.releasedServices().flatMap { service in
            guard let released = try workspace.released(service) else { return [ContractProblem]() }
            guard let present = contracts.first(where: { $0.service == service }) else {
                return [
                    ContractProblem(
                        place: "Released/\(service).json", sentence: "this contract was released and is gone")
                ]
            }
            return BreakingChanges.between(released: released, present: present)
                .map { ContractProblem(place: "\(service)/asyncapi.json breaks its release", sentence: $0) }
        }
    }
}
