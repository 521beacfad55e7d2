/// An array parameter built element by element in the form that goes over the wire, so that sending it is one copy.
///
/// Made to be kept: `removeAll(keepingCapacity:)` and fill it again for the next batch. One of these per column and
/// `INSERT … SELECT * FROM unnest($1::text[], $2::bigint[], …)` writes a whole batch with one statement.
package struct BinaryArray: Sendable {
    package let elementType: PostgresType
    package private(set) var count = 0
    private var storage: [UInt8]

    // dimensions, has-null flag, element type, then length and lower bound of the only dimension.
    private static let headerByteCount = 20
    private static let emptyByteCount = 12
    private static let flagOffset = 4
    private static let countOffset = 12

    package init(of elementType: PostgresType, minimumCapacity byteCount: Int = 0) {
        self.elementType = elementType
        storage = []
        storage.reserveCapacity(max(byteCount, Self.headerByteCount))
        writeHeader()
    }

    /// Of an array type that ``PostgresType`` does not list, the statement must say the type: `$1::mytype[]`.
    package var type: PostgresType { elementType.arrayType }

    /// Bytes it will take on the wire.
    package var byteCount: Int { count == 0 ? Self.emptyByteCount : storage.count }

    package mutating func removeAll(keepingCapacity: Bool = true) {
        storage.removeAll(keepingCapacity: keepingCapacity)
        count = 0
        writeHeader()
    }

    package mutating func reserveCapacity(byteCount: Int) { storage.reserveCapacity(byteCount) }

    package mutating func append(_ value: some PostgresEncodable) {
        if value.isNull { return appendNull() }
        countElement()
        value.encodeLengthPrefixed(into: &storage)
    }

    @inline(__always)
    package mutating func append(int64 value: Int64) {
        startElement(byteCount: 8)
        storage.appendBigEndian(value)
    }

    @inline(__always)
    package mutating func append(int32 value: Int32) {
        startElement(byteCount: 4)
        storage.appendBigEndian(value)
    }

    package mutating func append(bool value: Bool) {
        startElement(byteCount: 1)
        storage.append(value ? 1 : 0)
    }

    package mutating func append(timestamp value: Timestamp) { append(int64: value.wireValue) }

    /// For `text[]`.
    package mutating func append(text value: String) {
        startElement(byteCount: value.utf8.count)
        storage.append(contentsOf: value.utf8)
    }

    /// For `bytea[]`, and for `text[]` where the bytes are known to be UTF-8.
    package mutating func append(bytes: Span<UInt8>) {
        startElement(byteCount: bytes.count)
        storage.appendSpan(bytes)
    }

    /// For `bytea[]`, and for `text[]` where the bytes are known to be UTF-8.
    package mutating func append(bytes: ArraySlice<UInt8>) {
        startElement(byteCount: bytes.count)
        storage.append(contentsOf: bytes)
    }

    /// For `bytea[]`, and for `text[]` where the bytes are known to be UTF-8.
    package mutating func append(bytes: [UInt8]) {
        startElement(byteCount: bytes.count)
        storage.append(contentsOf: bytes)
    }

    /// For `jsonb[]`: UTF-8 JSON text.
    package mutating func append(json bytes: Span<UInt8>) {
        startElement(byteCount: bytes.count + 1)
        storage.append(JSONB.formatVersion)
        storage.appendSpan(bytes)
    }

    package mutating func appendNull() {
        storage.overwriteBigEndian(1, at: Self.flagOffset)
        startElement(byteCount: -1)
    }

    /// Keeps the first element alone if all are the same.
    package mutating func fold() {
        guard count > 1, let byteCount = elementByteCount, firstFills(byteCount), isPeriodic(byteCount) else { return }
        storage.removeLast(storage.count - Self.headerByteCount - byteCount)
        count = 1
        storage.overwriteBigEndian(Int32(1), at: Self.countOffset)
    }

    /// Of each element with its length, if all are equally long.
    private var elementByteCount: Int? {
        let (quotient, remainder) = (storage.count - Self.headerByteCount).quotientAndRemainder(dividingBy: count)
        return remainder == 0 ? quotient : nil
    }

    /// Without it, bytes that repeat might begin anew in the middle of an element.
    private func firstFills(_ byteCount: Int) -> Bool {
        let length = storage[Self.headerByteCount..<(Self.headerByteCount + 4)].reduce(0) { $0 << 8 | UInt32($1) }
        return Int32(bitPattern: length) == byteCount - 4
    }

    private func isPeriodic(_ period: Int) -> Bool {
        let elements = storage.span.extracting(Self.headerByteCount...)
        for index in 0..<(elements.count - period) where elements[index] != elements[index + period] { return false }
        return true
    }

    func withWireBytes<R>(_ body: (UnsafeRawPointer, Int) throws(PostgresError) -> R) throws(PostgresError) -> R {
        let byteCount = byteCount
        let result = unsafe storage.withUnsafeBytes { bytes -> Result<R, PostgresError> in
            // The header was written, so there is an address.
            guard let base = bytes.baseAddress else {
                return .failure(PostgresError(.misuse, "array without a header"))
            }
            do throws(PostgresError) { return .success(unsafe try body(base, byteCount)) } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private mutating func writeHeader() {
        storage.appendBigEndian(Int32(0))
        storage.appendBigEndian(Int32(0))
        storage.appendBigEndian(elementType.rawValue)
        storage.appendBigEndian(Int32(0))
        storage.appendBigEndian(Int32(1))
    }

    @inline(__always)
    private mutating func countElement() {
        if count == 0 { storage.overwriteBigEndian(1, at: 0) }
        count += 1
        storage.overwriteBigEndian(Int32(truncatingIfNeeded: count), at: Self.countOffset)
    }

    @inline(__always)
    private mutating func startElement(byteCount: Int) {
        countElement()
        storage.appendBigEndian(Int32(truncatingIfNeeded: byteCount))
    }
}
