internal import Glibc
internal import KafkaClient
internal import Kernel
package import Messaging
internal import Observability
internal import PostgresClient

extension ServiceContext {
    /// The machine that runs this service, on the configured database and brokers; its health is among the checks. Call it once.
    /// - Throws: `ConfigurationError` when librdkafka's options do not fit together.
    package func machine(_ service: ServiceDefinition, eventsTopic: String? = nil) throws -> Machine {
        var machine = MachineConfiguration(
            database: postgresConfiguration, kafka: kafkaOptions, keyring: try personKeyring(),
            laneCount: configuration[.lanes],
            instance: "\(name)-\(configuration[.instance] ?? hostName())")
        machine.isStaticMember = configuration[.instance] != nil
        machine.topicPrefix = configuration[.topicPrefix] ?? ""
        machine.eventsTopic = eventsTopic
        machine.retention = try retention(reading: service.inboundTopics)
        machine.database.runtimeParameters.merge(Self.laneSettings) { own, _ in own }
        let made = try usable(
            try Machine(
                service, machine, clock: wallClock, monotonic: monotonicClock, logger: logger, metrics: metrics,
                tracer: configuration[.traceEndpoint] == nil ? nil : tracer, crash: crashPoints(configuration[.crashAt])
            ))
        let machineHealth = made.health
        health.add(HealthCheck("lanes") { machineHealth.databaseFailure.map { HealthStatus.failing($0) } ?? .ok })
        health.add(HealthCheck("kafka") { machineHealth.brokerFailure.map { HealthStatus.failing($0) } ?? .ok })
        health.add(
            HealthCheck("publication") { machineHealth.publication.failure.map { HealthStatus.failing($0) } ?? .ok })
        return made
    }

    /// What comes again after it was forgotten would be applied twice: ages that let that happen are refused.
    private func retention(reading topics: [String]) throws(ConfigurationError) -> Retention {
        let retention = Retention(
            journal: configuration[.journalRetention], event: configuration[.eventRetention],
            knownInput: configuration[.knownInputRetention], idempotency: configuration[.idempotencyRetention])
        guard let fault = retention.fault(reading: topics) else { return retention }
        throw ConfigurationError(ConfigurationVariable.knownInputRetention, fault)
    }

    private func usable<Made>(_ make: @autoclosure () throws -> Made) throws -> Made {
        do { return try make() } catch let error as KafkaError where error.code == .invalidArgument {
            throw ConfigurationError(PrefixedVariables.kafkaOptions, "cannot be used: \(error.message)")
        }
    }

    /// Runs the machine until the service stops; then finishes what is under way.
    package func component(_ machine: Machine) -> Component {
        Component("machine") { life in
            async let running: Void = machine.run()
            life.ready()
            await life.stopRequested()
            machine.stop()
            await running
        }
    }

    /// Lanes look rows up by key in tables that start out empty: a plan made then would read them whole for ever after.
    /// What is read whole nevertheless looks so dear then that compiling its plan would seem to pay.
    private static let laneSettings = [
        "plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "jit": "off",
    ]
}

extension ConfigurationVariable<String?> {
    package static let instance = optional(
        "INSTANCE_ID", .text(example: "orders-0"),
        meaning:
            "Names this process among those of its service, the same after a restart, so that a restart moves no lanes; the host's name if unset."
    )
}

extension ConfigurationVariable<PlannedCrash?> {
    /// For tests only: where the process is to kill itself.
    package static let crashAt = optional(
        "CRASH_AT", .plannedCrash,
        meaning:
            "For tests of recovery: kills the process (SIGKILL) when it comes to this place the given number of times.")
}

private func hostName() -> String {
    var name = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&name, name.count - 1) == 0 else { return "host" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
