import HTTPServer
import JSON
import Testing

@Suite("The description of an interface") struct DescriptionTests {
    private struct EveryRole: Authenticator {
        func authenticate(_ headers: HTTPHeaders) async throws(Problem) -> Principal? {
            headers["Authorization"].map { Principal(account: "A-1", roles: [Role(rawValue: $0)]) }
        }
    }

    private static var router: Router {
        var router = Router()
        let order = JSONSchema.object(
            ["id": .id, "priceFen": .fen, "note": .text(max: 200)], optional: ["note"]
        ).named("Order")
        let read = Operation(
            id: "getOrder", summary: "One order.", access: .roles([.buyer, .operator]), tag: "orders",
            parameters: [
                .path("orderId", "The order's number."),
                .query("lang", "For texts.", required: true, schema: .text(1...8)),
            ],
            responses: .ok("The order.", order))
        router.add(.get, "/orders/{orderId}", read) { _ in .noContent() }
        let pay = Operation(
            id: "payOrder", summary: "Pays an order.", access: .authenticated, requestSchema: order,
            responses: [202: ResponseDescription("Under way.")], idempotencyKey: .required)
        router.add(.post, "/orders/{orderId}/payments/{paymentId}", pay) { _ in .noContent() }
        router.add(
            .get, "/products",
            Operation(id: "listProducts", summary: "Products.", access: .anyone, parameters: Parameter.paging)
        ) { _ in
            .noContent()
        }
        router.add(
            .put, "/products",
            Operation(id: "putProducts", summary: "Products.", access: .roles([.vendor]), parameters: [.ifMatch])
        ) { _ in
            .noContent()
        }
        router.describe(as: InterfaceDescription(title: "Test", version: "1.0.0", summary: "For tests."))
        return router
    }

    private static let methods = ["get", "put", "post", "delete", "patch"]

    @Test("Every route is described, and nothing else")
    func completeness() async throws {
        try await withServer(Self.router) { server in
            let paths = try JSONValue(
                parsing: await RawConnection(port: server.port).request("GET", "/openapi.json").body)["paths"]?.object
            let described = try #require(paths).flatMap { path, methods in
                (methods.object?.names ?? []).map { "\($0) \(path)" }
            }
            #expect(
                Set(described) == Set(Self.router.routes.map { "\($0.method.rawValue.lowercased()) \($0.template)" }))
            #expect(described.count == 5)
        }
    }

    @Test("The server behaves as its description says: methods, access, required parameters")
    func behaviour() async throws {
        try await withServer(Self.router, authenticator: EveryRole()) { server in
            let connection = try RawConnection(port: server.port)
            let document = try JSONValue(parsing: await connection.request("GET", "/openapi.json").body)
            for (path, operations) in try #require(document["paths"]?.object) {
                for method in Self.methods {
                    try await probe(connection, method, path, operations[method])
                }
            }
        }
    }

    private func probe(_ connection: RawConnection, _ method: String, _ path: String, _ operation: JSONValue?)
        async throws
    {
        let parameters = operation?["parameters"]?.array ?? []
        let segments = parameters.filter { $0["in"] == "path" }.compactMap { $0["name"]?.string }
        guard let operation else {
            let answer = try await connection.request(
                method.uppercased(), String(path.filter { $0 != "{" && $0 != "}" }))
            #expect(answer.status == 405, "\(method) \(path) is not described")
            return
        }
        // Every segment must be described, else the address keeps its braces and is not found.
        let address = path.split(separator: "/").map {
            segments.contains(String($0.dropFirst().dropLast())) ? "/x" : "/\($0)"
        }.joined()
        let required = parameters.filter { $0["required"] == true }
        let query = required.filter { $0["in"] == "query" }.compactMap { $0["name"]?.string }.map { "\($0)=1" }.joined(
            separator: "&")
        var headers: [String: String] = [:]
        for name in required.filter({ $0["in"] == "header" }).compactMap({ $0["name"]?.string }) { headers[name] = "1" }
        let body = operation["requestBody"] == nil ? "" : #"{"id":"O-1","priceFen":1}"#
        let alternatives = operation["security"]?.array ?? []
        if let first = alternatives.first {
            #expect(
                try await connection.request(method.uppercased(), "\(address)?\(query)", headers: headers).status == 401
            )
            let roles = first["bearer"]?.array ?? []
            if !roles.isEmpty {
                headers["Authorization"] = "nobody"
                #expect(
                    try await connection.request(method.uppercased(), "\(address)?\(query)", headers: headers).status
                        == 403)
            }
            headers["Authorization"] = roles.first?.string ?? "nobody"
        }
        let whole = try await connection.request(
            method.uppercased(), "\(address)?\(query)", headers: headers, body: body)
        #expect(whole.status < 300, "\(method) \(path)")
        for parameter in required where parameter["in"] != "path" {
            var fewer = headers
            if let name = parameter["name"]?.string { fewer[name] = nil }
            let target = parameter["in"] == "query" ? address : "\(address)?\(query)"
            #expect(
                [400, 428].contains(try await connection.request(method.uppercased(), target, headers: fewer).status))
        }
    }

    @Test("The description names schemas, problems and the credential")
    func components() async throws {
        try await withServer(Self.router) { server in
            let document = try JSONValue(
                parsing: await RawConnection(port: server.port).request("GET", "/openapi.json").body)
            #expect(document["openapi"] == "3.1.0")
            #expect(document.at("/components/schemas/Order/required") == ["id", "priceFen"])
            #expect(document.at("/components/schemas/Problem/required") == ["type", "title", "status", "detail"])
            #expect(document.at("/components/securitySchemes/bearer/scheme") == "bearer")
            let operation = document.at("/paths/~1orders~1{orderId}/get")
            #expect(operation?["security"] == [["bearer": ["buyer"]], ["bearer": ["operator"]]])
            #expect(operation?["responses"]?["default"] == ["$ref": "#/components/responses/Problem"])
        }
    }
}
