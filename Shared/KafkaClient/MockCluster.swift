import CLibrdkafka

/// librdkafka's in-memory imitation of a Kafka cluster, on ports of 127.0.0.1, for development and tests. It keeps 5 MiB
/// per partition, forgets everything when closed, has no admin API and does not check idempotence.
@safe package final class MockCluster: @unchecked Sendable {
    private let client: ClientHandle
    private let raw: OpaquePointer

    /// Brokers are numbered from 1.
    package init(brokers: Int = 1, handlers: KafkaHandlers = KafkaHandlers()) throws(KafkaError) {
        let context = CallbackContext(handlers)
        let options: KafkaOptions = ["client.id": "mock-cluster"]
        client = try ClientHandle(RD_KAFKA_PRODUCER, Configuration.make(options, context), context)
        guard let cluster = unsafe rd_kafka_mock_cluster_new(client.raw, Int32(clamping: brokers)) else {
            throw KafkaError(.invalidArgument, "a mock cluster of \(brokers) brokers could not be started")
        }
        unsafe raw = cluster
    }

    deinit { unsafe rd_kafka_mock_cluster_destroy(raw) }

    /// For `bootstrap.servers`.
    package var bootstrapServers: String { unsafe String(cString: rd_kafka_mock_cluster_bootstraps(raw)) }

    package func createTopic(_ name: String, partitions: Int, replication: Int = 1) throws(KafkaError) {
        try check(
            "create topic \"\(name)\"",
            unsafe rd_kafka_mock_topic_create(raw, name, Int32(clamping: partitions), Int32(clamping: replication)))
    }

    /// Cuts the broker's connections and refuses new ones.
    package func setDown(broker: Int32) throws(KafkaError) {
        try check("broker \(broker) down", unsafe rd_kafka_mock_broker_set_down(raw, broker))
    }

    package func setUp(broker: Int32) throws(KafkaError) {
        try check("broker \(broker) up", unsafe rd_kafka_mock_broker_set_up(raw, broker))
    }

    /// Delays every answer of the broker.
    package func setRoundTrip(broker: Int32, ms: Int) throws(KafkaError) {
        try check(
            "round trip of broker \(broker)", unsafe rd_kafka_mock_broker_set_rtt(raw, broker, Int32(clamping: ms)))
    }

    /// Moves a partition's leadership; broker -1 leaves it without a leader.
    package func setLeader(of partition: TopicPartition, broker: Int32) throws(KafkaError) {
        try check(
            "leader of \(partition)",
            unsafe rd_kafka_mock_partition_set_leader(raw, partition.topic, partition.partition, broker))
    }

    /// Every request about the topic fails with this code, or none any more (`nil`).
    package func setTopicError(_ topic: String, _ code: KafkaError.Code?) {
        unsafe rd_kafka_mock_topic_set_error(raw, topic, rd_kafka_resp_err_t(code?.number ?? 0))
    }

    /// The next requests with this API key of Kafka's protocol (0 produce, 1 fetch, 3 metadata, 12 heartbeat ...)
    /// fail, one code each.
    package func pushErrors(apiKey: Int16, _ codes: [KafkaError.Code]) {
        let errors = codes.map { rd_kafka_resp_err_t($0.number) }
        unsafe errors.withUnsafeBufferPointer {
            unsafe rd_kafka_mock_push_request_errors_array(raw, apiKey, $0.count, $0.baseAddress)
        }
    }

    /// The broker's next request with this API key is answered after the delay, with the code unless it is `nil`.
    package func pushDelay(broker: Int32, apiKey: Int16, ms: Int, _ code: KafkaError.Code? = nil) throws(KafkaError) {
        let error = rd_kafka_resp_err_t(code?.number ?? 0)
        try check(
            "delay broker \(broker)",
            unsafe kc_mock_push_error_with_delay(raw, broker, apiKey, error, Int32(clamping: ms)))
    }

    package func clearErrors(apiKey: Int16) { unsafe rd_kafka_mock_clear_request_errors(raw, apiKey) }

    /// Makes a broker the coordinator of a consumer group.
    package func setCoordinator(ofGroup group: String, broker: Int32) throws(KafkaError) {
        try check(
            "coordinator of group \"\(group)\"", unsafe rd_kafka_mock_coordinator_set(raw, "group", group, broker))
    }

    private func check(_ doing: String, _ error: rd_kafka_resp_err_t) throws(KafkaError) {
        if error != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError(error, doing) }
    }
}
