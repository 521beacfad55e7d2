package import JSON

/// The OpenAPI 3.1 document of a router's routes. It is made from the very values the server enforces, so the two cannot differ.
package struct InterfaceDescription: Sendable {
    private let title: String
    private let version: String
    private let summary: String

    /// - Parameters:
    ///   - version: of the interface, such as `1.4.0`.
    ///   - summary: one sentence: what the service is for.
    package init(title: String, version: String, summary: String) {
        self.title = title
        self.version = version
        self.summary = summary
    }

    /// The document for these routes.
    package func document(of router: Router) -> JSONValue {
        var paths = JSONMembers()
        for route in router.routes {
            var methods = paths[route.template]?.object ?? JSONMembers()
            methods[route.method.rawValue.lowercased()] = route.openAPI()
            paths[route.template] = .object(methods)
        }
        return [
            "openapi": "3.1.0",
            "info": ["title": .string(title), "version": .string(version), "summary": .string(summary)],
            "paths": .object(paths),
            "components": components(of: router),
        ]
    }

    private func components(of router: Router) -> JSONValue {
        var schemas: JSONMembers = ["Problem": Self.problemSchema.value]
        var all: [String: JSONValue] = [:]
        for route in router.routes {
            all.merge(route.components) { one, other in
                precondition(one == other, "Two schemas of the interface '\(title)' share a name: \(one.text)")
                return one
            }
        }
        for (name, schema) in all.sorted(by: { $0.key < $1.key }) { schemas[name] = schema }
        var responses: JSONMembers = [
            "Problem": Self.response("What is wrong and how to mend it (RFC 9457).")
        ]
        for status in router.routes.reduce(into: Set<Int>(), { $0.formUnion($1.problems) }).sorted() {
            responses[Problem.componentName(of: status)] = Self.response(
                Self.reason(of: status), headers: Self.headers[status] ?? [:])
        }
        return [
            "schemas": .object(schemas), "responses": .object(responses),
            "securitySchemes": ["bearer": ["type": "http", "scheme": "bearer", "bearerFormat": "JWT"]],
        ]
    }

    private static func response(_ description: String, headers: JSONMembers = [:]) -> JSONValue {
        var members: JSONMembers = ["description": .string(description)]
        if !headers.isEmpty { members["headers"] = .object(headers) }
        members["content"] = ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]]
        return .object(members)
    }

    private static let headers: [Int: JSONMembers] = [
        401: ["WWW-Authenticate": header("Which credential is wanted.")],
        503: ["Retry-After": header("After how many seconds to try again.")],
    ]

    private static func header(_ description: String) -> JSONValue {
        ["description": .string(description), "required": true, "schema": ["type": "string"]]
    }

    private static func reason(of status: Int) -> String {
        switch status {
        case 400: "The request itself is wrong; `field` or `errors` say where."
        case 401: "There is no valid credential."
        case 403: "The asker may not; `missing` says what would be needed, `rule` which rule forbids it."
        case 404: "There is no such thing, or none the asker may see."
        case 409: "The present state does not allow it; `rule` says why."
        case 412: "The resource has changed since it was read."
        case 413: "The body is too large."
        case 415: "The body is of a type that is not read."
        case 422: "Well-formed, but against a rule; or the Idempotency-Key was used for another request."
        case 428: "The header If-Match is missing."
        case 429: "Too often; try again later."
        case 503: "Not now: try again, with the same Idempotency-Key."
        default: Problem.title(of: status)
        }
    }

    private static let problemSchema = JSONSchema.object(
        [
            "type": .text(1...64).described(as: "The kind of problem, for programs."),
            "title": .text(1...64), "status": .integer(400...599),
            "detail": .text(1...4_000).described(as: "What is wrong here and how to mend it."),
            "instance": .text(max: 200),
            "rule": .text(1...16).described(as: "The marketplace's rule that decided."),
            "field": .text(1...64).described(as: "The parameter or header that is wrong."),
            "errorId": .text(1...64).described(as: "Finds the error in the service's log."),
            "missing": .array(of: .text(1...256), count: 1...256)
                .described(as: "What the asker lacks, such as roles or policies, or what the rule is about."),
            "errors": .array(
                of: .object(["pointer": .text(max: 1_000), "detail": .text(1...1_000)]), count: 1...256),
        ], optional: ["instance", "rule", "field", "errorId", "missing", "errors"])
}

extension Router {
    private static let ownSchema = JSONSchema([
        "type": "object", "required": ["openapi", "info", "paths", "components"],
        "properties": [
            "openapi": ["type": "string", "const": "3.1.0"], "info": ["type": "object", "additionalProperties": true],
            "paths": ["type": "object", "additionalProperties": true],
            "components": ["type": "object", "additionalProperties": true],
        ],
    ])

    /// Serves the description of all routes, this one included, at `/openapi.json`. Call it last: later routes are not in it.
    package mutating func describe(as description: InterfaceDescription) {
        let operation = Operation(
            id: "getInterfaceDescription", summary: "This description.", access: .anyone,
            responses: .ok("An OpenAPI document.", Self.ownSchema))
        var described = self
        described.add(.get, "/openapi.json", operation) { _ in .noContent() }
        let bytes = description.document(of: described).bytes(order: .asWritten)
        add(.get, "/openapi.json", operation) { _ in .json(bytes, headers: ["Cache-Control": "no-cache"]) }
    }
}
