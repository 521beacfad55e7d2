package import KafkaClient
internal import Observability
package import PostgresClient

extension HealthCheck {
    /// Whether a connection of the pool answers.
    package static func database(_ pool: PostgresPool) -> HealthCheck {
        HealthCheck("database") {
            do {
                try await pool.withConnection { connection in _ = try await connection.query("SELECT 1") }
                return .ok
            } catch {
                return .failing(loggable(error).description)
            }
        }
    }

    /// Whether a broker of the cluster answers. The client is used for nothing else, so that nothing can hold the answer up.
    package static func kafka(_ admin: KafkaAdmin) -> HealthCheck {
        HealthCheck("kafka") {
            do {
                _ = try await admin.topics(timeoutMs: 2_000)
                return .ok
            } catch {
                return .failing(loggable(error).description)
            }
        }
    }
}
