import CLibrdkafka
import Glibc

/// Turns what librdkafka delivered into one flat batch. Keeps its working memory and the topics' indices.
@safe struct MessageBatchBuilder: ~Copyable {
    private struct Run {
        let topicIndex: Int32
        let partition: Int32
        var start: Int
        var end: Int
    }

    private var arena = PinnedBuffer<UInt8>(capacity: 64 * 1024)
    private var runs: [Run] = []
    private var topics: [String] = []
    private var lastTopic: (handle: OpaquePointer?, index: Int32) = (nil, 0)
    private var headersPerBatch = 0

    /// Takes over and frees the messages, which are without errors. Each is freed as soon as it is copied: librdkafka
    /// unpacks headers into many small allocations, and so the next message gets those of the last while they are warm.
    mutating func build(_ source: UnsafeBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>>) -> MessageBatch {
        unsafe findRuns(source)
        arena.removeAll()
        var messages: [MessageBatch.Message] = [], headers: [MessageBatch.Header] = []
        var partitions: [MessageBatch.Partition] = []
        messages.reserveCapacity(source.count)
        headers.reserveCapacity(headersPerBatch)
        for run in runs {
            let first = messages.count
            for i in run.start..<run.end {
                unsafe messages.append(take(source[i], run.topicIndex, &headers))
                unsafe rd_kafka_message_destroy(source[i])
            }
            Self.append(run, first..<messages.count, to: &partitions)
        }
        headersPerBatch = headers.count
        return MessageBatch(
            bytes: arena.array(), messages: messages, headers: headers, partitions: partitions, topics: topics)
    }

    /// Messages arrive in stretches of one partition; sorting the stretches groups the batch.
    private mutating func findRuns(_ source: UnsafeBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>>) {
        runs.removeAll(keepingCapacity: true)
        unsafe lastTopic = (nil, 0)
        for i in source.indices {
            let topic = unsafe index(of: source[i].pointee.rkt), partition = unsafe source[i].pointee.partition
            if let last = runs.last, last.topicIndex == topic, last.partition == partition {
                runs[runs.count - 1].end = i + 1
            } else {
                runs.append(Run(topicIndex: topic, partition: partition, start: i, end: i + 1))
            }
        }
        runs.sort { ($0.topicIndex, $0.partition, $0.start) < ($1.topicIndex, $1.partition, $1.start) }
    }

    private mutating func index(of handle: OpaquePointer?) -> Int32 {
        if unsafe handle == lastTopic.handle { return unsafe lastTopic.index }
        let name = unsafe handle.map { unsafe String(cString: rd_kafka_topic_name($0)) } ?? ""
        let index = topics.firstIndex(of: name) ?? topics.count
        if index == topics.count { topics.append(name) }
        unsafe lastTopic = unsafe (handle, Int32(index))
        return Int32(index)
    }

    private mutating func take(
        _ source: UnsafeMutablePointer<rd_kafka_message_t>, _ topicIndex: Int32, _ headers: inout [MessageBatch.Header]
    ) -> MessageBatch.Message {
        var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let timestampMs = unsafe rd_kafka_message_timestamp(source, &type)
        let keyOffset = arena.count
        let keyCount = unsafe write(source.pointee.key, source.pointee.key_len)
        let valueCount = unsafe write(source.pointee.payload, source.pointee.len)
        let firstHeader = headers.count
        unsafe take(headersOf: source, &headers)
        return unsafe MessageBatch.Message(
            topicIndex: topicIndex, partition: source.pointee.partition, offset: source.pointee.offset,
            timestampMs: timestampMs,
            timestampType: .init(rawValue: UInt8(truncatingIfNeeded: type.rawValue)) ?? .unknown,
            keyCount: keyCount, valueCount: valueCount, keyOffset: keyOffset, headers: firstHeader..<headers.count)
    }

    private mutating func take(
        headersOf message: UnsafeMutablePointer<rd_kafka_message_t>, _ headers: inout [MessageBatch.Header]
    ) {
        var list: OpaquePointer?
        guard unsafe rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR else { return }
        var name: UnsafePointer<CChar>?, value: UnsafeRawPointer?, valueCount = 0, index = 0
        while unsafe rd_kafka_header_get_all(list, index, &name, &value, &valueCount) == RD_KAFKA_RESP_ERR_NO_ERROR,
            let found = unsafe name
        {
            let start = arena.count
            _ = unsafe write(found, strlen(found))
            let valueOffset = arena.count
            let written = unsafe write(value, valueCount)
            headers.append(.init(name: start..<valueOffset, valueOffset: valueOffset, valueCount: written))
            index += 1
        }
    }

    /// Returns the length, or -1 for null.
    private mutating func write(_ source: UnsafeRawPointer?, _ count: Int) -> Int32 {
        guard let source = unsafe source else { return -1 }
        unsafe arena.append(UnsafeBufferPointer(start: source.assumingMemoryBound(to: UInt8.self), count: count))
        return Int32(clamping: count)
    }

    private static func append(_ run: Run, _ range: Range<Int>, to partitions: inout [MessageBatch.Partition]) {
        var range = range
        if let last = partitions.last, last.topicIndex == run.topicIndex, last.partition == run.partition {
            range = last.messages.lowerBound..<range.upperBound
            partitions.removeLast()
        }
        partitions.append(.init(topicIndex: run.topicIndex, partition: run.partition, messages: range))
    }
}
