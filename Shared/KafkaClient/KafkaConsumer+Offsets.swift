import CLibrdkafka

extension KafkaConsumer {
    /// Stops fetching these partitions; what was fetched already is dropped and fetched again after `resume`.
    package func pause(_ partitions: some Collection<TopicPartition>) throws(KafkaError) {
        let list = PartitionList(partitions)
        try call("pause") { unsafe rd_kafka_pause_partitions($0.raw, list.raw) }
        _ = try list.offsets("pause")
    }

    package func resume(_ partitions: some Collection<TopicPartition>) throws(KafkaError) {
        let list = PartitionList(partitions)
        try call("resume") { unsafe rd_kafka_resume_partitions($0.raw, list.raw) }
        _ = try list.offsets("resume")
    }

    /// Goes on reading assigned partitions from other offsets. Under load librdkafka now and then reports a time-out right
    /// after a resume; seeking twice does no harm, so it is tried once more.
    package func seek(_ offsets: [TopicPartition: StartOffset], timeoutMs: Int) throws(KafkaError) {
        // swift-format-ignore
        do { try seekOnce(offsets, timeoutMs) } catch where error.code == .timedOut { try seekOnce(offsets, timeoutMs) }
    }

    private func seekOnce(_ offsets: [TopicPartition: StartOffset], _ timeoutMs: Int) throws(KafkaError) {
        let list = PartitionList(offsets.mapValues(\.number))
        let client = try requireClient()
        if let error = unsafe rd_kafka_seek_partitions(client.raw, list.raw, Int32(clamping: timeoutMs)) {
            throw unsafe KafkaError(consuming: error, "seek")
        }
        _ = try list.offsets("seek")
    }

    /// Tells Kafka the next offset to be read of each partition, for tools that show lag. Does not wait for the answer.
    package func commit(_ offsets: [TopicPartition: Int64]) throws(KafkaError) {
        let list = PartitionList(offsets)
        try call("commit") { unsafe rd_kafka_commit($0.raw, list.raw, 1) }
    }

    /// The same, and waits until the group's coordinator has it.
    package func commitAndWait(_ offsets: [TopicPartition: Int64]) throws(KafkaError) {
        let list = PartitionList(offsets)
        try call("commit") { unsafe rd_kafka_commit($0.raw, list.raw, 0) }
        _ = try list.offsets("commit")
    }

    /// What the group has committed; partitions without a commit are left out.
    package func committed(_ partitions: some Collection<TopicPartition>, timeoutMs: Int) throws(KafkaError)
        -> [TopicPartition: Int64]
    {
        let list = PartitionList(partitions)
        try call("read committed offsets") { unsafe rd_kafka_committed($0.raw, list.raw, Int32(clamping: timeoutMs)) }
        return try list.offsets("read committed offset of").filter { $0.value >= 0 }
    }

    /// The oldest offset a partition has and the one its next record will get, asked of the broker.
    package func watermarks(of partition: TopicPartition, timeoutMs: Int) throws(KafkaError) -> Range<Int64> {
        var low: Int64 = 0, high: Int64 = 0
        try call("read watermarks of \(partition)") {
            unsafe rd_kafka_query_watermark_offsets(
                $0.raw, partition.topic, partition.partition, &low, &high, Int32(clamping: timeoutMs))
        }
        return low..<max(low, high)
    }

    /// For each partition the first offset whose timestamp (milliseconds since 1970) is not earlier; partitions whose
    /// records are all earlier are left out. The embedded broker never finds one.
    package func offsetsForTimes(_ timesMs: [TopicPartition: Int64], timeoutMs: Int) throws(KafkaError)
        -> [TopicPartition: Int64]
    {
        let list = PartitionList(timesMs)
        try call("look up offsets by time") {
            unsafe rd_kafka_offsets_for_times($0.raw, list.raw, Int32(clamping: timeoutMs))
        }
        return try list.offsets("look up offset by time in").filter { $0.value >= 0 }
    }

    /// Names the cluster: offsets of another one mean nothing in it.
    package func clusterID(timeoutMs: Int) throws(KafkaError) -> String {
        let client = try requireClient()
        guard let name = unsafe rd_kafka_clusterid(client.raw, Int32(clamping: timeoutMs)) else {
            throw KafkaError(.timedOut, "no broker told the cluster's id (check bootstrap.servers)")
        }
        defer { unsafe rd_kafka_mem_free(client.raw, name) }
        return unsafe String(cString: name)
    }

    /// All partitions of a topic.
    package func partitions(of topic: String, timeoutMs: Int) throws(KafkaError) -> [TopicPartition] {
        try ClusterMetadata(requireClient(), timeoutMs: timeoutMs).partitions(of: topic)
    }
}
