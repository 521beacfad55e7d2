import JSON

/// Reads the schemas of one document, following its references.
struct SchemaParser {
    let document: JSONValue
    /// What `../common.json` holds.
    let common: JSONValue
    /// The document's file, for the sentences.
    let file: String
    private(set) var types: [String: Schema] = [:]
    private var open: [String] = []

    init(document: JSONValue, common: JSONValue, file: String) {
        self.document = document
        self.common = common
        self.file = file
    }

    private static let annotations: Set<String> = ["title", "description", "examples", "deprecated", "x-personal-data"]

    mutating func schema(_ value: JSONValue, at pointer: String) throws -> Schema {
        if let reference = value["$ref"] { return try followed(value, reference, at: pointer) }
        let kind = try kind(value, at: pointer)
        return Schema(
            kind: kind, description: value["description"]?.string, isPersonal: value["x-personal-data"]?.bool ?? false)
    }

    private mutating func kind(_ value: JSONValue, at pointer: String) throws -> Schema.Kind {
        switch value["type"]?.string {
        case "string": return try string(value, at: pointer)
        case "integer": return try integer(value, at: pointer)
        case "boolean":
            try refuse(value, beyond: [], at: pointer)
            return .boolean
        case "array": return try array(value, at: pointer)
        case "object": return try object(value, at: pointer)
        case "number": throw problem(pointer, "contracts have no floating point; count in small units as an integer")
        default: throw problem(pointer, "a schema needs a type (string, integer, boolean, array, object) or a $ref")
        }
    }
}

extension SchemaParser {
    private func string(_ value: JSONValue, at pointer: String) throws -> Schema.Kind {
        if let words = value["enum"] {
            try refuse(value, beyond: ["enum", "x-closed"], at: pointer)
            guard let words = words.array?.compactMap(\.string), !words.isEmpty, Set(words).count == words.count else {
                throw problem(pointer, "an enum lists different strings")
            }
            for word in words where !Naming.isWord(word) || Naming.enumCase(word) == "unknown" {
                throw problem(
                    pointer, "the word \"\(word)\" has no Swift name: use letters, digits, - and _, and not \"unknown\""
                )
            }
            guard Set(words.map(Naming.enumCase)).count == words.count else {
                throw problem(pointer, "two words of the enum have the same Swift name")
            }
            return .words(words, isClosed: value["x-closed"]?.bool ?? false)
        }
        switch value["format"]?.string {
        case "date-time":
            try refuse(value, beyond: ["format"], at: pointer)
            return .instant
        case "date":
            try refuse(value, beyond: ["format"], at: pointer)
            return .date
        default:
            try refuse(value, beyond: ["format", "minLength", "maxLength", "pattern"], at: pointer)
            return .string(
                try limits(value, least: "minLength", most: "maxLength", at: pointer),
                pattern: try pattern(value["pattern"]?.string, at: pointer))
        }
    }

    private func pattern(_ pattern: String?, at pointer: String) throws -> String? {
        guard let pattern else { return nil }
        do {
            _ = try PatternCompiler.steps(of: pattern)
        } catch {
            throw problem(pointer + "/pattern", error.clause)
        }
        return pattern
    }

    private func integer(_ value: JSONValue, at pointer: String) throws -> Schema.Kind {
        try refuse(value, beyond: ["format", "minimum", "maximum", "x-unit"], at: pointer)
        guard value["format"] == "int64" else { throw problem(pointer, "an integer needs \"format\": \"int64\"") }
        let limits = try limits(value, least: "minimum", most: "maximum", at: pointer)
        guard let unit = value["x-unit"] else { return .integer(limits) }
        guard unit == "fen" else { throw problem(pointer, "the only x-unit is fen") }
        return .money(limits)
    }

    private mutating func array(_ value: JSONValue, at pointer: String) throws -> Schema.Kind {
        try refuse(value, beyond: ["items", "minItems", "maxItems"], at: pointer)
        guard let items = value["items"] else { throw problem(pointer, "an array needs items") }
        return .array(
            try unnamed(items, at: pointer + "/items"),
            try limits(value, least: "minItems", most: "maxItems", at: pointer))
    }

