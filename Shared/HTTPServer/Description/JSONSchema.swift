package import JSON

/// A JSON Schema (2020-12) for the description of an interface.
package struct JSONSchema: Sendable, Hashable {
    package let value: JSONValue
    /// What the schema and its parts refer to, by name.
    package let components: [String: JSONValue]

    package init(_ value: JSONValue, components: [String: JSONValue] = [:]) {
        self.value = value
        self.components = components
    }

    /// A schema from its text. Stops the program when the text is not JSON: it is part of the program.
    package init(text: StaticString) {
        guard let value = try? JSONValue(parsing: "\(text)") else {
            preconditionFailure("A JSON Schema in the program is not JSON: \(text)")
        }
        self.init(value)
    }

    /// A reference to this schema, which stands once among the description's components.
    package func named(_ name: String) -> JSONSchema {
        let components = Self.merged([self]).merging([name: value]) { one, other in
            precondition(one == other, "There are two schemas with the name '\(name)'.")
            return one
        }
        return JSONSchema(["$ref": .string("#/components/schemas/\(name)")], components: components)
    }

    package func described(as description: String) -> JSONSchema {
        guard var members = value.object else { return self }
        members["description"] = .string(description)
        return JSONSchema(.object(members), components: components)
    }

    /// The components of all the schemas. Stops the program when two of them share a name: a slip that its first start must show.
    static func merged(_ schemas: [JSONSchema]) -> [String: JSONValue] {
        var all: [String: JSONValue] = [:]
        for (name, value) in schemas.flatMap(\.components) {
            precondition(all[name].map { $0 == value } ?? true, "There are two schemas with the name '\(name)'.")
            all[name] = value
        }
        return all
    }
}

// MARK: - Structures

extension JSONSchema {
    package static func array(of element: JSONSchema, count: ClosedRange<Int>) -> JSONSchema {
        JSONSchema(
            [
                "type": "array", "items": element.value, "minItems": .int(Int64(count.lowerBound)),
                "maxItems": .int(Int64(count.upperBound)),
            ], components: element.components)
    }

    /// An object; properties not listed in `optional` are required.
    package static func object(_ properties: KeyValuePairs<String, JSONSchema>, optional: Set<String> = [])
        -> JSONSchema
    {
        var members = JSONMembers()
        for (name, schema) in properties { members[name] = schema.value }
        let required = properties.map(\.key).filter { !optional.contains($0) }
        precondition(optional.isSubset(of: properties.map(\.key)), "A property is optional that is not there.")
        return JSONSchema(
            [
                "type": "object", "properties": .object(members), "required": .array(required.map(JSONValue.string)),
            ], components: merged(properties.map(\.value)))
    }

    /// This object with more properties.
    package func adding(_ properties: KeyValuePairs<String, JSONSchema>, optional: Set<String> = []) -> JSONSchema {
        let more = JSONSchema.object(properties, optional: optional)
        var members = value["properties"]?.object ?? JSONMembers()
        for (name, schema) in more.value["properties"]?.object ?? JSONMembers() { members[name] = schema }
        let required = (value["required"]?.array ?? []) + (more.value["required"]?.array ?? [])
        return JSONSchema(
            ["type": "object", "properties": .object(members), "required": .array(required)],
            components: Self.merged([self, more]))
    }

    /// This object, which may also have members that it does not name.
    package var open: JSONSchema {
        guard var members = value.object else { return self }
        members["additionalProperties"] = true
        return JSONSchema(.object(members), components: components)
    }

    /// A page of a list, as `PageRequest` asks for it: the items, and `next` if there is another page.
    package static func page(_ name: String, of item: JSONSchema) -> JSONSchema {
        let items = array(of: item, count: 0...PageRequest.limitMax)
        return JSONSchema(
            [
                "type": "object",
                "properties": .object([name: items.value, "next": text(1...PageRequest.cursorBytesMax).value]),
                "required": [.string(name)],
            ], components: items.components)
    }

    /// What a request's body must be: nothing but what is named.
    var closed: JSONValue { Self.closed(value) }

    private static func closed(_ schema: JSONValue) -> JSONValue {
        guard var members = schema.object else { return schema }
        if let items = members["items"] { members["items"] = closed(items) }
        if let properties = members["properties"]?.object {
            var all = JSONMembers()
            for (name, property) in properties { all[name] = closed(property) }
            members["properties"] = .object(all)
            if members["additionalProperties"] == nil { members["additionalProperties"] = false }
        }
        return .object(members)
    }
}
