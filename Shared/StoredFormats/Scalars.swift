import FoundationEssentials
import JSON
import Kernel

/// What has no members as far as a shape is concerned: numbers, texts, and the types of Kernel that write themselves.
enum Scalars {
    struct Scalar {
        /// Names the form in shapes. Another form needs another word.
        let word: String
        /// JSON of two values, the plainer one last.
        let samples: [JSONValue]
    }

    static let byType: [ObjectIdentifier: Scalar] = {
        var scalars: [ObjectIdentifier: Scalar] = [
            ObjectIdentifier(Bool.self): Scalar(word: "boolean", samples: [true, false]),
            ObjectIdentifier(String.self): Scalar(word: "text", samples: ["a/b \"c\" \\ \u{1}\n é 漢字 😀", ""]),
            ObjectIdentifier(Money.self): Scalar(word: "money", samples: [123_456, -1]),
            ObjectIdentifier(Instant.self): Scalar(
                word: "instant", samples: ["2026-11-21T08:00:00.123456Z", "1970-01-01T00:00:00.000000Z"]),
            ObjectIdentifier(CivilDate.self): Scalar(word: "date", samples: ["2028-02-29", "1970-01-01"]),
            ObjectIdentifier(Personal.self): Scalar(
                word: "personal",
                samples: [["of": "A-1", "sealed": .string(SampleVault().seal("漢字", of: "A-1"))], ["of": "A-1"]]),
        ]
        let signed: [any FixedWidthInteger.Type] = [Int.self, Int8.self, Int16.self, Int32.self, Int64.self]
        for type in signed {
            scalars[ObjectIdentifier(type)] = Scalar(word: "int\(type.bitWidth)", samples: [123, -1])
        }
        let unsigned: [any FixedWidthInteger.Type] = [UInt.self, UInt8.self, UInt16.self, UInt32.self, UInt64.self]
        for type in unsigned {
            scalars[ObjectIdentifier(type)] = Scalar(word: "uint\(type.bitWidth)", samples: [123, 0])
        }
        return scalars
    }()

    private static let byWord = Dictionary(byType.values.map { ($0.word, $0.samples) }) { first, _ in first }

    static func samples(of word: String) throws -> [JSONValue] {
        guard let samples = byWord[word] else {
            throw StoredFormatProblem("no scalar is called '\(word)'; Scalars knows \(byWord.keys.sorted())")
        }
        return samples
    }
}
