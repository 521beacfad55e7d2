import HTTPServer
import JSON
import Kernel
import Testing

@Suite("What the server holds requests against before a handler sees them") struct RequestRulesTests {
    private static var router: Router {
        var router = Router()
        let find = Operation(
            id: "find", summary: "Test.", access: .anyone,
            parameters: [
                .query("type", "A word.", schema: .words(["new", "renewal"])),
                .query("length", "A number.", schema: .integer(1...63)),
                .query("from", "An instant.", schema: .instant),
                .query("mine", "Yes or no.", schema: .boolean), .query("text", "Anything.", schema: .text(1...256)),
            ])
        router.add(.get, "/things", find) { _ in .text("found") }
        router.open(.get, "/things/{thingId}") { request in .text(try request.parameter("thingId")) }
        let name = Operation(
            id: "name", summary: "Test.", access: .anyone,
            parameters: [.path("name", "Any text.", schema: .words(["甲", "b"]))])
        router.add(.get, "/names/{name}", name) { request in .text(try request.parameter("name")) }
        let write = Operation(id: "write", summary: "Test.", access: .anyone, requestSchema: Self.thing)
        router.add(.post, "/things", write) { request in
            try request.readJSON { body in
                for name in ["kind", "tags", "on", "at", "code", "site", "is"] { _ = body.has(name) }
                let owner = try body.optionalObject("owner")
                return .text(
                    "\(try body.money("amountFen").fen) \(try owner?.string("id") ?? "-") \(try body.optionalString("name") ?? "-")"
                )
            }
        }
        let note = Operation(
            id: "note", summary: "Test.", access: .anyone,
            requestSchema: .object(["text": .text(1...9)], optional: ["text"]).open)
        router.add(.post, "/notes", note) { request in .text(try request.members().optionalString("text") ?? "-") }
        let form = Operation(
            id: "form", summary: "Test.", access: .anyone, bodyType: "application/x-www-form-urlencoded")
        router.add(.post, "/forms", form) { request in .text("\(request.body.count)") }
        let proven = Operation(
            id: "prove", summary: "Test.", access: .anyone,
            proof: { if $0.headers["X-Proof"] != "yes" { throw Problem.unauthenticated("Prove it.") } },
            parameters: [.header("X-Proof", "Proof.", required: true, schema: .text(1...9))], requestSchema: Self.thing,
            idempotencyKey: .required)
        router.add(.post, "/proven", proven) { _ in .noContent() }
        return router
    }

    private static let thing = JSONSchema.object(
        [
            "amountFen": .fen, "owner": .object(["id": .id]).named("Owner"), "name": .text(1...3),
            "kind": .words(["one", "two"]), "tags": .array(of: .text(1...2), count: 1...2), "on": .date, "at": .instant,
            "code": .text(pattern: "^[0-9]+$", 2...3), "site": .url, "is": .boolean,
        ], optional: ["owner", "name", "kind", "tags", "on", "at", "code", "site", "is"])

    private func answer(
        _ method: String, _ target: String, headers: [String: String] = [:], body: String = ""
    ) async throws -> RawConnection.Answer {
        var answer: RawConnection.Answer?
        try await withServer(Self.router) { server in
            answer = try await RawConnection(port: server.port).request(method, target, headers: headers, body: body)
        }
        return try #require(answer)
    }

    @Test("Who proves nothing is answered alike whatever is wrong besides; who does, learns what it is")
    func proof() async throws {
        let right = #"{"amountFen":5,"kind":"one"}"#
        for body in [right, "no json", #"{"amountFen":-1}"#, ""] {
            for proof in [[:], ["X-Proof": "no"], ["X-Proof": "no", "Idempotency-Key": "k"]] {
                #expect(try await answer("POST", "/proven", headers: proof, body: body).status == 401)
            }
            let headers = ["X-Proof": "yes", "Idempotency-Key": "k"]
            let answered = try await answer("POST", "/proven", headers: headers, body: body)
            #expect(answered.status == (body == right ? 204 : 400))
        }
    }

