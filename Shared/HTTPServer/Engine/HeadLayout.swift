/// Whether the parts of a head lie in libmicrohttpd's buffer as a strict reader would have cut them.
///
/// libmicrohttpd cuts heads in place, and too leniently: a bare line feed ends a line for it, a NUL ends a value, and a line that begins
/// with a blank goes on the one before. But it tells where each part lies, so what stood between two of them can be counted: a line
/// that ended otherwise than with CR LF leaves another gap. Addresses are compared only, never followed.
struct HeadLayout {
    private static let versionBytes = 8
    private static let lineEndBytes = 2

    private var end: UInt
    private(set) var isStrict = true

    /// - Parameter method: where the method lies; it is the first byte of the head.
    init(method: Range<UInt>, target: Range<UInt>, version: UInt) {
        end = version &+ UInt(Self.versionBytes)
        expect(target.lowerBound == method.upperBound &+ 1)
        expect(version == target.upperBound &+ 1)
    }

    /// The next header line.
    mutating func add(name: Range<UInt>, value: Range<UInt>) {
        expect(name.lowerBound == end &+ UInt(Self.lineEndBytes))
        expect(value.lowerBound > name.upperBound)
        end = value.upperBound
    }

    /// The head ends behind the empty line that follows its last one.
    mutating func finish(at headEnd: UInt) {
        expect(headEnd == end &+ UInt(2 * Self.lineEndBytes))
    }

    private mutating func expect(_ isAsExpected: Bool) {
        isStrict = isStrict && isAsExpected
    }
}
