/// The member names a decoder knows, in the order in which they are usually written.
///
/// A reader guesses that the next member is the one after the last, so that a text written by our own writer costs one comparison per name.
package struct JSONMemberNames: Sendable, ExpressibleByArrayLiteral {
    /// How many names there are; `JSONReader.nextMember` also answers this for a name that is none of them.
    package let count: Int
    /// Every name followed by a quote, one after the other.
    private let bytes: [UInt8]
    /// Where each name's quote ends.
    private let ends: [Int]

    /// - Precondition: at most 64 names; the reader notes in one word which it has met.
    package init(arrayLiteral names: String...) {
        precondition(names.count <= 64, "an object of a contract may have at most 64 members")
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for name in names {
            bytes.append(contentsOf: name.utf8)
            bytes.append(ASCII.quote)
            ends.append(bytes.count)
        }
        self.count = names.count
        self.bytes = bytes
        self.ends = ends
    }

    /// - Returns: the offset behind the closing quote if the name with this index stands at `offset`, unescaped.
    @inline(__always)
    func match(_ index: Int, in text: [UInt8], at offset: Int) -> Int? {
        guard index < count else { return nil }
        let start = index == 0 ? 0 : ends[index - 1]
        let length = ends[index] - start
        guard offset + length <= text.count else { return nil }
        for step in 0..<length where bytes[start + step] != text[offset + step] { return nil }
        return offset + length
    }

    func index(of name: String) -> Int {
        var start = 0
        for index in 0..<count {
            let end = ends[index]
            if bytes[start..<end - 1].elementsEqual(name.utf8) { return index }
            start = end
        }
        return count
    }
}
