import JSON
import Kernel

// What values may be. Every text and every number has its limits: clients store them.
extension JSONSchema {
    package static let boolean = JSONSchema(["type": "boolean"])

    /// A text; lengths are counted in code points.
    package static func text(_ length: ClosedRange<Int>) -> JSONSchema {
        JSONSchema([
            "type": "string", "minLength": .int(Int64(length.lowerBound)), "maxLength": .int(Int64(length.upperBound)),
        ])
    }

    /// A text of one length or less.
    package static func text(max: Int) -> JSONSchema { text(0...max) }

    package static func text(pattern: String, _ length: ClosedRange<Int>) -> JSONSchema {
        JSONSchema([
            "type": "string", "minLength": .int(Int64(length.lowerBound)), "maxLength": .int(Int64(length.upperBound)),
            "pattern": .string(pattern),
        ])
    }

    /// An identifier, opaque to everybody but its owner.
    package static let id = text(pattern: Identifier.pattern, 1...Identifier.lengthMax)

    /// A SHA-256 digest.
    package static let digest = text(pattern: "^[0-9a-f]{64}$", 64...64)

    /// The name of a domain as registries spell it.
    package static let domainName = text(3...253)

    package static let url = JSONSchema(["type": "string", "format": "uri", "maxLength": 2_000])

    /// UTC, RFC 3339.
    package static let instant = JSONSchema(["type": "string", "format": "date-time"])

    /// A day of the calendar in Asia/Shanghai.
    package static let date = JSONSchema(["type": "string", "format": "date"])

    package static func integer(_ range: ClosedRange<Int64>) -> JSONSchema {
        JSONSchema(["type": "integer", "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound)])
    }

    /// How many.
    package static let count = integer(0...Int64(Int32.max))

    /// An amount of CNY in fen.
    package static let fen = integer(0...Money.limit.fen)

    /// An amount that may be owed as well.
    package static let signedFen = integer(-Money.limit.fen...Money.limit.fen)

    /// The sum of amounts of many accounts: an integer that every reader of JSON keeps exactly.
    package static let fenOfMany = integer(-9_007_199_254_740_991...9_007_199_254_740_991)

    /// One of some words.
    package static func words(_ words: [String]) -> JSONSchema {
        JSONSchema(["type": "string", "enum": .array(words.map(JSONValue.string))])
    }

    /// One of a type's words, so that description and type cannot differ.
    package static func words<Word: RawRepresentable<String> & CaseIterable>(_: Word.Type, except hidden: Word...)
        -> JSONSchema
    {
        let never = Set(hidden.map(\.rawValue))
        return words(Word.allCases.map(\.rawValue).filter { !never.contains($0) })
    }
}
