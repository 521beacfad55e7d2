internal import JSON
internal import Kernel

/// A schema by which an operation describes its body, in the form in which bodies are held against it. Nothing else bounds what a
/// handler reads, so description and reading cannot differ.
indirect enum SchemaCheck: Sendable {
    case object(members: [String: SchemaCheck], required: [String], isOpen: Bool)
    case array(SchemaCheck, count: ClosedRange<Int64>)
    case text(length: ClosedRange<Int64>, Form?)
    case words([String])
    case integer(ClosedRange<Int64>)
    case boolean

    enum Form: Sendable {
        case pattern(TextPattern, description: String?)
        case instant, date, url
    }

    /// - Throws: `JSONError` for the first place that is not as described. A member that is null counts as absent.
    func require(_ value: JSONValue, at pointer: String = "") throws(JSONError) {
        switch self {
        case .object(let members, let required, let isOpen):
            try requireObject(value, members, required, isOpen: isOpen, at: pointer)
        case .array(let element, let count): try requireArray(value, element, count, at: pointer)
        case .text(let length, let form): try requireText(value, length, form, at: pointer)
        case .words(let words):
            guard words.contains(try typed(value, "a string", \.string, at: pointer)) else {
                throw invalid(pointer, "one of " + words.joined(separator: ", "))
            }
        case .integer(let range):
            guard range.contains(try typed(value, "an integer", \.int64, at: pointer)) else {
                throw outOfRange(pointer, range, "")
            }
        case .boolean: _ = try typed(value, "true or false", \.bool, at: pointer)
        }
    }

    /// Whether an object must have a member: then there must be a body.
    var requiresMembers: Bool {
        if case .object(_, let required, _) = self { !required.isEmpty } else { true }
    }
}

extension SchemaCheck {
    private func requireObject(
        _ value: JSONValue, _ members: [String: SchemaCheck], _ required: [String], isOpen: Bool, at pointer: String
    ) throws(JSONError) {
        let object = try typed(value, "an object", \.object, at: pointer)
        for name in required where object[name]?.isNull ?? true {
            throw JSONError(
                .missingMember, pointer: pointer + JSONPointer.step(name), detail: "this member is required")
        }
        for (name, value) in object {
            let place = pointer + JSONPointer.step(name)
            if let member = members[name] {
                if !value.isNull { try member.require(value, at: place) }
            } else if !isOpen {
                throw JSONError(.unknownMember, pointer: place, detail: "there is no member of this name")
            }
        }
    }

    private func requireArray(
        _ value: JSONValue, _ element: SchemaCheck, _ count: ClosedRange<Int64>, at pointer: String
    )
        throws(JSONError)
    {
        let elements = try typed(value, "an array", \.array, at: pointer)
        guard count.contains(Int64(elements.count)) else { throw outOfRange(pointer, count, " elements") }
        for (index, value) in elements.enumerated() { try element.require(value, at: "\(pointer)/\(index)") }
    }

    private func requireText(_ value: JSONValue, _ length: ClosedRange<Int64>, _ form: Form?, at pointer: String)
        throws(JSONError)
    {
        let text = try typed(value, "a string", \.string, at: pointer)
        guard length.contains(Int64(text.unicodeScalars.count)) else {
            throw outOfRange(pointer, length, " characters")
        }
        switch form {
        case nil: return
        case .pattern(let pattern, let description):
            if !pattern.matches(text) { throw invalid(pointer, description ?? "a text of the form \(pattern.text)") }
        case .instant:
            if Instant(rfc3339: text) == nil { throw invalid(pointer, "an instant such as 2026-11-21T08:00:00Z") }
        case .date: if CivilDate(text) == nil { throw invalid(pointer, "a day such as 2026-11-21") }
        case .url:
            guard ["http://", "https://"].contains(where: text.hasPrefix) else {
                throw invalid(pointer, "an address that begins with http:// or https://")
            }
        }
    }

    private func typed<Value>(
        _ value: JSONValue, _ expected: String, _ convert: (JSONValue) -> Value?, at pointer: String
    )
        throws(JSONError) -> Value
    {
        guard let converted = convert(value) else {
            throw JSONError(.wrongType, pointer: pointer, detail: "expected \(expected), found \(value.typeName)")
        }
        return converted
    }

    private func invalid(_ pointer: String, _ expected: String) -> JSONError {
        JSONError(.invalidValue, pointer: pointer, detail: "expected \(expected)")
    }

    private func outOfRange(_ pointer: String, _ range: ClosedRange<Int64>, _ unit: String) -> JSONError {
        let clause =
            range.lowerBound == 0 ? "at most \(range.upperBound)" : "\(range.lowerBound) to \(range.upperBound)"
        return JSONError(.outOfRange, pointer: pointer, detail: "expected \(clause)\(unit)")
    }
}

extension SchemaCheck {
    /// Stops the program for a schema that says what cannot be checked here: a slip that its first start must show.
    init(_ schema: JSONSchema) { self.init(schema.value, schema.components) }

    private init(_ schema: JSONValue, _ components: [String: JSONValue]) {
        if let reference = schema["$ref"]?.string {
            let name = reference.split(separator: "/").last.map(String.init) ?? ""
            self.init(components[name] ?? .null, components)
        } else if let words = schema["enum"]?.array {
            self = .words(words.compactMap(\.string))
        } else {
            switch schema["type"]?.string {
            case "object": self = Self.object(schema, components)
            case "array":
                let element = SchemaCheck(schema["items"] ?? .null, components)
                self = .array(element, count: Self.range(schema, "minItems", "maxItems", least: 0))
            case "string":
                self = .text(length: Self.range(schema, "minLength", "maxLength", least: 0), Self.form(schema))
            case "integer": self = .integer(Self.range(schema, "minimum", "maximum", least: .min))
            case "boolean": self = .boolean
            case let type: preconditionFailure("The schema of a body has the type \(type ?? "of nothing").")
            }
        }
    }

    private static func object(_ schema: JSONValue, _ components: [String: JSONValue]) -> SchemaCheck {
        var members: [String: SchemaCheck] = [:]
        for (name, member) in schema["properties"]?.object ?? JSONMembers() {
            members[name] = SchemaCheck(member, components)
        }
        let required = schema["required"]?.array?.compactMap(\.string) ?? []
        return .object(members: members, required: required, isOpen: schema["additionalProperties"] == true)
    }

    private static func range(_ schema: JSONValue, _ least: String, _ most: String, least start: Int64)
        -> ClosedRange<Int64>
    {
        (schema[least]?.int64 ?? start)...(schema[most]?.int64 ?? .max)
    }

    private static func form(_ schema: JSONValue) -> Form? {
        if let pattern = schema["pattern"]?.string {
            guard let steps = try? PatternCompiler.steps(of: pattern) else {
                preconditionFailure("The schema of a body has a pattern that cannot be compiled: \(pattern)")
            }
            let isID = pattern == Identifier.pattern
            return .pattern(
                TextPattern(pattern, steps),
                description: isID ? "an id: \(Identifier.shape)" : schema["description"]?.string)
        }
        switch schema["format"]?.string {
        case nil: return nil
        case "date-time": return .instant
        case "date": return .date
        case "uri": return .url
        case let format?: preconditionFailure("The schema of a body has the format \(format).")
        }
    }
}
