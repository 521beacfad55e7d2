import Glibc
import KafkaClient
import PostgresClient
import Runtime

/// The whole program: 0 if all went well, 1 if it did not or a history is wrong, 64 if it was called wrongly.
func chaosMain() async -> Never {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let environment = processEnvironment()
    if arguments.contains("--help") || arguments.contains("-h") { leave(0, Options.help) }
    if arguments == ["--version"] {
        let build = BuildInfo(environment: environment)
        leave(0, "chaos \(build.version) (\(build.commit))\n")
    }
    do {
        let options = try Options(arguments)
        let installation = Installation(environment)
        switch options.command {
        case .schedule: printSchedule(options)
        case .topics: try await makeTopics(installation)
        case .load: try await sendLoad(options, installation)
        case .settle: try await awaitRest(installation, withinSeconds: options.withinSeconds)
        case .judge: exit(try await judge(options, installation) ? 0 : 1)
        }
        exit(0)
    } catch let error as UsageError {
        leave(64, "chaos: \(error.message)\n\n\(Options.help)")
    } catch {
        leave(1, "chaos: \(error)\n")
    }
}

/// Where everything is.
struct Installation: Sendable {
    let database: PostgresConfiguration
    let brokers: String
    let lanes: Int

    init(_ environment: [String: String]) {
        var database = PostgresConfiguration(environment["DATABASE_URL"] ?? "").inSchema("posting")
        database.applicationName = "chaos"
        // It reads whole tables.
        database.statementTimeoutMs = 600_000
        database.responseTimeoutMs = 600_000
        self.database = database
        brokers = environment["KAFKA_BOOTSTRAP_SERVERS"] ?? ""
        lanes = environment["TOPIC_PARTITIONS"].flatMap { Int($0) } ?? 12
    }
}

func printError(_ line: String) { StandardStreams.writeError(Array((line + "\n").utf8)) }
func printOutput(_ line: String) { StandardStreams.writeOutput(line + "\n") }

private func leave(_ code: Int32, _ text: String) -> Never {
    if code == 0 { StandardStreams.writeOutput(text) } else { StandardStreams.writeError(Array(text.utf8)) }
    exit(code)
}
