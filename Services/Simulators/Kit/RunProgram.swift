internal import FoundationEssentials
internal import Observability

/// Runs a simulator as a process: `--help`, `--version`, JSON lines on standard error, and the end on SIGTERM.
package func run(_ program: SimulatorProgram) async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let environment = ProcessInfo.processInfo.environment
    if arguments.contains("--help") || arguments.contains("-h") { return print(program.help) }
    if arguments == ["--version"] {
        return print(
            "\(program.name) \(environment["BUILD_VERSION"] ?? "development") (\(environment["BUILD_COMMIT"] ?? "unknown"))"
        )
    }
    endOnStopSignals()
    let clock = MachineClock()
    let logger = Logger(service: program.name, level: .info, clock: clock, sink: writeStandardError)
    do {
        let running = try RunningSimulator.start(
            program, arguments: arguments, environment: environment, clock: clock,
            logger: logger)
        await running.keepTime()
    } catch let error as SimulatorError {
        writeStandardError(Array("\(program.name): \(error.message)\n".utf8))
        leave(status: error.exitCode)
    } catch {
        logger.error("cannot start", error: error)
        leave(status: 1)
    }
}
