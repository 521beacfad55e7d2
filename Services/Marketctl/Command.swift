/// One of marketctl's commands.
package protocol Command: Sendable {
    var name: String { get }
    /// One line for the overview.
    var summary: String { get }
    /// The ways to call it; nothing else is accepted.
    var forms: [Form] { get }
    /// What the forms do not say.
    var notes: String { get }
    /// - Returns: the exit code; 0 if all is well.
    func run(_ call: Call, _ surroundings: Surroundings) async throws -> Int32
}

extension Command {
    package var notes: String { "" }
}

/// The call itself is wrong; answered with the command's page and exit code 64.
package struct UsageError: Error, Hashable, CustomStringConvertible {
    package let message: String
    package var description: String { message }
}

package let commands: [any Command] = [
    MigrateCommand(), TopicsCommand(), AccountsCommand(), TokensCommand(), SeedCommand(), ParkedCommand(),
    RepublishCommand(), OffsetsCommand(), PruneCommand(), KeysCommand(),
    HistoryCommand(), DoctorCommand(),
]
