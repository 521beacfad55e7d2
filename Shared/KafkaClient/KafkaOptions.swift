/// Options by librdkafka's own names, so that everything it can do (TLS, SASL, tuning) passes through.
/// Names and values are checked when a client is made from them, not here.
package struct KafkaOptions: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    package private(set) var values: [String: String]

    package init(_ values: [String: String] = [:]) { self.values = values }

    package init(dictionaryLiteral elements: (String, String)...) {
        values = Dictionary(elements, uniquingKeysWith: { $1 })
    }

    package subscript(name: String) -> String? { values[name] }

    /// - Throws: `invalidArgument` naming an option that librdkafka does not have, or whose value it refuses. Whether options fit
    ///   together shows only when a client is made.
    package func check() throws(KafkaError) { _ = try Configuration.make(self, CallbackContext(KafkaHandlers())) }

    /// These options, with `other`'s where both have one.
    package func with(_ other: KafkaOptions) -> KafkaOptions {
        KafkaOptions(values.merging(other.values) { $1 })
    }

    package func with(_ name: String, _ value: String) -> KafkaOptions { with([name: value]) }

    /// For a producer whose records must neither be lost nor change places, and whose keys must meet those of
    /// Java clients in the same partition.
    package static let producer: KafkaOptions = [
        "enable.idempotence": "true", "acks": "all", "partitioner": "murmur2_random", "linger.ms": "2",
        "reconnect.backoff.max.ms": "500",
    ]

    /// For a consumer whose offsets live in its own database. One assignor, and the same in every service: a group
    /// whose members disagree cannot form.
    package static let consumer: KafkaOptions = [
        "enable.auto.commit": "false", "enable.auto.offset.store": "false", "auto.offset.reset": "error",
        "partition.assignment.strategy": "range", "reconnect.backoff.max.ms": "500",
    ]

    package static let admin: KafkaOptions = ["reconnect.backoff.max.ms": "500"]
}