    private mutating func object(_ value: JSONValue, at pointer: String) throws -> Schema.Kind {
        try refuse(value, beyond: ["properties", "required"], at: pointer)
        guard let properties = value["properties"]?.object else { throw problem(pointer, "an object needs properties") }
        let required = Set((value["required"]?.array ?? []).compactMap(\.string))
        for name in required.sorted() where properties[name] == nil {
            throw problem(pointer, "required names \(name), which is no property")
        }
        guard 1...64 ~= properties.count else { throw problem(pointer, "an object has 1 to 64 properties") }
        var members: [Member] = []
        for (name, property) in properties {
            let place = pointer + "/properties" + JSONPointer.step(name)
            guard Naming.isMember(name) else { throw problem(place, "a member's name is written in camelCase") }
            guard !Naming.reservedMembers.contains(name) else {
                throw problem(place, "generated code needs the name \(name); choose another")
            }
            let schema = try schema(property, at: place)
            if case .object = schema.kind {
                throw problem(place, "give this object a name under components/schemas and refer to it")
            }
            if case .words = schema.kind, Naming.reservedTypes.contains(Naming.typeName(name)) {
                throw problem(
                    place,
                    "give this enum a name under components/schemas; \(Naming.typeName(name)) means something else in Swift"
                )
            }
            members.append(Member(name: name, schema: schema, isRequired: required.contains(name)))
        }
        return .object(members)
    }

    /// A schema in a place that lends it no name.
    private mutating func unnamed(_ value: JSONValue, at pointer: String) throws -> Schema {
        let schema = try schema(value, at: pointer)
        switch schema.kind {
        case .object, .words: throw problem(pointer, "give this a name under components/schemas and refer to it")
        default: return schema
        }
    }
}

extension SchemaParser {
    private mutating func followed(_ value: JSONValue, _ reference: JSONValue, at pointer: String) throws -> Schema {
        guard let reference = reference.string, let (target, name) = target(of: reference) else {
            throw problem(
                pointer, "refer to #/components/schemas/… or ../common.json#/schemas/…, and to something that exists")
        }
        guard !open.contains(reference) else {
            throw problem(pointer, "\(reference) refers to itself; a message must end somewhere")
        }
        open.append(reference)
        defer { open.removeLast() }
        var merged = target.object ?? [:]
        for (name, sibling) in value.object ?? [:] where name != "$ref" { merged[name] = sibling }
        var schema = try schema(.object(merged), at: pointer)
        switch schema.kind {
        case .object, .words:
            guard reference.hasPrefix("#") else {
                throw problem(pointer, "common.json holds no objects and enums; describe it in this document")
            }
            try register(name, target, at: pointer)
            schema.kind = .named(name)
        default: break
        }
        // What common.json says of its types is known; here counts what the member means.
        if !reference.hasPrefix("#") { schema.description = value["description"]?.string }
        return schema
    }

    private mutating func register(_ name: String, _ target: JSONValue, at pointer: String) throws {
        guard types[name] == nil else { return }
        guard Naming.isType(name), !Naming.reservedTypes.contains(name) else {
            throw problem(
                pointer,
                "\(name) cannot be the name of a type: write it in PascalCase, and not like one of Swift's own types")
        }
        types[name] = try schema(target, at: pointer)
    }

    /// The schema a reference leads to, and its name.
    private func target(of reference: String) -> (JSONValue, name: String)? {
        for (prefix, source, path) in [
            ("#/components/schemas/", document, "/components/schemas/"),
            ("../common.json#/schemas/", common, "/schemas/"),
        ]
        where reference.hasPrefix(prefix) {
            let name = String(reference.dropFirst(prefix.count))
            return source.at(path + name).map { ($0, name) }
        }
        return nil
    }

    /// How much readers in any language take without losing anything.
    private static let widest: ClosedRange<Int64> = -9_007_199_254_740_991...9_007_199_254_740_991

    /// Lengths and numbers of elements begin at zero where the document does not say otherwise; everything else is said.
    private func limits(_ value: JSONValue, least: String, most: String, at pointer: String) throws -> Limits {
        let isSize = least != "minimum"
        guard let low = value[least]?.int64 ?? (isSize ? 0 : nil), let high = value[most]?.int64 else {
            throw problem(
                pointer, "this needs \(isSize ? most : "\(least) and \(most)"); nothing in a contract is without bounds"
            )
        }
        guard low <= high, Self.widest.contains(low), Self.widest.contains(high), !isSize || low >= 0 else {
            throw problem(pointer, "\(least) and \(most) are in order and within 53 bits")
        }
        return Limits(least: low, most: high)
    }

    private func refuse(_ value: JSONValue, beyond keywords: Set<String>, at pointer: String) throws {
        for name in value.object?.names ?? []
        where name != "type" && !keywords.contains(name) && !Self.annotations.contains(name) {
            throw problem(pointer, "the keyword \(name) is not part of our schemas here; see README.md")
        }
    }

    func problem(_ pointer: String, _ sentence: String) -> ContractProblem {
        ContractProblem(place: "\(file) at \(pointer)", sentence: sentence)
    }
}
