import Glibc
import Runtime

/// The whole program: finds the command, runs it, says in one sentence what went wrong.
func marketctlMain() async -> Never {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard let name = arguments.first, name != "--help", name != "help" else { leave(0, Help.overview) }
    guard let command = commands.first(where: { $0.name == name }) else {
        leave(64, "marketctl does not know '\(name)'.\n\n\(Help.overview)")
    }
    if arguments.contains("--help") { leave(0, Help.page(of: command)) }
    do {
        let code = try await command.run(Arguments(Array(arguments.dropFirst())), Surroundings(processEnvironment()))
        exit(code)
    } catch let error as UsageError {
        leave(64, "\(error.message)\n\n\(Help.page(of: command))")
    } catch {
        leave(1, "marketctl \(name): \(error)\n")
    }
}

let commands: [any Command] = [
    MigrateCommand(), TopicsCommand(), AccountsCommand(), TokensCommand(), SeedCommand(), ParkedCommand(),
    RepublishCommand(), OffsetsCommand(),
    DoctorCommand(),
]

private func leave(_ code: Int32, _ text: String) -> Never {
    if code == 0 { StandardStreams.writeOutput(text) } else { StandardStreams.writeError(Array(text.utf8)) }
    exit(code)
}
