/// Rows for `COPY … FROM STDIN (FORMAT binary)`, built in the form that goes over the wire. Made to be emptied and filled again.
///
/// Begin each row with ``beginRow()`` and append exactly one value per column, each of the column's own type: binary COPY converts nothing.
package struct BinaryCopyRows: Sendable {
    package let columnCount: Int
    package private(set) var count = 0
    private(set) var bytes: [UInt8] = []
    private var columnsLeft = 0
    /// The first row, counted from 0, that did not get one value per column.
    private var malformedRow: Int?

    package init(columnCount: Int) { self.columnCount = columnCount }

    package var byteCount: Int { bytes.count }

    package mutating func removeAll(keepingCapacity: Bool = true) {
        bytes.removeAll(keepingCapacity: keepingCapacity)
        count = 0
        columnsLeft = 0
        malformedRow = nil
    }

    package mutating func beginRow() {
        checkRow()
        bytes.appendBigEndian(Int16(truncatingIfNeeded: columnCount))
        columnsLeft = columnCount
        count += 1
    }

    package mutating func append(_ value: some PostgresEncodable) {
        columnsLeft -= 1
        value.encodeLengthPrefixed(into: &bytes)
    }

    package mutating func append(int64 value: Int64) {
        startValue(byteCount: 8)
        bytes.appendBigEndian(value)
    }

    package mutating func append(text value: String) {
        startValue(byteCount: value.utf8.count)
        bytes.append(contentsOf: value.utf8)
    }

    /// For `bytea`, and for `text` where the bytes are known to be UTF-8.
    package mutating func append(bytes value: Span<UInt8>) {
        startValue(byteCount: value.count)
        bytes.appendSpan(value)
    }

    package mutating func appendNull() { startValue(byteCount: -1) }

    private mutating func startValue(byteCount: Int) {
        columnsLeft -= 1
        bytes.appendBigEndian(Int32(truncatingIfNeeded: byteCount))
    }

    private mutating func checkRow() {
        if columnsLeft != 0, malformedRow == nil { malformedRow = count - 1 }
    }

    /// The rows, if each has all its columns.
    func checkedBytes() throws(PostgresError) -> [UInt8] {
        if let row = malformedRow ?? (columnsLeft != 0 ? count - 1 : nil) {
            throw PostgresError(.misuse, "row \(row) of the copied rows does not have \(columnCount) values")
        }
        return bytes
    }

    static let header: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [UInt8](repeating: 0, count: 8)
    static let trailer: [UInt8] = [0xFF, 0xFF]
}
