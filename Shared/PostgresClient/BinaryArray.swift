/// An array parameter built element by element in the form that goes over the wire, so that sending it is one copy.
///
/// Made to be kept: `removeAll(keepingCapacity:)` and fill it again for the next batch. One of these per column and
/// `INSERT … SELECT * FROM unnest($1::text[], $2::bigint[], …)` writes a whole batch with one statement.
package struct BinaryArray: Sendable {
    package let elementType: PostgresType
    package private(set) var count = 0
    private var storage: [UInt8]
    private let isFolding: Bool
    private var hasNull = false
    /// Elements that are the same as the first and not written, because no other one has come.
    private var folded = 0

    // dimensions, has-null flag, element type, then length and lower bound of the only dimension.
    private static let headerByteCount = 20
    private static let emptyByteCount = 12
    private static let flagOffset = 4
    private static let countOffset = 12

    /// - Parameter folding: whether of elements that are all the same only the first is kept.
    package init(of elementType: PostgresType, folding: Bool = false, minimumCapacity byteCount: Int = 0) {
        self.elementType = elementType
        isFolding = folding
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
        folded = 0
        hasNull = false
        writeHeader()
    }

    package mutating func reserveCapacity(byteCount: Int) { storage.reserveCapacity(byteCount) }

    package mutating func append(_ value: some PostgresEncodable) {
        if value.isNull { return appendNull() }
        var bytes: [UInt8] = []
        value.encode(into: &bytes)
        append(bytes: bytes)
    }

    package mutating func append(int64 value: Int64) {
        unsafe withUnsafeBytes(of: value.bigEndian) { unsafe append(element: $0) }
    }

    package mutating func append(int32 value: Int32) {
        unsafe withUnsafeBytes(of: value.bigEndian) { unsafe append(element: $0) }
    }

    package mutating func append(int16 value: Int16) {
        unsafe withUnsafeBytes(of: value.bigEndian) { unsafe append(element: $0) }
    }

    package mutating func append(uuid value: PostgresUUID) {
        unsafe withUnsafeBytes(of: value.bits.bigEndian) { unsafe append(element: $0) }
    }

    package mutating func append(place value: RowPlace) {
        let bits = UInt64(value.page) << 16 | UInt64(value.item)
        unsafe withUnsafeBytes(of: bits.bigEndian) {
            unsafe append(element: UnsafeRawBufferPointer(rebasing: $0[2...]))
        }
    }

    package mutating func append(bool value: Bool) {
        unsafe withUnsafeBytes(of: value ? 1 as UInt8 : 0) { unsafe append(element: $0) }
    }

    package mutating func append(timestamp value: Timestamp) { append(int64: value.wireValue) }

    /// For `text[]`.
    package mutating func append(text value: String) { append(bytes: value.utf8Span.span) }

    /// For `bytea[]`, and for `text[]` where the bytes are known to be UTF-8.
    package mutating func append(bytes: Span<UInt8>) {
        unsafe bytes.bytes.withUnsafeBytes { unsafe append(element: $0) }
    }

    /// For `bytea[]`, and for `text[]` where the bytes are known to be UTF-8.
    package mutating func append(bytes: ArraySlice<UInt8>) { append(bytes: bytes.span) }

    /// For `bytea[]`, and for `text[]` where the bytes are known to be UTF-8.
    package mutating func append(bytes: [UInt8]) { append(bytes: bytes.span) }

    /// For `jsonb[]`: UTF-8 JSON text.
    package mutating func append(json bytes: Span<UInt8>) {
        unfold()
        startElement(byteCount: bytes.count + 1)
        storage.append(JSONB.formatVersion)
        storage.appendSpan(bytes)
    }

    package mutating func appendNull() {
        unfold()
        hasNull = true
        storage.overwriteBigEndian(1, at: Self.flagOffset)
        startElement(byteCount: -1)
    }

    private mutating func append(element: UnsafeRawBufferPointer) {
        if isFolding, !hasNull, count == 1 {
            if unsafe isFirst(element) {
                folded += 1
                return
            }
            unfold()
        }
        unsafe write(element)
    }

    private mutating func write(_ element: UnsafeRawBufferPointer) {
        countElement()
        let length = Int32(truncatingIfNeeded: element.count).bigEndian
        // Length and bytes at once: each time an array is told to grow costs more than what is written here.
        storage.append(addingCapacity: element.count + 4) { output in
            unsafe output.withUnsafeMutableBufferPointer { memory, written in
                let room = UnsafeMutableRawBufferPointer(memory)
                unsafe room.storeBytes(of: length, toByteOffset: written, as: Int32.self)
                unsafe UnsafeMutableRawBufferPointer(rebasing: room[(written + 4)...]).copyMemory(from: element)
                written += element.count + 4
            }
        }
    }

    /// The first element, without its length.
    private var firstRange: Range<Int> { Self.headerByteCount + 4..<storage.count }

    private func isFirst(_ element: UnsafeRawBufferPointer) -> Bool {
        guard element.count == firstRange.count else { return false }
        let first = storage.span.extracting(firstRange)
        for index in first.indices where unsafe first[index] != element[index] { return false }
        return true
    }

    /// Writes what was left out.
    private mutating func unfold() {
        guard folded > 0 else { return }
        let first = Array(storage[firstRange])
        for _ in 0..<folded { unsafe first.withUnsafeBytes { unsafe write($0) } }
        folded = 0
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

    private mutating func startElement(byteCount: Int) {
        countElement()
        storage.appendBigEndian(Int32(truncatingIfNeeded: byteCount))
    }
}
