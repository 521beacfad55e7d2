import CLibrdkafka

/// The memory of a `RecordBatch`. A batch that was handed over shares it with the producer until every record is
/// settled; whoever appends to it in the meantime works on a copy, so what librdkafka reads never changes.
///
/// The contents lie behind one constant pointer, because an access to a class's variable is checked for exclusivity
/// each time, which would cost more than what is appended.
@safe final class RecordStorage: @unchecked Sendable {
    struct Contents: ~Copyable {
        var bytes: PinnedBuffer<UInt8>
        var records: PinnedBuffer<kc_record>
        var headers: PinnedBuffer<kc_header>
    }

    let contents: UnsafeMutablePointer<Contents>
    /// The headers every record starts with.
    let template: [kc_header]

    init(byteCapacity: Int, recordCapacity: Int, template entries: [HeaderTemplate.Entry]) {
        var bytes = PinnedBuffer<UInt8>(capacity: byteCapacity)
        template = entries.map { entry in
            kc_header(name: bytes.store(entry.name.span), value: entry.constant.map { bytes.store($0.span) })
        }
        unsafe contents = .allocate(capacity: 1)
        unsafe contents.initialize(
            to: Contents(
                bytes: bytes, records: PinnedBuffer(capacity: recordCapacity),
                headers: PinnedBuffer(capacity: recordCapacity * entries.count)))
    }

    private init(copyOf other: RecordStorage) {
        template = other.template
        unsafe contents = .allocate(capacity: 1)
        unsafe contents.initialize(
            to: Contents(
                bytes: other.contents.pointee.bytes.copy(), records: other.contents.pointee.records.copy(),
                headers: other.contents.pointee.headers.copy()))
    }

    deinit {
        unsafe contents.deinitialize(count: 1)
        unsafe contents.deallocate()
    }

    func copy() -> RecordStorage { RecordStorage(copyOf: self) }

    var count: Int { unsafe contents.pointee.records.count }
    var byteCount: Int { unsafe contents.pointee.bytes.count }

    func store(_ span: Span<UInt8>) -> StoredBytes { unsafe contents.pointee.bytes.store(span) }

    func storeIfPresent(_ span: Span<UInt8>?) -> StoredBytes? {
        guard let span else { return nil }
        return store(span)
    }

    func store(upTo limit: Int, _ body: (inout OutputSpan<UInt8>) -> Void) -> StoredBytes {
        let offset = byteCount
        unsafe contents.pointee.bytes.append(upTo: limit, body)
        return StoredBytes(offset: offset, count: byteCount - offset)
    }

    func append(_ key: StoredBytes?, _ value: StoredBytes?, partition: Int32, timestampMs: Int64) {
        let record = unsafe kc_record(
            key: Int64(key?.offset ?? 0), value: Int64(value?.offset ?? 0), timestamp_ms: timestampMs,
            first_header: Int64(contents.pointee.headers.count), key_length: key.lengthOrNull,
            value_length: value.lengthOrNull, partition: partition, header_count: Int32(template.count))
        unsafe contents.pointee.records.append(record)
        unsafe template.withUnsafeBufferPointer { unsafe contents.pointee.headers.append($0) }
    }

    func setHeader(_ index: Int, _ value: StoredBytes?) {
        precondition(
            count > 0 && index < template.count, "append a record before its headers, of the batch's own template")
        let first = unsafe Int(contents.pointee.records[count - 1].first_header)
        unsafe contents.pointee.headers.update(first + index) { header in
            header.value = Int64(value?.offset ?? 0)
            header.value_length = value.lengthOrNull
        }
    }

    func addHeader(_ name: StoredBytes, _ value: StoredBytes?) {
        precondition(count > 0, "append a record before its headers")
        var header = kc_header(name: name, value: value)
        header.value_length = value.lengthOrNull
        unsafe contents.pointee.headers.append(header)
        unsafe contents.pointee.records.update(count - 1) { $0.header_count += 1 }
    }

    /// Returns the index of the first record librdkafka refused (`count`: none) and why.
    func hand(
        to client: OpaquePointer, _ topic: OpaquePointer, from start: Int, id: UInt32,
        _ error: inout rd_kafka_resp_err_t
    ) -> Int {
        unsafe kc_produce(
            client, topic, contents.pointee.bytes.start, contents.pointee.records.start, contents.pointee.headers.start,
            start,
            count, id, &error)
    }
}

extension StoredBytes? {
    fileprivate var lengthOrNull: Int32 { map { Int32(clamping: $0.count) } ?? Int32(KC_NULL) }
}

extension PinnedBuffer<UInt8> {
    mutating func store(_ span: Span<UInt8>) -> StoredBytes {
        let offset = count
        append(span)
        return StoredBytes(offset: offset, count: span.count)
    }
}

extension kc_header {
    /// `nil` stands for a header that is not sent.
    init(name: StoredBytes, value: StoredBytes?) {
        self.init(
            name: Int64(name.offset), value: Int64(value?.offset ?? 0), name_length: Int32(clamping: name.count),
            value_length: value.map { Int32(clamping: $0.count) } ?? Int32(KC_ABSENT))
    }
}
