internal import KafkaClient
package import Kernel
package import Messaging

/// Whether inputs are known for as long as they may come again.
package enum RetentionCheck {
    /// How long a topic keeps a message.
    package enum Age: Sendable, Hashable {
        case limited(Instant.Span)
        case unlimited
    }

    /// What is wrong, a sentence each.
    ///
    /// - Parameter ages: of the topics that the service reads.
    package static func faults(_ retention: Retention, _ ages: [String: Age]) -> [String] {
        let known = retention[.knownInput]
        return ages.sorted { $0.key < $1.key }.compactMap { topic, age in
            switch age {
            case .unlimited:
                return """
                    \(topic) keeps messages for ever, inputs are known for \(known.days) d only: what is read again later is applied \
                    twice; give the topic a retention.ms
                    """
            case .limited(let span):
                let needed = retention.knownInputMin(topic: span)
                guard known < needed else { return nil }
                return """
                    \(topic) keeps messages for \(span.days) d: RETENTION_KNOWN_INPUT has to be \(needed.days) d at least \
                    (RETENTION_EVENT and twice that), not \(known.days) d; raise it, or lower the topic's retention.ms
                    """
            }
        }
    }

    /// What the brokers say of topics; nothing of those that keep the last message of each key, and nothing without an admin API.
    static func ages(of topics: [String], _ surroundings: Surroundings) async throws -> [String: Age] {
        let admin = try KafkaAdmin(options: try surroundings.kafka())
        var ages: [String: Age] = [:]
        for topic in topics {
            let config: [String: KafkaAdmin.ConfigValue]
            do { config = try await admin.config(of: topic) } catch {
                // An embedded broker; a topic that is missing is another check's.
                guard error.code == .unsupported || error.code == .unknownTopic else { throw error }
                continue
            }
            let policy = config["cleanup.policy"]?.value ?? ""
            guard policy.contains("delete"), let ms = config["retention.ms"]?.value.flatMap({ Int($0) }) else {
                continue
            }
            ages[topic] = ms < 0 ? .unlimited : .limited(.milliseconds(ms))
        }
        return ages
    }
}
