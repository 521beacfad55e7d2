/// Identifiers of the marketplace's rules, such as REF-02, in a text.
enum RuleIDs {
    /// How many rules each chapter has.
    static let chapters: [String: Int] = [
        "CAT": 14, "VND": 16, "ORD": 16, "ENT": 11, "DLV": 10, "DOM": 8, "REF": 9, "INV": 10, "CON": 2, "SUP": 2,
        "CRW": 10,
    ]

    static let all: Set<String> = chapters.reduce(into: []) { all, chapter in
        for number in 1...chapter.value { all.insert("\(chapter.key)-\(number < 10 ? "0" : "")\(number)") }
    }

    static func of(_ text: some StringProtocol) -> Set<String> {
        var found: Set<String> = []
        let bytes = Array(text.utf8)
        for dash in bytes.indices where bytes[dash] == UInt8(ascii: "-") && dash >= 3 && dash + 2 < bytes.count {
            let chapter = String(decoding: bytes[(dash - 3)..<dash], as: UTF8.self)
            guard chapters[chapter] != nil, bytes[(dash + 1)...(dash + 2)].allSatisfy(isDigit) else { continue }
            // ORDERS-12 or ORD-123 are something else.
            if dash > 3, isWord(bytes[dash - 4]) { continue }
            if dash + 3 < bytes.count, isWord(bytes[dash + 3]) { continue }
            found.insert(String(decoding: bytes[(dash - 3)...(dash + 2)], as: UTF8.self))
        }
        return found
    }

    /// The ID that a text begins with.
    static func first(in text: some StringProtocol) -> String? {
        of(text.prefix(6)).first.flatMap { text.hasPrefix($0) && of(text.prefix(7)).contains($0) ? $0 : nil }
    }

    /// Declarations with the IDs that their doc comments name. An ID anywhere else is only mentioned.
    static func declared(in text: String) -> [(name: String, ids: Set<String>)] {
        var found: [(String, Set<String>)] = []
        var pending: Set<String> = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let words = line.drop { $0 == " " }
            if words.hasPrefix("///") {
                pending.formUnion(of(words))
            } else if !words.hasPrefix("@") {
                if !pending.isEmpty, let name = declaration(words) { found.append((name, pending)) }
                pending = []
            }
        }
        return found
    }

    /// The rules that a file's tests prove: those with which the tests' names begin, one or several.
    static func proved(in file: SourceFile) -> Set<String> {
        file.tokens.places(of: ["@", "Test", "("]).reduce(into: []) { found, place in
            guard place + 3 < file.tokens.count, file.tokens[place + 3].kind == .literal else { return }
            for word in file.tokens[place + 3].text.split(separator: " ") {
                guard let id = first(in: word), id == word else { return }
                found.insert(id)
            }
        }
    }

    private static func declaration(_ line: Substring) -> String? {
        let words = line.split(whereSeparator: { " (:<={".contains($0) })
        let kinds: Set<Substring> = ["func", "enum", "struct", "class", "extension", "protocol", "var", "let", "case"]
        guard let place = words.prefix(5).firstIndex(where: kinds.contains), place + 1 < words.count else { return nil }
        return words[place + 1].filter { $0 != "`" && $0 != "," }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}
