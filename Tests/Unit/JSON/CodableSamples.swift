import DomainTestKit

/// Codable types of every form that Swift makes by itself, and some that write themselves.
enum CodableSamples {
    enum Word: String, Codable, CodingKeyRepresentable { case plain, spaced = "two words", quoted = "a \"b\"" }

    indirect enum Tree: Codable, Equatable {
        case leaf
        case number(UInt64)
        case branch([Tree], by: String?)
        case both(left: Tree, right: Tree?)
    }

    struct Numbers: Codable, Equatable {
        var a: Int, b: Int8, c: Int16, d: Int32, e: Int64, f: UInt, g: UInt8, h: UInt16, i: UInt32, j: UInt64
        var double: Double, float: Float
    }

    struct Empty: Codable, Equatable {}

    /// Keys of which many begin alike, and not in the order of the alphabet.
    struct Everything: Codable, Equatable {
        var zeta: String
        var createdBy: String?
        var createdAt: Bool
        var creation: Tree
        var numbers: Numbers?
        var words: [Word]
        var byText: [String: Int]
        var byWord: [Word: [String?]]
        var byNumber: [Int: Empty]
        var byTruth: [Bool: String]
        var distinct: Set<Int>
        var holes: [Int?]
        var lists: [[Double]]
        var heir: Heir
        var umlautä: String

        enum CodingKeys: String, CodingKey {
            case zeta, createdBy, createdAt, creation, numbers, words, byText, byWord, byNumber, byTruth, distinct,
                holes
            case lists = "a/\"list\"\n"
            case heir = "a/\"list"
            case umlautä
        }
    }

    /// Shares one object with what it inherits, and has a second one for it.
    class Ancestor: Codable, Equatable {
        var name: String
        init(name: String) { self.name = name }
        static func == (left: Ancestor, right: Ancestor) -> Bool { left.name == right.name }
    }

    final class Heir: Ancestor {
        var share: Int
        private enum CodingKeys: CodingKey { case share, apart }

        init(name: String, share: Int) {
            self.share = share
            super.init(name: name)
        }

        required init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            share = try members.decode(Int.self, forKey: .share)
            _ = try Ancestor(from: members.superDecoder(forKey: .apart))
            try super.init(from: members.superDecoder())
        }

        override func encode(to encoder: any Encoder) throws {
            var members = encoder.container(keyedBy: CodingKeys.self)
            try super.encode(to: members.superEncoder(forKey: .apart))
            try super.encode(to: members.superEncoder())
            try members.encode(share, forKey: .share)
            try super.encode(to: encoder)
        }
    }
}

/// Values of them by chance.
struct CodableInventor {
    var chance: SeededGenerator

    mutating func everything() -> CodableSamples.Everything {
        CodableSamples.Everything(
            zeta: text(), createdBy: maybe { $0.text() }, createdAt: .random(using: &chance), creation: tree(3),
            numbers: maybe { $0.numbers() }, words: list { $0.word() }, byText: map { ($0.text(), $0.number()) },
            byWord: map { me in (me.word(), me.list { inner in inner.maybe { $0.text() } }) },
            byNumber: map { ($0.number(), CodableSamples.Empty()) }, byTruth: map { ($0.number() > 0, $0.text()) },
            distinct: Set(list { $0.number() }), holes: list { me in me.maybe { $0.number() } },
            lists: list { me in me.list { $0.double() } }, heir: .init(name: text(), share: number()), umlautä: text())
    }

    private mutating func maybe<Value>(_ value: (inout Self) -> Value) -> Value? {
        chance.chance(50) ? value(&self) : nil
    }

    private mutating func list<Value>(_ value: (inout Self) -> Value) -> [Value] {
        (0..<Int.random(in: 0...5, using: &chance)).map { _ in value(&self) }
    }

    private mutating func map<Key: Hashable, Value>(_ member: (inout Self) -> (Key, Value)) -> [Key: Value] {
        Dictionary(list(member)) { first, _ in first }
    }

    private mutating func number<Number: FixedWidthInteger>() -> Number {
        chance.chance(20)
            ? [.min, .max, 0][Int.random(in: 0..<3, using: &chance)] : .random(in: .min ... .max, using: &chance)
    }

    private mutating func word() -> CodableSamples.Word {
        [.plain, .spaced, .quoted][Int.random(in: 0..<3, using: &chance)]
    }

    private mutating func double() -> Double {
        guard chance.chance(60) else { return Double(Int.random(in: -9...9, using: &chance)) }
        let value = Double(bitPattern: .random(in: .min ... .max, using: &chance))
        return value.isFinite ? value : 0.1
    }

    private mutating func text() -> String {
        let pieces = [
            "a", "order-17", "\"", "\\", "/", "\u{0}", "\u{8}\u{C}\n\r\t\u{1F}\u{7F}", "é", "e\u{301}", "漢字", "😀",
            "\u{2028}",
        ]
        return list { $0.chance.chance(50) ? pieces[Int.random(in: 0..<pieces.count, using: &$0.chance)] : "createdA" }
            .joined()
    }

    private mutating func numbers() -> CodableSamples.Numbers {
        CodableSamples.Numbers(
            a: number(), b: number(), c: number(), d: number(), e: number(), f: number(), g: number(), h: number(),
            i: number(), j: number(), double: double(), float: Float(Int.random(in: -9...9, using: &chance)) / 8)
    }

    private mutating func tree(_ depth: Int) -> CodableSamples.Tree {
        switch depth == 0 ? 0 : Int.random(in: 0..<4, using: &chance) {
        case 1: .number(number())
        case 2: .branch(list { $0.tree(depth - 1) }, by: maybe { $0.text() })
        case 3: .both(left: tree(depth - 1), right: maybe { $0.tree(depth - 1) })
        default: .leaf
        }
    }
}
