import CLibrdkafka

/// One partition of one topic.
package struct TopicPartition: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let topic: String
    package let partition: Int32

    package init(_ topic: String, _ partition: Int32) {
        self.topic = topic
        self.partition = partition
    }

    package static func < (a: Self, b: Self) -> Bool { (a.topic, a.partition) < (b.topic, b.partition) }

    package var description: String { "\(topic)[\(partition)]" }
}

/// Where reading starts.
package enum StartOffset: Sendable, Hashable {
    /// At this offset, which is the first one delivered.
    case at(Int64)
    /// At the oldest record the partition still has.
    case beginning
    /// After the newest record: only later ones are delivered.
    case end

    var number: Int64 {
        switch self {
        case .at(let offset): offset
        case .beginning: Int64(RD_KAFKA_OFFSET_BEGINNING)
        case .end: Int64(RD_KAFKA_OFFSET_END)
        }
    }
}

/// The owner of librdkafka's list of partitions, offsets and errors.
@safe struct PartitionList: ~Copyable {
    let raw: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(count: Int) { unsafe raw = rd_kafka_topic_partition_list_new(Int32(clamping: count)) }

    init(consuming raw: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) { unsafe self.raw = unsafe raw }

    init(_ partitions: some Collection<TopicPartition>) {
        self.init(count: partitions.count)
        for partition in partitions { add(partition) }
    }

    init(_ offsets: [TopicPartition: Int64]) {
        self.init(count: offsets.count)
        for (partition, offset) in offsets { add(partition, offset) }
    }

    func add(_ partition: TopicPartition, _ offset: Int64 = Int64(RD_KAFKA_OFFSET_INVALID)) {
        unsafe rd_kafka_topic_partition_list_add(raw, partition.topic, partition.partition).pointee.offset = offset
    }

    func forEach(_ body: (TopicPartition, _ offset: Int64, _ error: rd_kafka_resp_err_t) -> Void) {
        for i in 0..<Int(unsafe raw.pointee.cnt) {
            let element = unsafe raw.pointee.elems[i]
            body(
                unsafe TopicPartition(String(cString: element.topic), element.partition), unsafe element.offset,
                unsafe element.err)
        }
    }

    /// The partitions' offsets, or the first partition's error.
    func offsets(_ doing: String) throws(KafkaError) -> [TopicPartition: Int64] {
        var result: [TopicPartition: Int64] = [:]
        var failure: KafkaError?
        forEach { partition, offset, error in
            result[partition] = offset
            if error != RD_KAFKA_RESP_ERR_NO_ERROR, failure == nil {
                failure = KafkaError(error, "\(doing) \(partition)")
            }
        }
        if let failure { throw failure }
        return result
    }

    deinit { unsafe rd_kafka_topic_partition_list_destroy(raw) }
}

func partitions(of list: UnsafePointer<rd_kafka_topic_partition_list_t>?) -> [TopicPartition] {
    guard let list = unsafe list else { return [] }
    return (0..<Int(unsafe list.pointee.cnt)).map {
        unsafe TopicPartition(String(cString: list.pointee.elems[$0].topic), list.pointee.elems[$0].partition)
    }
}
