import JSON

/// What a description leaves open: successes without a body's schema, objects without members, texts, numbers and lists without limits.
struct DescriptionGaps {
    private let document: JSONValue

    init(_ document: JSONValue) { self.document = document }

    func all(in operations: [DescribedOperation]) -> [String] {
        let components = document.at("/components/schemas")?.object ?? JSONMembers()
        return operations.flatMap(gaps) + components.flatMap { gaps($1, at: $0) }
    }

    private func gaps(_ operation: DescribedOperation) -> [String] {
        var found: [String] = []
        if operation.successes.isEmpty { found.append("\(operation.id): no success") }
        for (status, response) in operation.value["responses"]?.object ?? JSONMembers() where response["$ref"] == nil {
            let place = "\(operation.id) \(status)"
            if response["description"] == "Done." { found.append("\(place): what it means") }
            guard let content = response["content"]?.object else {
                if status != "204" { found.append("\(place): the body") }
                continue
            }
            if let json = content["application/json"] { found += gaps(json["schema"] ?? .null, at: place) }
        }
        for parameter in operation.value["parameters"]?.array ?? [] {
            found += gaps(parameter["schema"] ?? .null, at: "\(operation.id) ?\(parameter["name"]?.string ?? "")")
        }
        if let body = operation.value.at("/requestBody/content/application~1json/schema") {
            found += gaps(body, at: "\(operation.id) body")
        }
        return found
    }

    private func gaps(_ schema: JSONValue, at place: String) -> [String] {
        if schema["$ref"] != nil || schema["enum"] != nil || schema["const"] != nil { return [] }
        switch schema["type"]?.string {
        case "object":
            guard let properties = schema["properties"]?.object, !properties.isEmpty else {
                return schema["additionalProperties"] == true ? [] : ["\(place): its members"]
            }
            return properties.flatMap { gaps($1, at: "\(place)/\($0)") }
        case "array":
            let limit = schema["maxItems"] == nil ? ["\(place): how many"] : []
            return limit + gaps(schema["items"] ?? .null, at: "\(place)/*")
        case "string":
            let isLimited = ["maxLength", "format"].contains { schema[$0] != nil }
            return isLimited ? [] : ["\(place): how long"]
        case "integer":
            return schema["minimum"] == nil || schema["maximum"] == nil ? ["\(place): its limits"] : []
        case "boolean": return []
        default: return ["\(place): its type"]
        }
    }
}
