import KafkaClient
import Observability
import Synchronization

/// Whether events reach Kafka, as far as this instance is to publish them.
package final class PublicationHealth: Sendable {
    private let reasons = Mutex<[String: String]>([:])
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    /// nil while nothing is in the way of publishing, else what is, and how to mend it.
    package var failure: String? {
        reasons.withLock { reasons in reasons.min { $0.key < $1.key }?.value }
    }

    /// - Parameter reason: nil when the lane's events go out.
    func note(lane: Int, _ reason: String?) { note("lane \(lane)", reason) }

    func note(producer reason: String?) { note("producer", reason) }

    private func note(_ part: String, _ reason: String?) {
        let before = reasons.withLock { reasons in
            defer { reasons[part] = reason }
            return reasons[part]
        }
        guard before != reason else { return }
        if let reason {
            logger.error("publishing does not work; trying again", ["part": .string(part), "reason": .string(reason)])
        } else {
            logger.info("publishing works again", ["part": .string(part)])
        }
    }
}
