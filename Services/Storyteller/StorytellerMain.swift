import FoundationEssentials
import Glibc
import HTTPClient

/// The whole program: 0 if the story came true, 1 if it did not, 64 if it was called wrongly.
func storytellerMain() async -> Never {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.contains("--help") || arguments.contains("-h") { leave(0, Options.help) }
    if arguments == ["--version"] { leave(0, version(ProcessInfo.processInfo.environment)) }
    do {
        let options = try Options(arguments)
        let story = try Story(options)
        try await story.run()
        leave(0, "\nThe story came true.")
    } catch let error as UsageError {
        leave(64, "storyteller: \(error.message)\n\n\(Options.help)")
    } catch let failure as StoryFailure {
        leave(1, "\nThe story did not come true. \(failure)")
    } catch {
        leave(1, "\nThe story did not come true: \(error)")
    }
}

private func version(_ environment: [String: String]) -> String {
    "storyteller \(environment["BUILD_VERSION"] ?? "development") (\(environment["BUILD_COMMIT"] ?? "unknown"))"
}

private func leave(_ code: Int32, _ text: String) -> Never {
    Teller.say(text)
    exit(code)
}
