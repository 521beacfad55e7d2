/// Identifiers of the marketplace's rules, such as REF-02, in a text.
enum RuleIDs {
    private static let chapters: Set<String> = ["CAT", "VND", "ORD", "ENT", "DLV", "DOM", "REF", "INV", "CON", "CRW"]

    static func of(_ text: String) -> Set<String> {
        var found: Set<String> = []
        let bytes = Array(text.utf8)
        for dash in bytes.indices where bytes[dash] == UInt8(ascii: "-") && dash >= 3 && dash + 2 < bytes.count {
            let chapter = String(decoding: bytes[(dash - 3)..<dash], as: UTF8.self)
            guard chapters.contains(chapter), bytes[(dash + 1)...(dash + 2)].allSatisfy(isDigit) else { continue }
            // ORDERS-12 or ORD-123 are something else.
            if dash > 3, isWord(bytes[dash - 4]) { continue }
            if dash + 3 < bytes.count, isWord(bytes[dash + 3]) { continue }
            found.insert(String(decoding: bytes[(dash - 3)...(dash + 2)], as: UTF8.self))
        }
        return found
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}
