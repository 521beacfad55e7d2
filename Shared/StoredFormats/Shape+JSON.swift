package import JSON

/// The form in which shapes are kept: an object's members under their names, optional ones with a question mark; what is no plain
/// object under a keyword of two words, which no member is named like.
extension Shape {
    private static let keywords = (words: "word of", list: "list of", map: "map of", cases: "case of")

    /// Whether a member of this name would be mistaken for something else.
    static func canName(_ name: String) -> Bool { !name.contains { $0 == " " || $0 == "?" } }

    package var json: JSONValue {
        switch self {
        case .scalar(let word): .string(word)
        case .words(let words, _): [Self.keywords.words: .array(words.map(JSONValue.string))]
        case .list(let element): [Self.keywords.list: element.json]
        case .map(let value): [Self.keywords.map: value.json]
        case .object(let members, _): Self.json(members)
        case .cases(let cases, _): [Self.keywords.cases: Self.json(cases)]
        }
    }

    private static func json(_ members: [Member]) -> JSONValue {
        var object = JSONMembers()
        for member in members { object[member.name + (member.isOptional ? "?" : "")] = member.shape.json }
        return .object(object)
    }

    /// - Throws: `StoredFormatProblem` when it is no shape.
    package init(_ json: JSONValue) throws {
        if let word = json.string {
            self = .scalar(word)
            return
        }
        guard let members = json.object else {
            throw StoredFormatProblem("a shape is a word or an object, not \(json.typeName)")
        }
        switch members.count == 1 ? members.names.first : nil {
        case Self.keywords.words?:
            self = .words((json[Self.keywords.words]?.array ?? []).compactMap(\.string), type: "")
        case Self.keywords.list?: self = .list(of: try Shape(json[Self.keywords.list] ?? .null))
        case Self.keywords.map?: self = .map(of: try Shape(json[Self.keywords.map] ?? .null))
        case Self.keywords.cases?: self = .cases(try Self.members(json[Self.keywords.cases] ?? .null), type: "")
        default: self = .object(try Self.members(json), type: "")
        }
    }

    private static func members(_ json: JSONValue) throws -> [Member] {
        guard let object = json.object else { throw StoredFormatProblem("members are an object, not \(json.typeName)") }
        return try object.map { name, value in
            let isOptional = name.hasSuffix("?")
            return Member(
                name: isOptional ? String(name.dropLast()) : name, isOptional: isOptional, shape: try Shape(value))
        }
    }
}
