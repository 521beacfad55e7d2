internal import HTTPServer
internal import JSON

/// A member that scripts of a simulator may have.
package struct ScriptMember: Sendable {
    package enum Kind: Sendable {
        case integer(ClosedRange<Int>)
        case flag
        case text
        case oneOf([String])
    }

    package let name: String
    let kind: Kind
    let meaning: String

    package init(_ name: String, _ kind: Kind, _ meaning: String) {
        self.name = name
        self.kind = kind
        self.meaning = meaning
    }

    /// What every simulator understands.
    static let common = [
        ScriptMember("failCalls", .integer(0...1_000_000), "So many calls are refused before anything is done."),
        ScriptMember("failStatus", .integer(400...599), "The status they are refused with; 503 if it is not given."),
        ScriptMember("loseAnswers", .integer(0...1_000_000), "So many calls do their work and are never answered."),
        ScriptMember("delayMs", .integer(0...3_600_000), "How long every answer takes."),
    ]

    func check(_ value: JSONValue) throws(Problem) {
        let (fits, expected): (Bool, String) =
            switch kind {
            case .integer(let range):
                (
                    value.int64.flatMap(Int.init(exactly:)).map(range.contains) == true,
                    "an integer from \(range.lowerBound) to \(range.upperBound)"
                )
            case .flag: (value.bool != nil, "true or false")
            case .text: (value.string != nil, "a string")
            case .oneOf(let words):
                (value.string.map(words.contains) == true, "one of " + words.joined(separator: ", "))
            }
        if !fits { throw .badRequest("'\(name)' must be \(expected)", field: name) }
    }
}

/// What is prescribed for one key: an order, a domain, a number, a recipient …
package struct Script: Sendable, Equatable {
    private let members: JSONMembers

    /// - Throws: 400 for a member that is not known or has a wrong value.
    init(_ value: JSONValue, known: [ScriptMember]) throws(Problem) {
        guard let members = value.object else { throw .badRequest("a script is an object, not \(value.typeName)") }
        for (name, value) in members {
            guard let member = known.first(where: { $0.name == name }) else {
                throw .badRequest(
                    "'\(name)' is not known here; there is \(known.map(\.name).joined(separator: ", "))", field: name)
            }
            try member.check(value)
        }
        self.members = members
    }

    package func integer(_ name: String) -> Int? { members[name]?.int64.map { Int($0) } }
    package func flag(_ name: String) -> Bool { members[name]?.bool ?? false }
    package func text(_ name: String) -> String? { members[name]?.string }

    var json: JSONValue { .object(members) }
}
