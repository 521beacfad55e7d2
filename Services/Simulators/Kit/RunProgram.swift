internal import FoundationEssentials
internal import Observability

/// Runs a simulator as a process: `--help`, JSON lines on standard error, and the end on SIGTERM.
package func run(_ program: SimulatorProgram) async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.contains("--help") || arguments.contains("-h") { return print(program.help) }
    endOnStopSignals()
    let clock = MachineClock()
    let logger = Logger(service: program.name, level: .info, clock: clock, sink: writeStandardError)
    do {
        let running = try RunningSimulator.start(
            program, arguments: arguments, environment: ProcessInfo.processInfo.environment, clock: clock,
            logger: logger)
        await running.keepTime()
    } catch {
        logger.error("cannot start", error: error)
        leave(status: 1)
    }
}
