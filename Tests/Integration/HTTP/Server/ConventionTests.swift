import HTTPServer
import Testing

@Suite("Conventions all services share") struct ConventionTests {
    private func answer(
        _ operation: Operation, headers: [String: String] = [:], target: String = "/", _ handler: @escaping Handler
    ) async throws -> RawConnection.Answer {
        var router = Router(), answer = RawConnection.Answer()
        router.add(.post, "/", operation, handler)
        try await withServer(router) { server in
            answer = try await RawConnection(port: server.port).request("POST", target, headers: headers)
        }
        return answer
    }

    private func keyed(_ use: Operation.IdempotencyKeyUse) -> Operation {
        Operation(id: "keyed", summary: "Test.", access: .anyone, idempotencyKey: use)
    }

    @Test(
        "An idempotency key reaches the handler, with or without quotes",
        arguments: [("abc-1", "abc-1"), ("\"abc-1\"", "abc-1")])
    func idempotencyKey(header: String, key: String) async throws {
        let answer = try await answer(keyed(.required), headers: ["idempotency-key": header]) {
            .text($0.idempotencyKey ?? "none")
        }
        #expect(answer.body == key)
    }

    @Test(
        "An idempotency key that is missing where it is required, too long or of other characters is refused",
        arguments: [
            "", "\"\"", "a b", "ключ", String(repeating: "a", count: 65),
        ])
    func badIdempotencyKey(header: String) async throws {
        let answer = try await answer(keyed(.optional), headers: ["Idempotency-Key": header]) { _ in .text("") }
        #expect(answer.status == 400)
        let missing = try await self.answer(keyed(.required)) { _ in .text("") }
        #expect(missing.status == 400)
        let optional = try await self.answer(keyed(.optional)) { .text($0.idempotencyKey ?? "none") }
        #expect(optional.body == "none")
    }

    @Test(
        "A change based on another version is refused, one based on none is asked for its base",
        arguments: [
            ("\"7\"", 200), ("*", 200), ("\"6\"", 412), ("7", 400), ("\"x\"", 400), ("\"", 400), ("\"7\", \"8\"", 400),
            (nil, 428),
        ])
    func ifMatch(header: String?, status: Int) async throws {
        let operation = Operation(id: "edit", summary: "Test.", access: .anyone)
        let answer = try await answer(operation, headers: header.map { ["If-Match": $0] } ?? [:]) { request in
            try EntityTag.require(7, in: request)
            return .noContent(headers: ["ETag": EntityTag(version: 8).headerValue])
        }
        #expect(answer.status == (status == 200 ? 204 : status))
        #expect(answer.headers["etag"] == (status == 200 ? "\"8\"" : nil))
    }

    @Test(
        "A copy the client has is recognised among others",
        arguments: [
            ("\"7\"", true), ("W/\"7\"", true), ("\"1\", \"7\"", true), ("*", true), ("\"8\"", false), ("", false),
        ])
    func ifNoneMatch(header: String, isKnown: Bool) throws {
        let target = try RequestTarget("/")
        let request = HTTPRequest(method: .get, target: target, headers: ["If-None-Match": header])
        #expect(EntityTag(version: 7).isKnown(to: request) == isKnown)
    }

    @Test(
        "A page is asked for by cursor and limit",
        arguments: [
            ("", nil, 50), ("limit=1", nil, 1), ("limit=200&cursor=abc", "abc", 200),
        ] as [(String, String?, Int)])
    func paging(query: String, cursor: String?, limit: Int) throws {
        let page = try PageRequest(RequestTarget("/?\(query)").query)
        #expect(page.cursor == cursor)
        #expect(page.limit == limit)
    }

    @Test(
        "Nonsense for a page is refused",
        arguments: [
            "limit=0", "limit=201", "limit=x", "limit=", "limit=-1", "cursor=",
            "cursor=\(String(repeating: "a", count: 513))",
        ])
    func badPaging(query: String) throws {
        let target = try RequestTarget("/?\(query)")
        #expect(throws: Problem.self) { try PageRequest(target.query) }
    }

    @Test("Declared parameters are required before the handler runs")
    func requiredParameters() async throws {
        let operation = Operation(
            id: "find", summary: "Test.", access: .anyone,
            parameters: [
                .query("q", "What.", required: true, schema: .text(1...20)),
                .header("X-Shop", "Where.", required: true, schema: .text(1...20)), .ifMatch,
            ])
        let ok = ["X-Shop": "1", "If-Match": "*"]
        let handler: Handler = { _ in .text("found") }
        #expect(try await answer(operation, headers: ok, target: "/?q=1", handler).status == 200)
        #expect(try await answer(operation, headers: ok, handler).status == 400)
        #expect(try await answer(operation, headers: ["If-Match": "*"], target: "/?q=1", handler).status == 400)
        #expect(try await answer(operation, headers: ["X-Shop": "1"], target: "/?q=1", handler).status == 428)
    }
}
