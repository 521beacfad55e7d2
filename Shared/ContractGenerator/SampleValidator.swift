package import JSON

/// Checks a value against a schema, without the decoders that readers use.
package struct SampleValidator {
    private let contract: Contract

    package init(_ contract: Contract) { self.contract = contract }

    /// What is wrong with `value`, one clause per place; empty when it is valid. Members the schema does not know are wrong here.
    package func problems(_ value: JSONValue, _ schema: Schema, at pointer: String = "") -> [String] {
        switch contract.resolved(schema) {
        case .object(let members): object(value, members, at: pointer)
        case .array(let element, let limits): array(value, element, limits, at: pointer)
        case .named(let name): ["\(pointer): there is no type \(name)"]
        case let kind: scalar(value, kind).map { ["\(pointer): \($0)"] } ?? []
        }
    }

    private func object(_ value: JSONValue, _ members: [Member], at pointer: String) -> [String] {
        guard let object = value.object else { return ["\(pointer): expected an object"] }
        let known = Set(members.map(\.name))
        var problems = object.names.filter { !known.contains($0) }.map {
            "\(pointer)\(JSONPointer.step($0)): the schema has no such member"
        }
        for member in members {
            let place = pointer + JSONPointer.step(member.name)
            if let value = object[member.name] {
                problems += self.problems(value, member.schema, at: place)
            } else if member.isRequired {
                problems.append("\(place): this member is required")
            }
        }
        return problems
    }

    private func array(_ value: JSONValue, _ element: Schema, _ limits: Limits, at pointer: String) -> [String] {
        guard let array = value.array else { return ["\(pointer): expected an array"] }
        guard limits.contain(Int64(array.count)) else { return ["\(pointer): expected \(limits.clause) elements"] }
        return array.enumerated().flatMap { problems($1, element, at: "\(pointer)/\($0)") }
    }

    /// What was expected instead; nil when the value is right.
    private func scalar(_ value: JSONValue, _ kind: Schema.Kind) -> String? {
        switch kind {
        case .string(let limits, let pattern): return string(value, limits, pattern)
        case .words(let words, _):
            guard let word = value.string, words.contains(word) else {
                return "expected one of \(words.joined(separator: ", "))"
            }
        case .instant:
            guard let text = value.string, matches(text, Self.instant) else {
                return "expected an instant like 2026-11-21T08:00:00.000000Z"
            }
        case .date:
            guard let text = value.string, matches(text, Self.date) else { return "expected a day like 2026-11-21" }
        case .integer(let limits), .money(let limits):
            guard let number = value.int64, limits.contain(number) else {
                return "expected an integer, \(limits.clause)"
            }
        case .boolean:
            guard value.bool != nil else { return "expected true or false" }
        case .object, .array, .named: return nil
        }
        return nil
    }

    private func string(_ value: JSONValue, _ limits: Limits, _ pattern: String?) -> String? {
        guard let text = value.string else { return "expected a string" }
        guard limits.contain(Int64(text.unicodeScalars.count)) else { return "expected \(limits.clause) characters" }
        guard let pattern, !matches(text, pattern) else { return nil }
        return "expected a match of \(pattern)"
    }

    private static let instant = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z$"
    private static let date = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"

    /// A pattern that is none matches nothing.
    private func matches(_ text: String, _ pattern: String) -> Bool {
        guard let expression = try? Regex(pattern) else { return false }
        return text.firstMatch(of: expression) != nil
    }
}

extension Limits {
    func contain(_ number: Int64) -> Bool { least...most ~= number }
    var clause: String { "\(least) to \(most)" }
}
