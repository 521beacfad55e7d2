import CLibrdkafka

/// Creates, describes, grows and deletes topics. Has a client of its own, because a failed admin call can block others on
/// the same client; its calls run one after the other on a thread of their own.
package actor KafkaAdmin {
    private let executor = QueueExecutor("kafka.admin")
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private let client: ClientHandle

    package struct NewTopic: Sendable {
        package let name: String
        package let partitions: Int
        /// Copies of each partition; `nil` is the broker's default.
        package let replication: Int?
        /// By Kafka's names, such as `retention.ms`.
        package let config: [String: String]

        package init(_ name: String, partitions: Int, replication: Int? = nil, config: [String: String] = [:]) {
            self.name = name
            self.partitions = partitions
            self.replication = replication
            self.config = config
        }
    }

    package struct ConfigValue: Sendable, Hashable {
        /// `nil` for values the broker keeps secret.
        package let value: String?
        /// Set for this topic, not the broker's default.
        package let isSetForTopic: Bool
    }

    /// - Throws: `invalidArgument` naming a wrong option.
    package init(options: KafkaOptions, handlers: KafkaHandlers = KafkaHandlers()) throws(KafkaError) {
        let context = CallbackContext(handlers)
        client = try ClientHandle(
            RD_KAFKA_PRODUCER, Configuration.make(KafkaOptions.admin.with(options), context), context)
    }

    /// All topics of the cluster with their partitions. Works on the embedded broker too.
    package func topics(timeoutMs: Int = 5000) throws(KafkaError) -> [TopicDescription] {
        try ClusterMetadata(client, timeoutMs: timeoutMs).topics
    }

    /// - Throws: `topicExists` among others; the message names the topic.
    package func create(_ topics: [NewTopic], timeoutMs: Int = 10_000) throws(KafkaError) {
        guard !topics.isEmpty else { return }
        try requireAdminAPI(timeoutMs)
        var requests: [OpaquePointer?] = unsafe []
        // swift-format-ignore
        defer { for unsafe request in unsafe requests { unsafe rd_kafka_NewTopic_destroy(request) } }
        for topic in topics { unsafe requests.append(try makeRequest(topic)) }
        unsafe try perform("create topic", RD_KAFKA_ADMIN_OP_CREATETOPICS, timeoutMs) { client, options, queue in
            unsafe rd_kafka_CreateTopics(client, &requests, requests.count, options, queue)
        } check: { event throws(KafkaError) in
            var count = 0
            let results = unsafe rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
            try unsafe checkTopics(results, count, "create topic")
        }
    }

    /// - Parameter total: how many partitions the topic shall have then, more than it has.
    package func growPartitions(of topic: String, to total: Int, timeoutMs: Int = 10_000) throws(KafkaError) {
        try requireAdminAPI(timeoutMs)
        let (made, text) = unsafe withErrorText { unsafe rd_kafka_NewPartitions_new(topic, total, $0, $1) }
        guard let made = unsafe made else {
            throw KafkaError(.invalidArgument, "grow topic \"\(topic)\" to \(total): \(text)")
        }
        var requests: [OpaquePointer?] = unsafe [made]
        defer { unsafe rd_kafka_NewPartitions_destroy(made) }
        unsafe try perform("grow topic", RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, timeoutMs) { client, options, queue in
            unsafe rd_kafka_CreatePartitions(client, &requests, 1, options, queue)
        } check: { event throws(KafkaError) in
            var count = 0
            let results = unsafe rd_kafka_CreatePartitions_result_topics(
                rd_kafka_event_CreatePartitions_result(event), &count)
            try unsafe checkTopics(results, count, "grow topic")
        }
    }

    package func delete(_ topics: [String], timeoutMs: Int = 10_000) throws(KafkaError) {
        guard !topics.isEmpty else { return }
        try requireAdminAPI(timeoutMs)
        var requests: [OpaquePointer?] = unsafe topics.map { unsafe rd_kafka_DeleteTopic_new($0) }
        // swift-format-ignore
        defer { for unsafe request in unsafe requests { unsafe rd_kafka_DeleteTopic_destroy(request) } }
        unsafe try perform("delete topic", RD_KAFKA_ADMIN_OP_DELETETOPICS, timeoutMs) { client, options, queue in
            unsafe rd_kafka_DeleteTopics(client, &requests, requests.count, options, queue)
        } check: { event throws(KafkaError) in
            var count = 0
            let results = unsafe rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count)
            try unsafe checkTopics(results, count, "delete topic")
        }
    }

    /// The topic's configuration by Kafka's names, defaults included.
    package func config(of topic: String, timeoutMs: Int = 10_000) throws(KafkaError) -> [String: ConfigValue] {
        try requireAdminAPI(timeoutMs)
        var requests: [OpaquePointer?] = unsafe [rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic)]
        // swift-format-ignore
        defer { for unsafe request in unsafe requests { unsafe rd_kafka_ConfigResource_destroy(request) } }
        var config: [String: ConfigValue] = [:]
        unsafe try perform("describe topic", RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, timeoutMs) { client, options, queue in
            unsafe rd_kafka_DescribeConfigs(client, &requests, 1, options, queue)
        } check: { event throws(KafkaError) in
            config = try unsafe readConfig(event, topic)
        }
        return config
    }

    private func requireAdminAPI(_ timeoutMs: Int) throws(KafkaError) {
        let brokers = try ClusterMetadata(client, timeoutMs: timeoutMs).brokers
        // Known from the metadata just read; a cluster that elects its controller gets a moment. The embedded broker names
        // a controller that does not exist, and librdkafka would wait for it in vain.
        guard unsafe brokers.contains(rd_kafka_controllerid(client.raw, 500)) else {
            throw KafkaError(
                .unsupported,
                "this broker has no admin API (embedded broker?): declare the topics when starting it, or use Apache Kafka"
            )
        }
    }

    private func makeRequest(_ topic: NewTopic) throws(KafkaError) -> OpaquePointer {
        let (made, text) = unsafe withErrorText {
            unsafe rd_kafka_NewTopic_new(
                topic.name, Int32(clamping: topic.partitions), Int32(clamping: topic.replication ?? -1), $0, $1)
        }
        guard let made = unsafe made else {
            throw KafkaError(.invalidArgument, "create topic \"\(topic.name)\": \(text)")
        }
        for (name, value) in topic.config { unsafe rd_kafka_NewTopic_set_config(made, name, value) }
        return unsafe made
    }

    private func perform(
        _ doing: String, _ operation: rd_kafka_admin_op_t, _ timeoutMs: Int,
        _ request: (OpaquePointer, OpaquePointer?, OpaquePointer?) -> Void,
        check: (OpaquePointer) throws(KafkaError) -> Void
    ) throws(KafkaError) {
        let options = unsafe rd_kafka_AdminOptions_new(client.raw, operation)
        let queue = unsafe rd_kafka_queue_new(client.raw)
        defer {
            unsafe rd_kafka_AdminOptions_destroy(options)
            unsafe rd_kafka_queue_destroy(queue)
        }
        _ = unsafe withErrorText {
            unsafe rd_kafka_AdminOptions_set_request_timeout(options, Int32(clamping: timeoutMs), $0, $1)
        }
        unsafe request(client.raw, options, queue)
        guard let event = unsafe rd_kafka_queue_poll(queue, Int32(clamping: timeoutMs + 1000)) else {
            throw KafkaError(.timedOut, "\(doing): no answer within \(timeoutMs) ms")
        }
        defer { unsafe rd_kafka_event_destroy(event) }
        let error = unsafe rd_kafka_event_error(event)
        guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(error, doing) }
        try unsafe check(event)
    }
}

