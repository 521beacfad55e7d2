internal import Glibc
internal import Kernel
internal import Observability

/// The whole main program of a service. Does what the command line asks for and ends the process.
///
/// - Parameters:
///   - variables: what the service is configured by, besides the standard ones.
///   - build: makes the parts of the service, in the order in which they start. Waiting for brokers and databases belongs into the parts.
package func runService(
    name: String, variables: [any ConfigurationEntry] = [],
    build: @escaping @Sendable (ServiceContext) async throws -> [Component]
) -> Never {
    let environment = processEnvironment()
    let entries = standardVariables(service: name) + variables
    let info = BuildInfo(environment: environment)
    switch CommandLineRequest(arguments: Array(CommandLine.arguments.dropFirst())) {
    case .help: leave(0, usage(service: name))
    case .version: leave(0, "\(name) \(info.version) (\(info.commit))\n")
    case .configuration: leave(0, ConfigurationPage.render(service: name, entries))
    case .unknown(let arguments): leave(64, "\(name) does not know '\(arguments)'.\n\n\(usage(service: name))")
    case .run: break
    }
    // Before anything begins a thread, so that all threads leave the signals to this one.
    StopSignals.block()
    let configuration = loadConfiguration(entries, environment)
    let context = ServiceContext(name: name, build: info, configuration: configuration)
    let stop = Latch()
    Task.detached { exit(await serve(context, stop: stop, build: build)) }
    _ = StopSignals.wait()
    stop.open()
    _exit(128 + StopSignals.wait())
}

private func loadConfiguration(_ entries: [any ConfigurationEntry], _ environment: [String: String]) -> Configuration {
    let source = ConfigurationSource(environment: environment) { String(decoding: try readFile($0), as: UTF8.self) }
    do {
        return try Configuration(entries, source)
    } catch {
        leave(ConfigurationError.exitCode, page(error))
    }
}

/// Runs the service until `stop` opens or a part fails; gives the exit code. `runService` is this with signals and a process around it.
package func serve(
    _ context: ServiceContext, stop: Latch, build: @Sendable (ServiceContext) async throws -> [Component]
) async -> Int32 {
    let components: [Component]
    do {
        components = try await build(context)
    } catch let error as ConfigurationError {
        StandardStreams.writeError(Array(page(error).utf8))
        return ConfigurationError.exitCode
    } catch {
        context.logger.error("service cannot be built", error: error)
        return 1
    }
    // Admin and health come first and thus end last: probes see the service until it is gone.
    let own = [adminServer(context), context.health.component, traceExport(context)].compactMap { $0 }
    let drainMs = Int(context.configuration[.drainTime].microseconds / 1_000)
    let group = ServiceGroup(own + components, drainMs: drainMs, board: context.board, logger: context.logger)
    let stopping = Task {
        await stop.wait()
        group.stop()
    }
    let outcome = await group.run()
    stopping.cancel()
    context.logger.info(
        "service ended",
        ["exit_code": LogValue(outcome.exitCode), "unfinished": .string(outcome.unfinished.joined(separator: ","))])
    return outcome.exitCode
}

private func page(_ error: ConfigurationError) -> String {
    "\(error.description)\nRun with --configuration to see all variables.\n"
}

private func leave(_ code: Int32, _ text: String) -> Never {
    if code == 0 { StandardStreams.writeOutput(text) } else { StandardStreams.writeError(Array(text.utf8)) }
    exit(code)
}
