import HTTPServer
import JSON
import Kernel
import Testing

@Suite("Routes and answers") struct RoutingTests {
    private static var router: Router {
        var router = Router()
        let anyText = Operation(
            id: "read", summary: "Test.", access: .anyone,
            parameters: [.path("orderId", "Any text.", schema: .text(1...64))])
        router.add(.get, "/orders/{orderId}", anyText) { request in .text("order \(try request.parameter("orderId"))") }
        router.open(.get, "/orders/export") { _ in .text("all") }
        router.open(.post, "/orders/{orderId}/pay") { request in
            .text("pay \(try request.parameter("orderId")) \(request.body.count)")
        }
        router.open(.get, "/search") { request in .text(request.query.values("q").joined(separator: "|")) }
        router.open(.get, "/empty") { _ in .noContent() }
        return router
    }

    @Test(
        "A literal segment goes before a parameter, and a parameter is decoded after the path was split",
        arguments: [
            ("/orders/O-1", 200, "order O-1"), ("/orders/export", 200, "all"), ("/orders/a%2Fb", 200, "order a/b"),
            ("/orders/%E5%8F%91%E7%A5%A8", 200, "order 发票"), ("/orders/a+b", 200, "order a+b"),
        ])
    func paths(target: String, status: Int, body: String) async throws {
        try await withServer(Self.router) { server in
            let answer = try await RawConnection(port: server.port).request("GET", target)
            #expect(answer.status == status)
            #expect(answer.body == body)
        }
    }

    @Test("A literal does not hide a parameter that fits the whole path")
    func backtracking() async throws {
        try await withServer(Self.router) { server in
            let answer = try await RawConnection(port: server.port).request("POST", "/orders/export/pay", body: "12")
            #expect(answer.body == "pay export 2")
        }
    }

    @Test(
        "What is not named does not exist",
        arguments: [
            "/", "/orders", "/orders/", "/orders/1/", "/orders//pay", "/Orders/1", "//orders/1", "/orders/../empty",
        ])
    func unknown(target: String) async throws {
        try await withServer(Self.router) { server in
            let answer = try await RawConnection(port: server.port).request("GET", target)
            #expect(answer.status == 404)
            #expect(answer.headers["content-type"] == "application/problem+json")
            let problem = try JSONValue(parsing: answer.body)
            #expect(problem["status"] == 404)
        }
    }

    @Test(
        "A target with broken escapes, or none at all, is a bad request",
        arguments: ["/orders/%", "/orders/%zz", "/orders/%00", "/orders/%ff", "/search?q=%", "*"])
    func badTargets(target: String) async throws {
        try await withServer(Self.router) { server in
            let answer = try await RawConnection(port: server.port).request("GET", target)
            #expect(answer.status == 400)
        }
    }

    @Test("Query parameters are decoded, repeated ones kept in order")
    func query() async throws {
        try await withServer(Self.router) { server in
            let answer = try await RawConnection(port: server.port).request(
                "GET", "/search?q=a+b%2Bc&x=1&q=%E5%9F%9F%E5%90%8D&q")
            #expect(answer.body == "a b+c|域名|")
        }
    }

    @Test(
        "Another method is refused with those allowed; OPTIONS tells them too; HEAD works where GET does",
        arguments: [
            ("DELETE", 405), ("TRACE", 405), ("BREW", 405), ("get", 405), ("OPTIONS", 204),
        ])
    func methods(method: String, status: Int) async throws {
        try await withServer(Self.router) { server in
            let answer = try await RawConnection(port: server.port).request(method, "/orders/1")
            #expect(answer.status == status)
            #expect(answer.headers["allow"] == "GET, HEAD, OPTIONS")
        }
    }

    @Test("HEAD answers what GET would, without the body")
    func head() async throws {
        try await withServer(Self.router) { server in
            let connection = try RawConnection(port: server.port)
            let answer = try await connection.request("HEAD", "/orders/1")
            #expect(answer.status == 200)
            #expect(answer.headers["content-length"] == "7")
            #expect(try await connection.request("GET", "/orders/1").body == "order 1")
            #expect(try await connection.request("GET", "/empty").status == 204)
            #expect(try await connection.request("OPTIONS", "*").status == 204)
        }
    }

    @Test("A handler's refusals become problems: rules with their ID, bodies with the place")
    func refusals() async throws {
        var router = Router()
        router.open(.post, "/rule") { _ in
            throw Rejection(.conflict, "price-changed", rule: "ORD-03", "The price has changed.", items: ["P-1"])
        }
        router.open(.post, "/body") { request in
            let name = try JSONObject(request.body).string("name")
            return .text(name)
        }
        try await withServer(router) { server in
            let connection = try RawConnection(port: server.port)
            let rule = try await connection.request("POST", "/rule")
            #expect(rule.status == 409)
            let problem = try JSONValue(parsing: rule.body)
            #expect(problem["rule"] == "ORD-03")
            #expect(problem["type"] == "price-changed")
            #expect(problem["missing"] == ["P-1"])
            let body = try await connection.request("POST", "/body", body: "{\"name\":1}")
            #expect(body.status == 400)
            let place = try JSONValue(parsing: body.body).at("/errors/0/pointer")
            #expect(place == "/name")
        }
    }

    @Test(
        "An error not meant for clients becomes a 500 that shows nothing but an id, and the observer gets the error under it"
    )
    func internalErrors() async throws {
        struct Secret: Error { let password = "hunter2" }
        var router = Router()
        router.open(.get, "/") { _ in throw Secret() }
        let observer = RecordingObserver()
        try await withServer(router, observer: observer) { server in
            let answer = try await RawConnection(port: server.port).request("GET", "/")
            #expect(answer.status == 500)
            #expect(!answer.body.contains("hunter2"))
            let errorID = try #require(JSONValue(parsing: answer.body)["errorId"]?.string)
            #expect(observer.failedIDs == [errorID])
        }
    }

    @Test("A header that would split the answer is not sent")
    func headerInjection() async throws {
        var router = Router()
        router.open(.get, "/") { _ in .redirect(to: "/x\r\nSet-Cookie: a=b") }
        try await withServer(router) { server in
            let answer = try await RawConnection(port: server.port).request("GET", "/")
            #expect(answer.status == 500)
            #expect(answer.headers["set-cookie"] == nil)
        }
    }

    @Test("The observer gets the template, not the path, and middleware wraps from the outside in")
    func observation() async throws {
        let observer = RecordingObserver()
        let layers: [Middleware] = ["a", "b"].map { name in
            { request, next in
                var response = try await next(request)
                response.headers.add("X-Layer", name)
                return response
            }
        }
        try await withServer(Self.router, observer: observer, middleware: layers) { server in
            let answer = try await RawConnection(port: server.port).request("POST", "/orders/O-1/pay", body: "123")
            #expect(answer.headers["x-layer"] == "a")
            await observer.wait(for: 1)
            let record = try #require(observer.records.first)
            #expect(record.route == "/orders/{orderId}/pay")
            #expect(record.status == 200)
            #expect(record.requestBytes == 3)
            #expect(record.responseBytes == answer.body.utf8.count)
            #expect(record.durationUs > 0)
            #expect(record.remoteAddress == "127.0.0.1")
            #expect(!record.wasAborted)
        }
    }
}
