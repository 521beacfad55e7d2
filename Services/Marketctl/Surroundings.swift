import KafkaClient
package import Kernel
import Observability
package import PostgresClient
package import Runtime

/// What is around a call: the environment, which says where database and brokers are, the clock, and whoever sits there.
package struct Surroundings: Sendable {
    let environment: [String: String]
    let now: Instant
    /// Asks a question that is answered with yes or no.
    let confirm: @Sendable (String) -> Bool

    package init(
        _ environment: [String: String], now: Instant = SystemClock().now(),
        confirm: @escaping @Sendable (String) -> Bool
    ) {
        self.environment = environment
        self.now = now
        self.confirm = confirm
    }

    package func database() throws(ConfigurationError) -> PostgresConfiguration {
        var configuration = PostgresConfiguration(try value(.databaseURL).reveal())
        configuration.applicationName = "marketctl"
        // One that is stopped in the middle of something (Ctrl-Z) must not hold up services for longer.
        configuration.idleInTransactionTimeoutMs = 3_000
        return configuration
    }

    func kafka() throws(ConfigurationError) -> KafkaOptions {
        let servers = ConfigurationVariable<[String]>.kafkaBootstrapServers
        let configuration = try read([servers, PrefixedVariables.kafkaOptions])
        return KafkaOptions(configuration[.kafkaOptions]).with([
            "bootstrap.servers": configuration[servers].joined(separator: ","), "client.id": "marketctl",
        ])
    }

    func topicPrefix() throws(ConfigurationError) -> String { try value(.topicPrefix) ?? "" }

    func partitions() throws(ConfigurationError) -> Int { try value(.lanes) }

    func encryptionKeys() throws(ConfigurationError) -> EncryptionKeys { try value(.encryptionKeys) }

    var hasEncryptionKeys: Bool { environment["ENCRYPTION_KEYS"] != nil || environment["ENCRYPTION_KEYS_FILE"] != nil }

    func replicas() throws(ConfigurationError) -> Int? {
        try value(
            .optional("TOPIC_REPLICAS", .integer(1...100, example: 3), meaning: "Copies of each partition of a topic."))
    }

    private func value<Value>(_ variable: ConfigurationVariable<Value>) throws(ConfigurationError) -> Value {
        try read([variable])[variable]
    }

    private func read(_ entries: [any ConfigurationEntry]) throws(ConfigurationError) -> Configuration {
        let source = ConfigurationSource(environment: environment) { String(decoding: try readFile($0), as: UTF8.self) }
        return try Configuration(entries, source)
    }
}

func print(_ line: String) { StandardStreams.writeOutput(line + "\n") }
