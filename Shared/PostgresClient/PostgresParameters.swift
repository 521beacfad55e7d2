import CLibpq

/// The bound values of one statement: single values side by side in one buffer, built arrays beside it without a copy.
package struct PostgresParameters: Sendable {
    private enum Location {
        case null
        case inline(offset: Int, byteCount: Int)
        case array(index: Int)
    }

    private var locations: [Location] = []
    private(set) var types: [PostgresType] = []
    // The first byte is never used: it gives an empty value an address, because libpq reads no address as NULL.
    private var inline: [UInt8] = [0]
    private var arrays: [BinaryArray] = []

    package init() {}

    /// One array per column, in the order of the placeholders.
    package init(columns: [BinaryArray]) {
        for column in columns { append(column) }
    }

    package var count: Int { locations.count }

    package mutating func append<Value: PostgresEncodable>(_ value: Value) {
        types.append(Value.postgresType)
        guard !value.isNull else { return locations.append(.null) }
        let offset = inline.count
        value.encode(into: &inline)
        locations.append(.inline(offset: offset, byteCount: inline.count - offset))
    }

    package mutating func append(_ array: BinaryArray) {
        types.append(array.type)
        locations.append(.array(index: arrays.count))
        arrays.append(array)
    }

    package mutating func append(contentsOf other: PostgresParameters) {
        let inlineShift = inline.count, arrayShift = arrays.count
        types += other.types
        inline += other.inline
        arrays += other.arrays
        for location in other.locations {
            switch location {
            case .null: locations.append(.null)
            case .inline(let offset, let byteCount):
                locations.append(.inline(offset: offset + inlineShift, byteCount: byteCount))
            case .array(let index): locations.append(.array(index: index + arrayShift))
            }
        }
    }

    package mutating func removeAll(keepingCapacity: Bool = true) {
        locations.removeAll(keepingCapacity: keepingCapacity)
        types.removeAll(keepingCapacity: keepingCapacity)
        inline.removeSubrange(1...)
        arrays.removeAll(keepingCapacity: keepingCapacity)
    }

    /// The parallel arrays that libpq wants; valid only inside `body`, because libpq copies what it sends.
    @unsafe struct Wire: ~Copyable {
        var values: [UnsafePointer<CChar>?] = unsafe []
        var lengths: [Int32] = []
        var formats: [Int32] = []
    }

    func withWire<R>(_ body: (borrowing Wire) throws(PostgresError) -> R) throws(PostgresError) -> R {
        var wire = unsafe Wire()
        unsafe wire.values = unsafe Array(repeating: nil, count: count)
        unsafe wire.lengths = Array(repeating: 0, count: count)
        unsafe wire.formats = Array(repeating: 1, count: count)
        return unsafe try pin(from: 0, &wire, body)
    }

    /// Each array is pinned by a closure of its own, the inline buffer by the innermost.
    private func pin<R>(from first: Int, _ wire: inout Wire, _ body: (borrowing Wire) throws(PostgresError) -> R)
        throws(PostgresError) -> R
    {
        for position in first..<count {
            guard case .array(let index) = locations[position] else { continue }
            return unsafe try arrays[index].withWireBytes { base, byteCount throws(PostgresError) in
                unsafe wire.values[position] = unsafe base.assumingMemoryBound(to: CChar.self)
                unsafe wire.lengths[position] = Int32(clamping: byteCount)
                return unsafe try pin(from: position + 1, &wire, body)
            }
        }
        return unsafe try pinInline(&wire, body)
    }

    private func pinInline<R>(_ wire: inout Wire, _ body: (borrowing Wire) throws(PostgresError) -> R)
        throws(PostgresError) -> R
    {
        let result = unsafe inline.withUnsafeBytes { bytes -> Result<R, PostgresError> in
            for (position, location) in locations.enumerated() {
                guard case .inline(let offset, let byteCount) = location else { continue }
                unsafe wire.values[position] = unsafe bytes.baseAddress.map {
                    unsafe ($0 + offset).assumingMemoryBound(to: CChar.self)
                }
                unsafe wire.lengths[position] = Int32(clamping: byteCount)
            }
            do throws(PostgresError) { return .success(unsafe try body(wire)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}
