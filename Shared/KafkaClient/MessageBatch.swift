/// Messages as they came, grouped by partition and within a partition in offset order. All keys, values, header names
/// and header values lie in `bytes`; everything else refers to it by ranges, so that reading copies nothing:
///
///     let bytes = batch.bytes.span
///     for message in batch.messages[partition.messages] { decode(bytes.extracting(message.value)) }
package struct MessageBatch: Sendable {
    package struct Header: Sendable {
        package let name: Range<Int>
        let valueOffset: Int
        let valueCount: Int32
        /// `nil` is a null value, which is not the same as an empty one.
        package var value: Range<Int>? { valueCount < 0 ? nil : valueOffset..<valueOffset + Int(valueCount) }
    }

    package enum TimestampType: UInt8, Sendable { case unknown, createTime, logAppendTime }

    package struct Message: Sendable {
        /// Into `topics`.
        package let topicIndex: Int32
        package let partition: Int32
        package let offset: Int64
        /// Milliseconds since 1970; -1 when unknown.
        package let timestampMs: Int64
        package let timestampType: TimestampType
        let keyCount: Int32
        let valueCount: Int32
        let keyOffset: Int
        /// Into `headers`, in the order in which they were sent.
        package let headers: Range<Int>

        /// `nil` is no key, which is not the same as an empty one.
        package var key: Range<Int>? { keyCount < 0 ? nil : keyOffset..<keyOffset + Int(keyCount) }
        /// `nil` is a tombstone, which is not the same as an empty value.
        package var value: Range<Int>? {
            guard valueCount >= 0 else { return nil }
            let start = keyOffset + Int(max(keyCount, 0))
            return start..<start + Int(valueCount)
        }
    }

    /// The messages of one partition.
    package struct Partition: Sendable {
        package let topicIndex: Int32
        package let partition: Int32
        /// Into `messages`.
        package let messages: Range<Int>
    }

    package let bytes: [UInt8]
    package let messages: [Message]
    package let headers: [Header]
    package let partitions: [Partition]
    /// Names by `topicIndex`; an index keeps its meaning for the life of the consumer.
    package let topics: [String]

    package var count: Int { messages.count }

    /// When the message was sent or stored, in milliseconds since 1970; nil where nobody says, or no calendar holds what they say.
    package func timestampMs(of index: Int) -> Int64? {
        let timestampMs = messages[index].timestampMs
        return 0..<Self.year10000Ms ~= timestampMs ? timestampMs : nil
    }

    private static let year10000Ms: Int64 = 253_402_300_800_000

    package func topic(of message: Message) -> String { topics[Int(message.topicIndex)] }

    package func topicPartition(of partition: Partition) -> TopicPartition {
        TopicPartition(topics[Int(partition.topicIndex)], partition.partition)
    }

    /// The first header of that name; its `value` is `nil` if it is null.
    package func header(named name: Span<UInt8>, of message: Message) -> Header? {
        let bytes = bytes.span
        for index in message.headers {
            let header = headers[index]
            if header.name.count == name.count, isEqual(bytes.extracting(header.name), name) { return header }
        }
        return nil
    }

    package func header(named name: StaticString, of message: Message) -> Header? {
        precondition(name.hasPointerRepresentation)
        let span = unsafe Span(_unsafeStart: name.utf8Start, count: name.utf8CodeUnitCount)
        return header(named: span, of: message)
    }

    private func isEqual(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
        for index in a.indices where a[index] != b[index] { return false }
        return true
    }
}

extension MessageBatch {
    package static var empty: MessageBatch {
        MessageBatch(bytes: [], messages: [], headers: [], partitions: [], topics: [])
    }
}
