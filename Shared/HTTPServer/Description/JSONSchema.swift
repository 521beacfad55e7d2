package import JSON

/// A JSON Schema (2020-12) for the description of an interface.
package struct JSONSchema: Sendable, Hashable {
    package let value: JSONValue

    package init(_ value: JSONValue) {
        self.value = value
    }

    /// A schema from its text. Stops the program when the text is not JSON: it is part of the program.
    package init(text: StaticString) {
        guard let value = try? JSONValue(parsing: "\(text)") else {
            preconditionFailure("A JSON Schema in the program is not JSON: \(text)")
        }
        self.value = value
    }

    /// A schema registered with `Router.register`.
    package static func reference(_ name: String) -> JSONSchema {
        JSONSchema(.object(["$ref": .string("#/components/schemas/\(name)")]))
    }

    package static let string = JSONSchema(.object(["type": "string"]))
    package static let boolean = JSONSchema(.object(["type": "boolean"]))
    package static let integer = integer()

    package static func string(format: String) -> JSONSchema {
        JSONSchema(.object(["type": "string", "format": .string(format)]))
    }

    package static func string(oneOf values: [String]) -> JSONSchema {
        JSONSchema(.object(["type": "string", "enum": .array(values.map(JSONValue.string))]))
    }

    package static func integer(minimum: Int? = nil, maximum: Int? = nil) -> JSONSchema {
        var members: JSONMembers = ["type": "integer"]
        members["minimum"] = minimum.map { .int(Int64($0)) }
        members["maximum"] = maximum.map { .int(Int64($0)) }
        return JSONSchema(.object(members))
    }

    package static func array(of element: JSONSchema) -> JSONSchema {
        JSONSchema(.object(["type": "array", "items": element.value]))
    }

    /// An object; properties not listed in `optional` are required.
    package static func object(_ properties: KeyValuePairs<String, JSONSchema>, optional: Set<String> = [])
        -> JSONSchema
    {
        var members = JSONMembers()
        for (name, schema) in properties { members[name] = schema.value }
        let required = properties.map(\.key).filter { !optional.contains($0) }
        return JSONSchema(
            .object([
                "type": "object", "properties": .object(members), "required": .array(required.map(JSONValue.string)),
            ]))
    }
}
