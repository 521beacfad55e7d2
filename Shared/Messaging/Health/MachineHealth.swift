import Observability
import PostgresClient
import Synchronization

/// Whether the machine can do its work: what `/health/ready` asks.
package final class MachineHealth: Sendable {
    private struct State {
        var lanesWithoutDatabase: Set<Int> = []
        var databaseReason = ""
        var brokerReason: String? = "no partitions are assigned yet"
        var brokerWasAway = false
    }

    private let state = Mutex(State())
    private let logger: Logger

    /// Whether events reach Kafka.
    package let publication: PublicationHealth

    init(logger: Logger) {
        self.logger = logger
        publication = PublicationHealth(logger: logger)
    }

    /// nil while every lane has its connection, else why not.
    package var databaseFailure: String? {
        state.withLock { $0.lanesWithoutDatabase.isEmpty ? nil : $0.databaseReason }
    }

    /// nil while this instance has its place in the consumer group, else why not.
    package var brokerFailure: String? { state.withLock { $0.brokerReason } }

    func databaseReachable(lane: Int) {
        let recovered = state.withLock { state in
            state.lanesWithoutDatabase.remove(lane) != nil && state.lanesWithoutDatabase.isEmpty
        }
        if recovered { logger.info("the database is reachable again") }
    }

    func databaseUnreachable(lane: Int, _ error: PostgresError) {
        let isNews = state.withLock { state in
            state.databaseReason = error.description
            return state.lanesWithoutDatabase.insert(lane).inserted && state.lanesWithoutDatabase.count == 1
        }
        if isNews { logger.error("the database is out of reach; trying again until it is back", error: error) }
    }

    func brokerFails(_ reason: String) {
        let isNews = state.withLock { state in
            defer { state.brokerReason = reason }
            return state.brokerReason != reason
        }
        if isNews { logger.error("reading from Kafka does not work; trying again", ["reason": .init(reason)]) }
    }

    /// A connection broke: whoever answers next may have other topics.
    func brokerGoesAway() { state.withLock { $0.brokerWasAway = true } }

    /// Whether it went away since the last question.
    func takeBrokerWasAway() -> Bool {
        state.withLock { state in
            defer { state.brokerWasAway = false }
            return state.brokerWasAway
        }
    }

    func brokerWorks() {
        let recovered = state.withLock { state in
            defer { state.brokerReason = nil }
            return state.brokerReason != nil
        }
        if recovered { logger.info("reading from Kafka") }
    }
}
