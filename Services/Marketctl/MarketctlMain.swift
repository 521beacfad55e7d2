import Glibc
import KafkaClient
import PostgresClient
import Runtime

/// The whole program: finds the command, runs it, says in one sentence what went wrong.
func marketctlMain() async -> Never {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let environment = processEnvironment()
    guard let name = arguments.first, !["--help", "-h", "help"].contains(name) else { leave(0, Help.overview) }
    if arguments == ["--version"] {
        let build = BuildInfo(environment: environment)
        leave(0, "marketctl \(build.version) (\(build.commit))\n")
    }
    guard let command = commands.first(where: { $0.name == name }) else {
        leave(64, "marketctl does not know '\(name)'.\n\n\(Help.overview)")
    }
    if arguments.contains("--help") || arguments.contains("-h") { leave(0, Help.page(of: command)) }
    do {
        let call = try Call(of: command, Array(arguments.dropFirst()))
        exit(try await command.run(call, Surroundings(environment, confirm: confirmAtTerminal)))
    } catch let error as UsageError {
        leave(64, "\(error.message)\n\n\(Help.page(of: command))")
    } catch let error as ConfigurationError {
        leave(ConfigurationError.exitCode, error.description)
    } catch {
        leave(1, "marketctl \(name): \(sentence(for: error))\n")
    }
}

/// What an operator is told of a failure: never a statement of ours.
package func sentence(for error: any Error) -> String {
    switch error {
    case let error as PostgresError where error.sqlState == .undefinedTable:
        "The tables of a service are missing (\(error.message)): run 'marketctl migrate'."
    case let error as PostgresError where error.sqlState == .insufficientPrivilege:
        "The role in DATABASE_URL may not do this (\(error.message)): take one that may create schemas and roles."
    case let error as PostgresError: "PostgreSQL: \(error.message)"
    case let error as PostgresTransactionError where error.postgresError != nil:
        sentence(for: error.postgresError ?? error)
    case let error as KafkaError: "Kafka: \(error.message)"
    default: "\(error)"
    }
}

/// Asks whoever sits there. Nobody there is no consent.
private func confirmAtTerminal(_ question: String) -> Bool {
    StandardStreams.writeOutput("\(question) [y/N] ")
    let answer = readLine() ?? ""
    return ["y", "yes"].contains(answer.lowercased())
}

private func leave(_ code: Int32, _ text: String) -> Never {
    if code == 0 { StandardStreams.writeOutput(text) } else { StandardStreams.writeError(Array(text.utf8)) }
    exit(code)
}
