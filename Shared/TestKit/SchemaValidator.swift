package import JSON

/// Checks JSON against a schema of an OpenAPI 3.1 document, as far as our documents use JSON Schema. A keyword it does not know is a
/// fault, never passed over; so is a member that the schema does not name.
package struct SchemaValidator {
    private let document: JSONValue

    /// - Parameter document: where references lead.
    package init(_ document: JSONValue) { self.document = document }

    private static let keywords: Set = [
        "$ref", "type", "description", "properties", "required", "additionalProperties", "items", "minItems",
        "maxItems",
        "enum", "const", "minimum", "maximum", "minLength", "maxLength", "pattern", "format",
    ]

    /// What is wrong with the value, a clause per place; empty when it is right.
    package func faults(_ value: JSONValue, _ schema: JSONValue, at pointer: String = "") -> [String] {
        guard let schema = resolved(schema), let members = schema.object else {
            return ["\(pointer): the schema is none, or refers to nothing"]
        }
        let unknown = members.names.filter { !Self.keywords.contains($0) }
        guard unknown.isEmpty else { return ["\(pointer): the schema says \(unknown.joined(separator: ", "))"] }
        if let allowed = schema["enum"]?.array, !allowed.contains(value) { return ["\(pointer): no word of the list"] }
        if let wanted = schema["const"], wanted != value { return ["\(pointer): expected \(wanted.text)"] }
        switch schema["type"]?.string {
        case "object": return object(value, schema, at: pointer)
        case "array": return array(value, schema, at: pointer)
        case "string": return string(value, schema).map { ["\(pointer): \($0)"] } ?? []
        case "integer": return integer(value, schema).map { ["\(pointer): \($0)"] } ?? []
        case "boolean": return value.bool == nil ? ["\(pointer): expected true or false"] : []
        case let type: return ["\(pointer): the schema has the type \(type ?? "of nothing")"]
        }
    }

    /// The schema, or what it refers to.
    func resolved(_ value: JSONValue) -> JSONValue? {
        guard let reference = value["$ref"]?.string else { return value }
        return document.at(String(reference.dropFirst()))
    }

    private func object(_ value: JSONValue, _ schema: JSONValue, at pointer: String) -> [String] {
        guard let object = value.object else { return ["\(pointer): expected an object"] }
        let required = schema["required"]?.array?.compactMap(\.string) ?? []
        var faults = required.filter { object[$0] == nil }.map { "\(pointer)/\($0): is missing" }
        for (name, value) in object {
            if let property = schema["properties"]?[name] {
                faults += self.faults(value, property, at: "\(pointer)/\(name)")
            } else if schema["additionalProperties"] != true {
                faults.append("\(pointer)/\(name): is not described")
            }
        }
        return faults
    }

    private func array(_ value: JSONValue, _ schema: JSONValue, at pointer: String) -> [String] {
        guard let array = value.array else { return ["\(pointer): expected an array"] }
        guard lies(Int64(array.count), in: schema, "minItems", "maxItems") else {
            return ["\(pointer): has \(array.count) elements"]
        }
        return array.enumerated().flatMap { faults($1, schema["items"] ?? .null, at: "\(pointer)/\($0)") }
    }

    private func integer(_ value: JSONValue, _ schema: JSONValue) -> String? {
        guard let number = value.int64 else { return "expected an integer" }
        return lies(number, in: schema, "minimum", "maximum") ? nil : "\(number) is out of bounds"
    }

    private func lies(_ number: Int64, in schema: JSONValue, _ least: String, _ most: String) -> Bool {
        number >= schema[least]?.int64 ?? .min && number <= schema[most]?.int64 ?? .max
    }

    private func string(_ value: JSONValue, _ schema: JSONValue) -> String? {
        guard let text = value.string else { return "expected a text" }
        let length = Int64(text.unicodeScalars.count)
        guard lies(length, in: schema, "minLength", "maxLength") else { return "has \(length) characters" }
        for pattern in [schema["pattern"]?.string, schema["format"]?.string.map { Self.formats[$0] ?? "^unknown$" }] {
            guard let pattern else { continue }
            guard let expression = try? Regex(pattern), text.firstMatch(of: expression) != nil else {
                return "expected a match of \(pattern)"
            }
        }
        return nil
    }

    private static let formats = [
        "date-time": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?Z$",
        "date": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "uri": "^https?://.",
    ]
}
