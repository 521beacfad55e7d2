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
        var schemas = JSONMembers()
        schemas["Problem"] = Self.problemSchema.value
        for (name, schema) in router.schemas.sorted(by: { $0.key < $1.key }) { schemas[name] = schema.value }
        return [
            "schemas": .object(schemas),
            "responses": [
                "Problem": [
                    "description": "What is wrong and how to mend it (RFC 9457).",
                    "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
                ]
            ],
            "securitySchemes": ["bearer": ["type": "http", "scheme": "bearer", "bearerFormat": "JWT"]],
        ]
    }

    private static let problemSchema = JSONSchema(
        text: """
            {"type":"object","required":["type","title","status","detail"],"properties":{
            "type":{"type":"string","description":"The kind of problem, for programs."},
            "title":{"type":"string"},
            "status":{"type":"integer"},
            "detail":{"type":"string","description":"What is wrong here and how to mend it."},
            "instance":{"type":"string"},
            "rule":{"type":"string","description":"The marketplace's rule that decided."},
            "field":{"type":"string","description":"The parameter or header that is wrong."},
            "errorId":{"type":"string","description":"Finds the error in the service's log."},
            "missing":{"type":"array","items":{"type":"string"},"description":"What the asker lacks, such as roles or policies."},
            "errors":{"type":"array","items":{"type":"object","required":["pointer","detail"],"properties":{
            "pointer":{"type":"string"},"detail":{"type":"string"}}}}}}
            """)
}

extension Router {
    /// Serves the description of all routes, this one included, at `/openapi.json`. Call it last: later routes are not in it.
    package mutating func describe(as description: InterfaceDescription) {
        let operation = Operation(
            id: "getInterfaceDescription", summary: "This description.", access: .anyone,
            responses: [200: ResponseDescription("An OpenAPI document.", schema: JSONSchema(["type": "object"]))])
        var described = self
        described.add(.get, "/openapi.json", operation) { _ in .noContent() }
        let bytes = description.document(of: described).bytes(order: .asWritten)
        add(.get, "/openapi.json", operation) { _ in .json(bytes, headers: ["Cache-Control": "no-cache"]) }
    }
}
