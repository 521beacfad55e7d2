/// PostgreSQL's binary formats are big-endian; these are the few reads and writes everything else is made of.
extension [UInt8] {
    @inline(__always)
    mutating func appendBigEndian<Integer: FixedWidthInteger>(_ value: Integer) {
        unsafe Swift.withUnsafeBytes(of: value.bigEndian) { unsafe append(contentsOf: $0) }
    }

    @inline(__always)
    mutating func appendSpan(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    /// Overwrites four bytes at `offset`, which must exist.
    @inline(__always)
    mutating func overwriteBigEndian(_ value: Int32, at offset: Int) {
        unsafe withUnsafeMutableBytes {
            unsafe $0.storeBytes(of: value.bigEndian, toByteOffset: offset, as: Int32.self)
        }
    }

    /// Appends what `encode` appends, preceded by its length in four bytes.
    mutating func appendLengthPrefixed(_ encode: (inout [UInt8]) -> Void) {
        let start = count
        appendBigEndian(Int32(0))
        encode(&self)
        overwriteBigEndian(Int32(count - start - 4), at: start)
    }
}

extension RawSpan {
    /// The integer at `offset`; `nil` where the bytes end before it does.
    func bigEndian<Integer: FixedWidthInteger & BitwiseCopyable>(at offset: Int = 0, as type: Integer.Type) -> Integer?
    {
        guard offset >= 0, byteCount - offset >= MemoryLayout<Integer>.size else { return nil }
        return unsafe Integer(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: type))
    }

    /// The integer that fills this span exactly.
    func wholeBigEndian<Integer: FixedWidthInteger & BitwiseCopyable>(as type: Integer.Type) -> Integer? {
        byteCount == MemoryLayout<Integer>.size ? bigEndian(as: type) : nil
    }

    var array: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }

    var string: String { unsafe withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) } }
}
