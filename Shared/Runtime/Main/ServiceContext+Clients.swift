package import Crypto
package import KafkaClient
package import Messaging
internal import Observability
package import PostgresClient

// What the standard variables say, as the clients want it.

extension ServiceContext {
    /// Where the brokers are, with all that was passed through; add it to the options of the client's kind.
    package var kafkaOptions: KafkaOptions {
        let servers = configuration[.kafkaBootstrapServers].joined(separator: ",")
        return KafkaOptions(configuration[.kafkaOptions]).with([
            "bootstrap.servers": servers, "client.id": "marketplace-\(name)",
        ])
    }

    package var postgresConfiguration: PostgresConfiguration {
        var postgres = PostgresConfiguration(configuration[.databaseURL].reveal()).inSchema(
            configuration[.databaseSchema(service: name)])
        postgres.applicationName = "marketplace-\(name)"
        return postgres
    }

    /// A pool of the configured size whose numbers are among the metrics, and whose health is among the checks. Call it once.
    /// - Parameter settings: server settings for its sessions, such as `plan_cache_mode`.
    package func postgresPool(settings: [String: String] = [:]) -> PostgresPool {
        var size = PostgresPool.Configuration()
        size.connectionsMax = configuration[.databasePoolSize]
        var postgres = postgresConfiguration
        postgres.runtimeParameters.merge(settings) { _, new in new }
        let pool = PostgresPool(postgres, size)
        health.add(.database(pool))
        metrics.onScrape("postgres_pool_connections", help: "Connections to PostgreSQL by state.") {
            let statistics = pool.statistics
            return [("idle", statistics.idle), ("leased", statistics.leased), ("opening", statistics.opening)].map {
                state, count in
                MetricSample(labels: ["state": state], value: Double(count))
            }
        }
        metrics.onScrape("postgres_pool_waiting", help: "Tasks that wait for a connection.") {
            [MetricSample(value: Double(pool.statistics.waiting))]
        }
        metrics.onScrape(
            "postgres_pool_timeouts_total", help: "Tasks that waited in vain for a connection.", kind: .counter
        ) {
            [MetricSample(value: Double(pool.statistics.totals.timeouts))]
        }
        return pool
    }

    /// Seals what the machine stores about persons, each under a key of their own.
    package func personKeyring() throws(CryptoError) -> PersonKeyring { PersonKeyring(try secretBox()) }

    /// Encrypts secrets of the database.
    package func secretBox() throws(CryptoError) -> SecretBox {
        let keys = configuration[.encryptionKeys]
        return try SecretBox(keys: keys.keys.reveal(), current: keys.current)
    }
}
