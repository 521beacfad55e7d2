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

    package var count: Int { storage.count }
    package var isEmpty: Bool { count == 0 }
    /// All keys, values and header values, in bytes.
    package var byteCount: Int { storage.byteCount }

    /// Puts bytes into the arena without using them yet.
    package mutating func store(_ bytes: Span<UInt8>) -> StoredBytes {
        makeUnique()
        return storage.store(bytes)
    }

    /// The same, written in place: `body` may write up to `limit` bytes.
    package mutating func store(upTo limit: Int, _ body: (inout OutputSpan<UInt8>) -> Void) -> StoredBytes {
        makeUnique()
        return storage.store(upTo: limit, body)
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
        storage.append(key, value, partition: partition ?? RD_KAFKA_PARTITION_UA, timestampMs: timestampMs ?? 0)
    }

    /// Fills a place of the template in the record appended last; `nil` is a header with a null value.
    package mutating func setHeader(_ field: HeaderTemplate.Field, to value: Span<UInt8>?) {
        makeUnique()
        storage.setHeader(field.index, storage.storeIfPresent(value))
    }

    package mutating func setHeader(_ field: HeaderTemplate.Field, toStored value: StoredBytes) {
        makeUnique()
        storage.setHeader(field.index, value)
    }

    /// Adds a header that the template does not have to the record appended last, after all its others.
    package mutating func addHeader(_ name: Span<UInt8>, _ value: Span<UInt8>?) {
        makeUnique()
        storage.addHeader(storage.store(name), storage.storeIfPresent(value))
    }

    package mutating func addHeader(_ name: String, _ value: String?) {
        let name = Array(name.utf8)
        if let value { addHeader(name.span, Array(value.utf8).span) } else { addHeader(name.span, nil) }
    }

    private mutating func makeUnique() {
        if !isKnownUniquelyReferenced(&storage) { storage = storage.copy() }
    }
}
