import Kernel

extension Relay {
    /// A committed event on its way to Kafka.
    struct Event: Sendable {
        let number: Int64
        let occurredAt: Instant
        let key: AggregateKey
        let version: Int64
        let type: String
        /// CloudEvents id of the message that led to it; nil where no message did.
        let causationID: String?
        let trace: String
        let payload: [UInt8]
    }

    /// How many bytes a record of such an event takes at most, with everything that frames it: to be compared with the producer's
    /// `maxMessageBytes` before an event comes into being that could never be published.
    ///
    /// - Parameter key: kind and id of the aggregate.
    static func recordBytesMax(key: String, type: String, trace: String, payload: Int) -> Int {
        // The key itself, the partition key, the subject and the id repeat the aggregate's; the rest is bounded, a causation id
        // by the strict reading of its message.
        payload + 4 * key.utf8.count + type.utf8.count + trace.utf8.count + 4 * 255 + 1_024
    }
}