private func checkTopics(
    _ results: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int, _ doing: String
) throws(KafkaError) {
    guard let results = unsafe results else { return }
    for i in 0..<count {
        let result = unsafe results[i], error = unsafe rd_kafka_topic_result_error(result)
        guard error != RD_KAFKA_RESP_ERR_NO_ERROR else { continue }
        let name = unsafe String(cString: rd_kafka_topic_result_name(result))
        let text = unsafe rd_kafka_topic_result_error_string(result).map { unsafe String(cString: $0) } ?? ""
        throw KafkaError(KafkaError.Code(error), "\(doing) \"\(name)\": \(text)")
    }
}

private func readConfig(_ event: OpaquePointer, _ topic: String) throws(KafkaError) -> [String: KafkaAdmin.ConfigValue]
{
    var count = 0, entryCount = 0
    let resources = unsafe rd_kafka_DescribeConfigs_result_resources(
        rd_kafka_event_DescribeConfigs_result(event), &count)
    guard count > 0, let resource = unsafe resources?[0] else { return [:] }
    let error = unsafe rd_kafka_ConfigResource_error(resource)
    if error != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError(error, "describe topic \"\(topic)\"") }
    let entries = unsafe rd_kafka_ConfigResource_configs(resource, &entryCount)
    var config: [String: KafkaAdmin.ConfigValue] = [:]
    for i in 0..<entryCount {
        let entry = unsafe entries?[i]
        let source = unsafe rd_kafka_ConfigEntry_source(entry)
        config[unsafe String(cString: rd_kafka_ConfigEntry_name(entry))] = unsafe .init(
            value: rd_kafka_ConfigEntry_value(entry).map { unsafe String(cString: $0) },
            isSetForTopic: source == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG)
    }
    return config
}
