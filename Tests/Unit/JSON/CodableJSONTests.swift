import DomainTestKit
import FoundationEssentials
import JSON
import Testing

private typealias Everything = CodableSamples.Everything

@Suite struct CodableJSONTests {
    /// What Foundation writes of the same value: the form in which rows were stored before there was a coder of our own.
    private func foundation(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    private func isSame<Value: Codable & Equatable>(_ value: Value) throws -> Bool {
        let bytes = try CodableJSON.encode(value)
        return try bytes == foundation(value) && CodableJSON.decode(Value.self, from: bytes) == value
    }

    @Test("Values of every form are written byte for byte as Foundation writes them, and read back", arguments: 0..<200)
    func sameBytes(seed: UInt64) throws {
        var inventor = CodableInventor(chance: SeededGenerator(seed: seed))
        #expect(try isSame(inventor.everything()))
    }

    @Test("So are values that are no objects, and numbers at their ends")
    func plainValues() throws {
        #expect(try isSame("a\u{0}b"))
        #expect(try isSame([1, nil, 3] as [Int?]))
        #expect(try isSame([UInt64.max, 0]))
        #expect(try isSame([1.0, -0.0, 1e16, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1, 100]))
        #expect(try isSame([Float.leastNonzeroMagnitude, 16_777_216, 0.1]))
        #expect(try isSame([true, false]))
        #expect(try isSame([String: Int]()))
        #expect(try isSame(Dictionary(uniqueKeysWithValues: (0..<500).map { ("key \($0)", $0) })))
        #expect(try isSame(CodableSamples.Empty()))
    }

    @Test(
        "Members may stand in any order, with blanks between and names escaped; those nobody asks for are passed over")
    func anyOrder() throws {
        struct Point: Codable, Equatable { var x: Int, y: Int, z: Int? }
        let text = " { \"y\" : 2 , \"more\":[{\"x\":[]}],\"\\u0078\":1,\"z\":null } "
        #expect(try CodableJSON.decode(Point.self, from: Array(text.utf8)) == Point(x: 1, y: 2, z: nil))
    }

    @Test(
        "Whatever becomes of a text, it is refused or read as a value, which is then read again as the same",
        arguments: 0..<30)
    func broken(seed: UInt64) throws {
        var chance = SeededGenerator(seed: seed)
        var inventor = CodableInventor(chance: chance)
        let whole = try CodableJSON.encode(inventor.everything())
        let tokens =
            ["{", "}", "[", "]", ",", ":", "\"", "\\", "null", "1e9", "-", "\u{0}"].map { Array($0.utf8) } + [
                [0xFF], [],
            ]
        for _ in 0..<100 {
            var bytes = whole
            for _ in 0...Int.random(in: 0...2, using: &chance) {
                let place = Int.random(in: 0..<bytes.count, using: &chance)
                let length = chance.chance(20) ? Int.random(in: 0...bytes.count - place, using: &chance) : 1
                bytes.replaceSubrange(
                    place..<place + length, with: tokens[Int.random(in: 0..<tokens.count, using: &chance)])
                if bytes.isEmpty { bytes = [0x20] }
            }
            guard let value = try? CodableJSON.decode(Everything.self, from: bytes) else { continue }
            #expect(try CodableJSON.decode(Everything.self, from: CodableJSON.encode(value)) == value)
        }
    }
}
