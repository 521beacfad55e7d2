import CLibrdkafka

/// One topic as the cluster describes it.
package struct TopicDescription: Sendable, Hashable {
    package struct Partition: Sendable, Hashable {
        package let id: Int32
        /// Broker id; -1 while there is none.
        package let leader: Int32
        package let replicas: [Int32]
        package let inSyncReplicas: [Int32]
    }

    package let name: String
    package let partitions: [Partition]
}

/// What the cluster consists of. Asks for all topics, because asking for one by name may create it.
struct ClusterMetadata {
    let brokers: [Int32]
    let topics: [TopicDescription]

    init(_ client: ClientHandle, timeoutMs: Int) throws(KafkaError) {
        var answer: UnsafePointer<rd_kafka_metadata>?
        let error = unsafe rd_kafka_metadata(client.raw, 1, nil, &answer, Int32(clamping: timeoutMs))
        guard error == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata = unsafe answer else {
            throw KafkaError(error, "no broker answered (check bootstrap.servers)")
        }
        defer { unsafe rd_kafka_metadata_destroy(metadata) }
        brokers = (0..<Int(unsafe metadata.pointee.broker_cnt)).map { unsafe metadata.pointee.brokers[$0].id }
        topics = (0..<Int(unsafe metadata.pointee.topic_cnt)).map {
            unsafe TopicDescription(metadata.pointee.topics[$0])
        }
    }

    func partitions(of topic: String) throws(KafkaError) -> [TopicPartition] {
        guard let found = topics.first(where: { $0.name == topic }) else {
            throw KafkaError(.unknownTopic, "topic \"\(topic)\" does not exist")
        }
        return found.partitions.map { TopicPartition(topic, $0.id) }
    }
}

extension TopicDescription {
    fileprivate init(_ topic: rd_kafka_metadata_topic) {
        unsafe name = String(cString: topic.topic)
        partitions = (0..<Int(unsafe topic.partition_cnt)).map { index in
            let partition = unsafe topic.partitions[index]
            return unsafe Partition(
                id: partition.id, leader: partition.leader,
                replicas: [Int32](UnsafeBufferPointer(start: partition.replicas, count: Int(partition.replica_cnt))),
                inSyncReplicas: [Int32](UnsafeBufferPointer(start: partition.isrs, count: Int(partition.isr_cnt))))
        }
    }
}
