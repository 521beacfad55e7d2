import KafkaClient

/// Events that Kafka, or its client, did not take.
struct PublicationFailure: CustomStringConvertible {
    /// Of the first of them.
    let number: Int64
    /// Known where it went alone.
    let type: String?
    let bytes: Int
    let error: KafkaError
    /// In a row, of this event.
    let failures: Int
    let topic: TopicPartition

    var description: String {
        let what =
            type.map { "event \(number) of type \($0) (\(bytes) bytes)" } ?? "event \(number) and those behind it"
        return """
            \(what) cannot be published to \(topic): \(error). \(remedy) It is tried again after \
            \(PublicationRetry.pause(after: failures) / 1_000_000_000) s; the lane's later events wait, none is skipped.
            """
    }

    private var remedy: String {
        switch error.code {
        case .messageTooLarge:
            "Raise 'max.message.bytes' of the topic, and 'message.max.bytes' among the Kafka options of this service, above its size."
        case .topicAuthorizationFailed: "Allow this service to write to the topic."
        case .unknownTopic, .unknownPartition: "Create the topic ('marketctl topics apply')."
        default: error.isRetriable || error.isFatal ? "It may mend itself." : "Mend what Kafka says."
        }
    }
}
