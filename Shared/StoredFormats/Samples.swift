import JSON

/// JSON values of a shape that show all it can hold: everything there, everything optional absent, each word and case once.
enum Samples {
    /// At least one; the plainest is the last. The same shape always gives the same.
    static func of(_ shape: Shape) throws -> [JSONValue] {
        switch shape {
        case .scalar(let word): try Scalars.samples(of: word)
        case .words(let words, _): words.map(JSONValue.string)
        case .list(let element): [.array(try of(element)), []]
        case .map(let value): [.object(named(try of(value))), [:]]
        case .object(let members, _): try objects(members)
        case .cases(let cases, _):
            try cases.flatMap { one in try of(one.shape).map { .object([one.name: $0]) } }
        }
    }

    private static func named(_ values: [JSONValue]) -> JSONMembers {
        var members = JSONMembers()
        for (position, value) in values.enumerated() { members["key \(position + 1)"] = value }
        return members
    }

    /// As many as the member with most samples has: each member's in turn, and its last again where it has fewer.
    private static func objects(_ members: [Shape.Member]) throws -> [JSONValue] {
        let samples = try members.map { try of($0.shape) }
        let full = (0..<max(1, samples.map(\.count).max() ?? 0)).map { turn in
            object(zip(members, samples).map { ($0.name, $1[min(turn, $1.count - 1)]) })
        }
        guard members.contains(where: \.isOptional) else { return full }
        let required = zip(members, samples).filter { !$0.0.isOptional }
        return full + [object(required.map { ($0.name, $1[$1.count - 1]) })]
    }

    private static func object(_ members: [(name: String, value: JSONValue)]) -> JSONValue {
        var object = JSONMembers()
        for member in members { object[member.name] = member.value }
        return .object(object)
    }
}
