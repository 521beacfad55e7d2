/// Texts and numbers that were seen in values, by the names of the members they stood in.
///
/// Values made of them meet what the state holds far more often than values made of nothing.
struct Vocabulary {
    private var texts: [String: [String]] = [:]
    private var numbers: [String: [Int64]] = [:]
    private var known: Set<String> = []

    /// More of one name only crowd out the others.
    private static let wordsMax = 40

    func texts(of member: String) -> [String] { texts[member] ?? [] }
    func numbers(of member: String) -> [Int64] { numbers[member] ?? [] }
    func anyText(_ random: inout SeededGenerator) -> String? {
        texts.keys.sorted().randomElement(using: &random).flatMap { texts[$0]?.randomElement(using: &random) }
    }

    /// Takes up the members of a canonical JSON text.
    mutating func learn(_ json: String) {
        let bytes = Array(json.utf8)
        var at = 0
        var member = ""
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "\"") {
                let text = Vocabulary.text(bytes, &at)
                if at < bytes.count, bytes[at] == UInt8(ascii: ":") {
                    member = Vocabulary.isPositional(text) ? member : text
                } else {
                    learn(text, of: member)
                }
            } else if bytes[at] == UInt8(ascii: "-") || Vocabulary.isDigit(bytes[at]) {
                let start = at
                at += 1
                while at < bytes.count, Vocabulary.isDigit(bytes[at]) { at += 1 }
                if let number = Int64(String(decoding: bytes[start..<at], as: UTF8.self)) { learn(number, of: member) }
            } else {
                at += 1
            }
        }
    }

    /// Reads a string from its first quote to behind its last.
    private static func text(_ bytes: [UInt8], _ at: inout Int) -> String {
        let start = at + 1
        at = start
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        let end = min(at, bytes.count)
        at = end + 1
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private mutating func learn(_ text: String, of member: String) {
        guard known.insert("\(member) \(text)").inserted, texts[member, default: []].count < Vocabulary.wordsMax else {
            return
        }
        texts[member, default: []].append(text)
    }

    private mutating func learn(_ number: Int64, of member: String) {
        guard known.insert("\(member) \(number)").inserted, numbers[member, default: []].count < Vocabulary.wordsMax
        else { return }
        numbers[member, default: []].append(number)
    }

    /// `_0`, as the unnamed parts of an enumeration's case are stored: they go by the name of the case.
    static func isPositional(_ name: String) -> Bool { name.hasPrefix("_") }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