    @Test(
        "A query parameter that is not as described is refused by name",
        arguments: [
            ("type=AAA", "type"), ("type=", "type"), ("type=new&type=new", "type"), ("length=0", "length"),
            ("length=64", "length"), ("length=+1", "length"), ("length=01", "length"), ("length=1.0", "length"),
            ("length=99999999999999999999", "length"), ("from=yesterday", "from"), ("mine=1", "mine"),
            ("text=%00", "text"), ("text=a%0Ab", "text"), ("text=%C2%85", "text"), ("text=%", "text"),
            ("text=%FF", "text"), ("text=", "text"), ("text=\(String(repeating: "a", count: 257))", "text"),
        ])
    func badQueries(query: String, name: String) async throws {
        let answer = try await answer("GET", "/things?" + query)
        #expect(answer.status == 400)
        #expect(try JSONValue(parsing: answer.body)["field"] == .string(name))
    }

    @Test(
        "A query parameter at its edge is taken",
        arguments: [
            "", "type=new", "length=1&length2=2", "length=63", "from=2026-11-21T08:00:00Z", "mine=true",
            "text=\(String(repeating: "%E5%9F%9F", count: 256))", "unknown=%E5%9F%9F",
        ])
    func goodQueries(query: String) async throws {
        #expect(try await answer("GET", "/things?" + query).status == 200)
    }

    @Test(
        "What can be nobody's id is not found",
        arguments: ["-a", ".", "a%20b", "a%2Fb", "%E5%9F%9F", String(repeating: "a", count: 65), "a'"])
    func badIDs(id: String) async throws {
        #expect(try await answer("GET", "/things/\(id)").status == 404)
        #expect(try await answer("GET", "/names/c").status == 404)
    }

    @Test("An id is taken up to its length, and other parts of an address as they are described")
    func goodIDs() async throws {
        let longest = String(repeating: "a", count: 64)
        #expect(try await answer("GET", "/things/\(longest)").body == longest)
        #expect(try await answer("GET", "/things/O-1:2.3_4").status == 200)
        #expect(try await answer("GET", "/names/%E7%94%B2").body == "甲")
    }

    @Test(
        "A body of another type is refused with the type that is wanted",
        arguments: [
            "text/plain", "application/jsonp", "application/json; charset=gbk", "application/x-www-form-urlencoded",
            "application/problem+json", "",
        ])
    func mediaTypes(type: String) async throws {
        let answer = try await answer("POST", "/things", headers: ["Content-Type": type], body: #"{"amountFen":1}"#)
        #expect(answer.status == 415)
        #expect(answer.headers["accept"] == "application/json")
        #expect(answer.body.contains("application/json"))
    }

    @Test(
        "JSON is taken with its charset named, forms where they are wanted, and no body without a type",
        arguments: [
            "application/json", "Application/JSON;charset=UTF-8", "application/json ; charset=\"utf-8\"; x=y",
        ])
    func goodMediaTypes(type: String) async throws {
        #expect(
            try await answer("POST", "/things", headers: ["Content-Type": type], body: #"{"amountFen":1}"#).status
                == 200)
        #expect(
            try await answer(
                "POST", "/forms", headers: ["Content-Type": "application/x-www-form-urlencoded"], body: "a=1"
            ).body == "3")
        #expect(try await answer("POST", "/forms", body: "a=1").status == 415)
        #expect(try await answer("POST", "/forms").body == "0")
    }

