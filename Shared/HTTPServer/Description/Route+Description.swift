internal import JSON

extension Router.Route {
    /// The route as an OpenAPI operation.
    func openAPI() -> JSONValue {
        var members: JSONMembers = ["operationId": .string(operation.id), "summary": .string(operation.summary)]
        members["description"] = operation.description.map(JSONValue.string)
        members["tags"] = operation.tag.map { .array([.string($0)]) }
        let parameters = parameters.map(\.openAPI)
        members["parameters"] = parameters.isEmpty ? nil : .array(parameters)
        let bodySchema: JSONValue? = operation.streamsBody ? ["type": "string"] : operation.requestSchema?.closed
        members["requestBody"] = bodySchema.map { schema in
            [
                "required": .bool(bodyCheck?.requiresMembers ?? true),
                "content": .object([operation.mediaType: ["schema": schema]]),
            ]
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
        let schema = JSONSchema.text(1...IdempotencyKey.lengthMax)
        let description = "The same key with the same body gives the same answer, however often it is sent."
        return [
            .header(IdempotencyKey.header, description, required: operation.idempotencyKey == .required, schema: schema)
        ]
    }

    private var responses: JSONValue {
        var members = JSONMembers()
        for (status, response) in operation.responses.sorted(by: { $0.key < $1.key }) {
            members[String(status)] = response.openAPI
        }
        for status in problems.sorted() {
            members[String(status)] = ["$ref": .string("#/components/responses/\(Problem.componentName(of: status))")]
        }
        members["default"] = ["$ref": "#/components/responses/Problem"]
        return .object(members)
    }

    /// Statuses of the problems that can come: those that follow from what the operation asks for, and those it names.
    var problems: Set<Int> {
        var statuses = operation.refusals.union([503])
        let hasBody = operation.requestSchema != nil || operation.streamsBody
        if !parameters.isEmpty || hasBody { statuses.insert(400) }
        if hasBody { statuses.formUnion([413, 415]) }
        if method != .get { statuses.formUnion([409, 422]) }
        if parameters.contains(where: { $0.location == .path }) { statuses.insert(404) }
        if operation.parameters.contains(where: { $0.name == "If-Match" && $0.isRequired }) { statuses.insert(428) }
        if operation.proof != nil { statuses.insert(401) }
        switch operation.access {
        case .anyone: break
        case .authenticated: statuses.insert(401)
        case .roles: statuses.formUnion([401, 403])
        }
        return statuses
    }

    /// All that the operation's schemas refer to.
    var components: [String: JSONValue] {
        let answers = operation.responses.values.compactMap(\.schema)
        return JSONSchema.merged(
            answers + operation.parameters.map(\.schema) + [operation.requestSchema].compactMap(\.self))
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

extension ResponseDescription {
    fileprivate var openAPI: JSONValue {
        var members: JSONMembers = ["description": .string(description)]
        if !headers.isEmpty {
            var described = JSONMembers()
            for (name, text) in headers.sorted(by: { $0.key < $1.key }) {
                described[name] = ["description": .string(text), "required": true, "schema": ["type": "string"]]
            }
            members["headers"] = .object(described)
        }
        if let schema {
            members["content"] = .object([contentType: ["schema": schema.value]])
        } else if contentType != "application/json" {
            members["content"] = .object([contentType: .object([:])])
        }
        return .object(members)
    }
}

extension Problem {
    /// Under which name the description has the problem of a status: `NotFound`.
    static func componentName(of status: Int) -> String {
        title(of: status).filter { $0 != " " }
    }
}
