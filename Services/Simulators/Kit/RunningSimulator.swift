internal import HTTPClient
internal import HTTPServer
internal import Kernel
package import Observability

/// A simulator that answers on its port.
package final class RunningSimulator: Sendable {
    package let port: UInt16
    package let simulator: any Simulator
    private let server: Server

    /// - Parameters:
    ///   - clock: tells the simulator's time; tests give one that they move.
    ///   - pause: waits so many milliseconds.
    package static func start(
        _ program: SimulatorProgram, arguments: [String] = [], environment: [String: String] = [:],
        clock: any WallClock & MonotonicClock,
        logger: Logger = .silent,
        pause: @escaping @Sendable (Int) async -> Void = { try? await Task.sleep(for: .milliseconds($0)) }
    ) throws -> RunningSimulator {
        let settings = try Settings(program.allSettings, arguments: arguments, environment: environment)
        let context = SimulatorContext(
            settings: settings, clock: clock, logger: logger,
            faults: FaultPlan(seed: try settings.number("SEED"), members: program.scriptMembers), calls: CallLog(),
            client: OutboundHTTPClient(), pause: pause)
        let simulator = try program.make(context)
        var router = controlRouter(program.name, simulator, context)
        router.include(simulator.router)
        var configuration = ServerConfiguration()
        configuration.address = settings["ADDRESS"]
        configuration.port = try settings.number("PORT")
        // Callers give up long before; this only bounds how many calls without answer are kept.
        configuration.handlerTimeoutMs = 300_000
        configuration.requestsMax = 10_000
        let application = Application(
            router: router, authenticator: NoAuthentication(), observer: FailureObserver(logger: logger))
        let server = try Server.start(application, configuration: configuration, clock: clock)
        logger.info(
            "listening",
            [
                "address": .string(configuration.address), "port": LogValue(server.port),
                "seed": .string(settings["SEED"]),
            ])
        return RunningSimulator(simulator, server)
    }

    private init(_ simulator: any Simulator, _ server: Server) {
        self.simulator = simulator
        self.server = server
        port = server.port
    }

    /// Does what is due, for ever.
    func keepTime() async {
        while !Task.isCancelled {
            await simulator.tick()
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    package func shutdown() async { await server.shutdown(deadlineMs: 0) }
}

private struct FailureObserver: RequestObserver {
    let logger: Logger

    func requestCompleted(_ record: RequestRecord) {}

    func requestFailed(_ error: any Error, errorID: String, request: HTTPRequest) {
        logger.error(
            "a call could not be answered", ["route": .string(request.route), "error_id": .string(errorID)],
            error: error)
    }
}
