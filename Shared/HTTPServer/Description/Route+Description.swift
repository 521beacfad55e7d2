internal import JSON

extension Router.Route {
    /// The route as an OpenAPI operation.
    func openAPI() -> JSONValue {
        var members: JSONMembers = ["operationId": .string(operation.id), "summary": .string(operation.summary)]
        members["description"] = operation.description.map(JSONValue.string)
        members["tags"] = operation.tag.map { .array([.string($0)]) }
        let parameters = parameters.map(\.openAPI)
        members["parameters"] = parameters.isEmpty ? nil : .array(parameters)
        members["requestBody"] = operation.requestSchema.map { schema in
            ["required": true, "content": ["application/json": ["schema": schema.value]]]
        }
        if operation.streamsBody {
            members["requestBody"] = ["required": true, "content": ["text/plain": ["schema": JSONSchema.string.value]]]
        }
        members["responses"] = responses
        members["security"] = security
        return .object(members)
    }

    /// The declared parameters, those of the path that were not declared, and the idempotency key.
    private var parameters: [Parameter] {
        let declared = Set(operation.parameters.filter { $0.location == .path }.map(\.name))
        let undeclared = segments.compactMap(\.parameterName).filter { !declared.contains($0) }
        let path = undeclared.map { Parameter.path($0, "Part of the address.") }
        return path + operation.parameters + idempotencyKey
    }

    private var idempotencyKey: [Parameter] {
        guard operation.idempotencyKey != .unused else { return [] }
        let schema = JSONSchema(
            .object(["type": "string", "minLength": 1, "maxLength": .int(Int64(IdempotencyKey.lengthMax))]))
        let description = "The same key with the same body gives the same answer, however often it is sent."
        return [
            .header(IdempotencyKey.header, description, required: operation.idempotencyKey == .required, schema: schema)
        ]
    }

    private var responses: JSONValue {
        var members = JSONMembers()
        for (status, response) in operation.responses.sorted(by: { $0.key < $1.key }) {
            var description: JSONMembers = ["description": .string(response.description)]
            if let schema = response.schema {
                description["content"] = .object([response.contentType: ["schema": schema.value]])
            }
            members[String(status)] = .object(description)
        }
        members["default"] = ["$ref": "#/components/responses/Problem"]
        return .object(members)
    }

    /// In OpenAPI 3.1 the list beside a scheme may name roles; alternatives stand side by side.
    private var security: JSONValue {
        switch operation.access {
        case .anyone: []
        case .authenticated: [["bearer": []]]
        case .roles(let roles): .array(roles.map(\.rawValue).sorted().map { ["bearer": [.string($0)]] })
        }
    }
}

extension Parameter {
    fileprivate var openAPI: JSONValue {
        [
            "name": .string(name), "in": .string(location.rawValue), "description": .string(description),
            "required": .bool(isRequired), "schema": schema.value,
        ]
    }
}
