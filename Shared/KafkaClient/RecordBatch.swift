import CLibrdkafka

/// Bytes that lie in a batch already and may be used in it more than once.
package struct StoredBytes: Sendable {
    let offset: Int
    package let count: Int
}

/// Records for one topic, to be sent in their order: one arena for all bytes, no allocation per record.
///
///     var batch = RecordBatch(headers: template)
///     batch.append(key: key.span, value: nil)
///     batch.setHeader(id, to: eventID.span)
///
/// A value; a copy costs nothing until one of the two is changed.
package struct RecordBatch: Sendable {
    private(set) var storage: RecordStorage

    /// The capacities are first guesses that save growing.
    package init(headers: HeaderTemplate = HeaderTemplate(), byteCapacity: Int = 4096, recordCapacity: Int = 16) {
        storage = RecordStorage(byteCapacity: byteCapacity, recordCapacity: recordCapacity, template: headers.entries)
    }

    package var count: Int { storage.records.count }
    package var isEmpty: Bool { count == 0 }
    /// All keys, values and header values, in bytes.
    package var byteCount: Int { storage.bytes.count }

    /// Puts bytes into the arena without using them yet.
    package mutating func store(_ bytes: Span<UInt8>) -> StoredBytes {
        makeUnique()
        return storage.store(bytes)
    }

    /// The same, written in place: `body` may write up to `limit` bytes.
    package mutating func store(upTo limit: Int, _ body: (inout OutputSpan<UInt8>) -> Void) -> StoredBytes {
        makeUnique()
        let offset = storage.bytes.count
        storage.bytes.append(upTo: limit, body)
        return StoredBytes(offset: offset, count: storage.bytes.count - offset)
    }

    /// - Parameters:
    ///   - partition: `nil` lets the partitioner choose by the key.
    ///   - value: `nil` is a tombstone, which is not the same as an empty value.
    ///   - timestampMs: milliseconds since 1970; `nil` is the time of sending.
    package mutating func append(
        partition: Int32? = nil, key: Span<UInt8>?, value: Span<UInt8>?, timestampMs: Int64? = nil
    ) {
        makeUnique()
        let storedKey = storage.storeIfPresent(key), storedValue = storage.storeIfPresent(value)
        appendStored(partition: partition, key: storedKey, value: storedValue, timestampMs: timestampMs)
    }

    /// As `append`, of bytes stored in this batch before.
    package mutating func appendStored(
        partition: Int32? = nil, key: StoredBytes?, value: StoredBytes?, timestampMs: Int64? = nil
    ) {
        makeUnique()
        let null = Int32(KC_NULL), template = storage.template
        storage.records.append(
            kc_record(
                key: Int64(key?.offset ?? 0), value: Int64(value?.offset ?? 0), timestamp_ms: timestampMs ?? 0,
                first_header: Int64(storage.headers.count), key_length: key.map { Int32(clamping: $0.count) } ?? null,
                value_length: value.map { Int32(clamping: $0.count) } ?? null,
                partition: partition ?? RD_KAFKA_PARTITION_UA, header_count: Int32(template.count)))
        storage.headers.append(template.span)
    }

    /// Fills a place of the template in the record appended last; `nil` is a header with a null value.
    package mutating func setHeader(_ field: HeaderTemplate.Field, to value: Span<UInt8>?) {
        makeUnique()
        setValue(field, storage.storeIfPresent(value))
    }

    package mutating func setHeader(_ field: HeaderTemplate.Field, toStored value: StoredBytes) {
        makeUnique()
        setValue(field, value)
    }

    /// Adds a header that the template does not have to the record appended last, after all its others.
    package mutating func addHeader(_ name: Span<UInt8>, _ value: Span<UInt8>?) {
        precondition(count > 0, "append a record before its headers")
        makeUnique()
        let storedName = storage.store(name), stored = storage.storeIfPresent(value)
        var header = kc_header(name: storedName, value: stored)
        if stored == nil { header.value_length = Int32(KC_NULL) }
        storage.headers.append(header)
        storage.records[count - 1].header_count += 1
    }

    package mutating func addHeader(_ name: String, _ value: String?) {
        let name = Array(name.utf8)
        if let value { addHeader(name.span, Array(value.utf8).span) } else { addHeader(name.span, nil) }
    }

    private func setValue(_ field: HeaderTemplate.Field, _ value: StoredBytes?) {
        precondition(count > 0, "append a record before its headers")
        let index = Int(storage.records[count - 1].first_header) + field.index
        storage.headers[index].value = Int64(value?.offset ?? 0)
        storage.headers[index].value_length = value.map { Int32(clamping: $0.count) } ?? Int32(KC_NULL)
    }

    private mutating func makeUnique() {
        if !isKnownUniquelyReferenced(&storage) { storage = storage.copy() }
    }
}
