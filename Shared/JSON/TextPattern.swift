/// What characters a text may have, in order: the part of regular expressions that needs no going back, ready to be matched
/// byte by byte. The generator of contracts writes these from the documents' patterns, and refuses those that would not do.
package struct TextPattern: Sendable {
    /// Some characters of one kind. All of them are ASCII, and none is one that JSON escapes.
    package struct Step: Hashable, Sendable {
        /// One bit per character below 64, and one per character from 64 on.
        package let low: UInt64
        package let high: UInt64
        package let count: ClosedRange<Int>

        package init(low: UInt64, high: UInt64, count: ClosedRange<Int>) {
            self.low = low
            self.high = high
            self.count = count
        }

        @inline(__always)
        func contains(_ byte: UInt8) -> Bool {
            guard byte < 0x80 else { return false }
            return (byte < 64 ? low : high) &>> UInt64(byte & 63) & 1 == 1
        }
    }

    /// As in the document: `^[0-9]{8}$`.
    package let text: String
    package let steps: [Step]

    package init(_ text: String, _ steps: [Step]) {
        self.text = text
        self.steps = steps
    }

    package func matches(_ text: String) -> Bool {
        let bytes = text.utf8Span.span
        return end(in: bytes, from: 0) == bytes.count
    }

    /// The offset behind what matches; nil if nothing does.
    @inline(__always)
    func end(in bytes: borrowing Span<UInt8>, from start: Int) -> Int? {
        var index = start
        for step in steps {
            let first = index
            let most = min(step.count.upperBound, bytes.count &- index)
            while index &- first < most, step.contains(bytes[index]) { index += 1 }
            guard index &- first >= step.count.lowerBound else { return nil }
        }
        return index
    }
}
