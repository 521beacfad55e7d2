import CLibrdkafka

/// A growing buffer of trivial elements whose address librdkafka may keep.
@safe struct PinnedBuffer<Element: BitwiseCopyable>: ~Copyable {
    private(set) var start: UnsafeMutablePointer<Element>
    private(set) var count = 0
    private var capacity: Int

    init(capacity: Int) {
        self.capacity = max(capacity, 16)
        unsafe start = .allocate(capacity: self.capacity)
    }

    mutating func append(_ element: Element) {
        unsafe room(for: 1).initialize(to: element)
        count += 1
    }

    mutating func append(_ elements: UnsafeBufferPointer<Element>) {
        guard let source = elements.baseAddress else { return }
        unsafe room(for: elements.count).update(from: source, count: elements.count)
        count += elements.count
    }

    mutating func append(_ elements: Span<Element>) {
        unsafe elements.withUnsafeBufferPointer { unsafe append($0) }
    }

    /// Lets `body` write up to `limit` elements at the end and tell how many it wrote.
    mutating func append(upTo limit: Int, _ body: (inout OutputSpan<Element>) -> Void) {
        let target = unsafe UnsafeMutableBufferPointer(start: room(for: limit), count: limit)
        var output = unsafe OutputSpan(buffer: target, initializedCount: 0)
        body(&output)
        count += unsafe output.finalize(for: target)
    }

    subscript(index: Int) -> Element {
        get {
            precondition(index >= 0 && index < count)
            return unsafe start[index]
        }
        set {
            precondition(index >= 0 && index < count)
            unsafe start[index] = newValue
        }
    }

    func copy() -> PinnedBuffer {
        var result = PinnedBuffer(capacity: count)
        unsafe result.append(UnsafeBufferPointer(start: start, count: count))
        return result
    }

    private mutating func room(for extra: Int) -> UnsafeMutablePointer<Element> {
        if count + extra > capacity { grow(to: max(capacity * 2, count + extra)) }
        return unsafe start + count
    }

    private mutating func grow(to newCapacity: Int) {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
        unsafe larger.update(from: start, count: count)
        unsafe start.deallocate()
        unsafe start = larger
        capacity = newCapacity
    }

    deinit { unsafe start.deallocate() }
}

/// The memory of a `RecordBatch`. A batch that was handed over shares it with the producer until every record is
/// settled; whoever appends to it in the meantime works on a copy, so what librdkafka reads never changes.
final class RecordStorage: @unchecked Sendable {
    var bytes: PinnedBuffer<UInt8>
    var records: PinnedBuffer<kc_record>
    var headers: PinnedBuffer<kc_header>
    /// The headers every record starts with.
    let template: [kc_header]

    init(byteCapacity: Int, recordCapacity: Int, template entries: [HeaderTemplate.Entry]) {
        var bytes = PinnedBuffer<UInt8>(capacity: byteCapacity)
        template = entries.map { entry in
            kc_header(name: bytes.store(entry.name.span), value: entry.constant.map { bytes.store($0.span) })
        }
        self.bytes = bytes
        records = PinnedBuffer(capacity: recordCapacity)
        headers = PinnedBuffer(capacity: recordCapacity * entries.count)
    }

    private init(copyOf other: RecordStorage) {
        bytes = other.bytes.copy()
        records = other.records.copy()
        headers = other.headers.copy()
        template = other.template
    }

    func copy() -> RecordStorage { RecordStorage(copyOf: self) }

    func store(_ span: Span<UInt8>) -> StoredBytes { bytes.store(span) }

    func storeIfPresent(_ span: Span<UInt8>?) -> StoredBytes? {
        guard let span else { return nil }
        return store(span)
    }
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
