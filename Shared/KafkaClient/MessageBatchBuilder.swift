import CLibrdkafka
import Glibc

/// Copies what librdkafka delivered into one flat batch. Keeps its working arrays and the topics' indices.
@safe struct MessageBatchBuilder {
    @safe private struct HeaderView {
        let name: UnsafePointer<CChar>
        let nameCount: Int
        let value: UnsafeRawPointer?
        let valueCount: Int
    }

    private struct Run {
        let topicIndex: Int32
        let partition: Int32
        var start: Int
        var end: Int
    }

    private var views: [HeaderView] = []
    private var runs: [Run] = []
    private(set) var topics: [String] = []
    private var lastTopic: (handle: OpaquePointer?, index: Int32) = (nil, 0)

    /// `source` holds messages without errors only.
    mutating func build(_ source: UnsafeBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>>) -> MessageBatch {
        unsafe findRuns(source)
        var total = 0
        var headerCounts: [Int32] = []
        headerCounts.reserveCapacity(source.count)
        views.removeAll(keepingCapacity: true)
        for run in runs {
            for i in run.start..<run.end {
                total += unsafe source[i].pointee.key_len + source[i].pointee.len
                headerCounts.append(unsafe Int32(view(headersOf: source[i], &total)))
            }
        }
        return unsafe copy(source, headerCounts, total)
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

    private mutating func view(headersOf message: UnsafeMutablePointer<rd_kafka_message_t>, _ total: inout Int) -> Int {
        var list: OpaquePointer?
        guard unsafe rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR else { return 0 }
        var name: UnsafePointer<CChar>?, value: UnsafeRawPointer?, valueCount = 0, index = 0
        while unsafe rd_kafka_header_get_all(list, index, &name, &value, &valueCount) == RD_KAFKA_RESP_ERR_NO_ERROR,
            let found = unsafe name
        {
            let nameCount = unsafe strlen(found)
            unsafe views.append(HeaderView(name: found, nameCount: nameCount, value: value, valueCount: valueCount))
            total += nameCount + valueCount
            index += 1
        }
        return index
    }

    private func copy(
        _ source: UnsafeBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>>, _ headerCounts: [Int32], _ total: Int
    ) -> MessageBatch {
        var messages: [MessageBatch.Message] = [], headers: [MessageBatch.Header] = []
        var partitions: [MessageBatch.Partition] = []
        messages.reserveCapacity(headerCounts.count)
        headers.reserveCapacity(views.count)
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: total) { buffer, used in
            var arena = unsafe ArenaWriter(buffer)
            for run in runs {
                let first = messages.count
                for i in run.start..<run.end {
                    let headerCount = Int(headerCounts[messages.count])
                    unsafe messages.append(message(source[i], run.topicIndex, headers.count..<headers.count + headerCount, &arena))
                    for view in views[headers.count..<headers.count + headerCount] {
                        headers.append(header(view, &arena))
                    }
                }
                append(run, first..<messages.count, to: &partitions)
            }
            used = arena.used
        }
        return MessageBatch(bytes: bytes, messages: messages, headers: headers, partitions: partitions, topics: topics)
    }

    private func append(_ run: Run, _ range: Range<Int>, to partitions: inout [MessageBatch.Partition]) {
        var range = range
        if let last = partitions.last, last.topicIndex == run.topicIndex, last.partition == run.partition {
            range = last.messages.lowerBound..<range.upperBound
            partitions.removeLast()
        }
        partitions.append(.init(topicIndex: run.topicIndex, partition: run.partition, messages: range))
    }

    private func message(
        _ source: UnsafeMutablePointer<rd_kafka_message_t>, _ topicIndex: Int32, _ headers: Range<Int>, _ arena: inout ArenaWriter
    ) -> MessageBatch.Message {
        var type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let timestampMs = unsafe rd_kafka_message_timestamp(source, &type)
        let keyOffset = arena.used
        let keyCount = unsafe arena.write(source.pointee.key, source.pointee.key_len)
        let valueCount = unsafe arena.write(source.pointee.payload, source.pointee.len)
        return unsafe MessageBatch.Message(
            topicIndex: topicIndex, partition: source.pointee.partition, offset: source.pointee.offset,
            timestampMs: timestampMs, timestampType: .init(rawValue: UInt8(truncatingIfNeeded: type.rawValue)) ?? .unknown,
            keyCount: keyCount, valueCount: valueCount, keyOffset: keyOffset, headers: headers)
    }

    private func header(_ view: HeaderView, _ arena: inout ArenaWriter) -> MessageBatch.Header {
        let start = arena.used
        _ = unsafe arena.write(view.name, view.nameCount)
        let valueOffset = arena.used
        let valueCount = unsafe arena.write(view.value, view.valueCount)
        return MessageBatch.Header(name: start..<valueOffset, valueOffset: valueOffset, valueCount: valueCount)
    }
}

/// Fills memory that was measured beforehand.
@safe private struct ArenaWriter {
    private let target: UnsafeMutableBufferPointer<UInt8>
    private(set) var used = 0

    init(_ target: UnsafeMutableBufferPointer<UInt8>) { unsafe self.target = unsafe target }

    /// Returns the length, or -1 for null.
    mutating func write(_ source: UnsafeRawPointer?, _ count: Int) -> Int32 {
        guard let source = unsafe source else { return -1 }
        if count > 0, let start = unsafe target.baseAddress {
            precondition(unsafe used + count <= target.count)
            unsafe memcpy(start + used, source, count)
            used += count
        }
        return Int32(clamping: count)
    }
}