    @Test(
        "A body that is not exactly what is asked for is refused with the place",
        arguments: [
            (#"{"amountFen":1,"amountFen":2}"#, "/amountFen"), (#"{"amountFen":1,"amountfen":2}"#, "/amountfen"),
            (#"{"amountFen":100.0}"#, "/amountFen"), (#"{"amountFen":1e2}"#, "/amountFen"),
            (#"{"amountFen":"1"}"#, "/amountFen"), (#"{"amountFen":-1}"#, "/amountFen"),
            (#"{"amountFen":10000000000001}"#, "/amountFen"), (#"{"amountFen":9223372036854775808}"#, "/amountFen"),
            (#"{"amountFen":null}"#, "/amountFen"), ("{}", "/amountFen"),
            (#"{"amountFen":1,"owner":{"id":"-"}}"#, "/owner/id"),
            (#"{"amountFen":1,"owner":{"id":"A","x":1}}"#, "/owner/x"),
            (#"{"amountFen":1,"name":""}"#, "/name"), (#"{"amountFen":1,"name":"👨‍👩‍👧‍👦"}"#, "/name"),
            (#"{"amountFen":1,"name":"a\u0000"}"#, "/name"), ("{\"amountFen\":1,\"name\":\"a\u{0}\"}", "/name"),
            (#"{"amountFen":1,"kind":"three"}"#, "/kind"), (#"{"amountFen":1,"kind":1}"#, "/kind"),
            (#"{"amountFen":1,"tags":[]}"#, "/tags"), (#"{"amountFen":1,"tags":["a","b","c"]}"#, "/tags"),
            (#"{"amountFen":1,"tags":["a","abc"]}"#, "/tags/1"), (#"{"amountFen":1,"tags":[null]}"#, "/tags/0"),
            (#"{"amountFen":1,"on":"2027-02-29"}"#, "/on"), (#"{"amountFen":1,"at":"2026-11-21"}"#, "/at"),
            (#"{"amountFen":1,"code":"1"}"#, "/code"), (#"{"amountFen":1,"code":"1a"}"#, "/code"),
            (#"{"amountFen":1,"site":"javascript:x"}"#, "/site"), (#"{"amountFen":1,"is":"true"}"#, "/is"),
            ("", ""), ("\u{FEFF}{\"amountFen\":1}", ""), (#"{"amountFen":1} x"#, ""), ("[]", ""),
        ])
    func badBodies(body: String, pointer: String) async throws {
        let answer = try await answer("POST", "/things", body: body)
        #expect(answer.status == 400)
        #expect(try JSONValue(parsing: answer.body).at("/errors/0/pointer") == .string(pointer))
    }

    @Test("A comma too many is refused")
    func trailingComma() async throws {
        #expect(try await answer("POST", "/things", body: #"{"amountFen":1,}"#).status == 400)
    }

    @Test("A body at its edges is taken, lengths counted in code points")
    func goodBodies() async throws {
        let largest = #"{"amountFen":10000000000000,"owner":{"id":"A"},"name":"e\u0301中"}"#
        #expect(try await answer("POST", "/things", body: largest).body == "10000000000000 A e\u{301}中")
        #expect(try await answer("POST", "/things", body: #"{"amountFen":0,"name":null}"#).body == "0 - -")
        let whole = #"""
            {"amountFen":1,"kind":"two","tags":["a","中文"],"on":"2028-02-29","at":"2026-11-21T08:00:00+08:00","code":"012",
            "site":"https://example.com","is":true}
            """#
        #expect(try await answer("POST", "/things", body: whole).status == 200)
    }

    @Test("A body may be left out where nothing in it is required, and hold more where its schema is open")
    func openBodies() async throws {
        for body in ["", "{}", #"{"more":1}"#, #"{"text":null}"#] {
            #expect(try await answer("POST", "/notes", body: body).body == "-")
        }
        #expect(try await answer("POST", "/notes", body: #"{"text":"","more":1}"#).status == 400)
        let document = InterfaceDescription(title: "Test", version: "1.0.0", summary: "Test.").document(of: Self.router)
        func body(_ path: String) -> JSONValue? { document.at("/paths/~1\(path)/post/requestBody") }
        #expect(body("notes")?["required"] == false && body("things")?["required"] == true)
        let schemas = ["notes", "things"].map { body($0)?.at("/content/application~1json/schema/additionalProperties") }
        #expect(schemas == [true, false])
    }
}
