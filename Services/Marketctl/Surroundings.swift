import KafkaClient
import PostgresClient
import Runtime

/// What the environment says: where the database and the brokers are.
struct Surroundings: Sendable {
    let environment: [String: String]

    init(_ environment: [String: String]) { self.environment = environment }

    func database() throws(UsageError) -> PostgresConfiguration {
        guard let url = environment["DATABASE_URL"], !url.isEmpty else {
            throw UsageError(
                message:
                    "DATABASE_URL is not set: a connection string of libpq, such as postgresql://postgres@localhost/marketplace."
            )
        }
        var configuration = PostgresConfiguration(url)
        configuration.applicationName = "marketctl"
        return configuration
    }

    func kafka() throws(UsageError) -> KafkaOptions {
        guard let servers = environment["KAFKA_BOOTSTRAP_SERVERS"], !servers.isEmpty else {
            throw UsageError(
                message: "KAFKA_BOOTSTRAP_SERVERS is not set: brokers to begin with, such as localhost:9092.")
        }
        var options: KafkaOptions = ["bootstrap.servers": servers, "client.id": "marketctl"]
        for (name, value) in environment where name.hasPrefix("KAFKA_OPTION_") {
            options = options.with(Self.optionName(name), value)
        }
        return options
    }

    /// `KAFKA_OPTION_SECURITY_PROTOCOL` is `security.protocol`; a double underscore is one that stays.
    private static func optionName(_ variable: String) -> String {
        variable.dropFirst("KAFKA_OPTION_".count).lowercased().replacing("__", with: "\u{0}").replacing("_", with: ".")
            .replacing("\u{0}", with: "_")
    }

    var topicPrefix: String { environment["TOPIC_PREFIX"] ?? "" }

    func partitions() throws(UsageError) -> Int { try number("TOPIC_PARTITIONS") ?? 12 }

    func replicas() throws(UsageError) -> Int? { try number("TOPIC_REPLICAS") }

    private func number(_ name: String) throws(UsageError) -> Int? {
        guard let text = environment[name], !text.isEmpty else { return nil }
        guard let number = Int(text), number > 0 else {
            throw UsageError(message: "\(name) must be a whole number above 0, not '\(text)'.")
        }
        return number
    }
}

func print(_ line: String) { StandardStreams.writeOutput(line + "\n") }
