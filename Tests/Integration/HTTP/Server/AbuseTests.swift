import HTTPServer
import Testing

@Suite("Requests no proper client sends") struct AbuseTests {
    private static var router: Router {
        var router = Router()
        router.open(.get, "/") { _ in .text("ok") }
        router.open(.post, "/") { request in .text("\(request.body.count)") }
        router.add(.post, "/upload", Operation(id: "upload", summary: "Test.", access: .anyone, bodyBytesMax: 4_000)) {
            request in
            .text("\(request.body.count)")
        }
        return router
    }

    private func answer(to text: String) async throws -> RawConnection.Answer {
        var answer: RawConnection.Answer?
        try await withServer(Self.router, configure: { $0.bodyBytesMax = 1_000 }) { server in
            let connection = try RawConnection(port: server.port)
            await connection.send(text)
            answer = try await connection.answer()
        }
        return try #require(answer)
    }

    @Test(
        "A message whose end two readers could see in two places is refused, and nothing behind it is read",
        arguments: [
            "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
            "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
            "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
            "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: identity\r\n\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ])
    func ambiguousFraming(rest: String) async throws {
        try await withServer(Self.router) { server in
            let connection = try RawConnection(port: server.port)
            await connection.send(
                "POST / HTTP/1.1\r\nHost: test\r\n" + rest + "GET /smuggled HTTP/1.1\r\nHost: test\r\n\r\n")
            let answer = try await connection.answer()
            #expect(answer.status == 400)
            #expect(await connection.rest().isEmpty)
        }
    }

    @Test(
        "A head that breaks the protocol is a bad request",
        arguments: [
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: test\r\nX-A : 1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: test\r\nX-A: 1\u{1}2\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: test\r\nno colon\r\n\r\n",
        ])
    func brokenHeads(text: String) async throws {
        #expect(try await answer(to: text).status == 400)
    }

    @Test(
        "What cannot be parsed at all ends the connection, and nothing behind it is read",
        arguments: [
            "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: +3\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: -3\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 0x3\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 3, 3\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: abc\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: test\r\nContent-Length:\r\n\r\n",
            "GET /a b HTTP/1.1\r\nHost: test\r\n\r\n",
            "GET /  HTTP/1.1\r\nHost: test\r\n\r\n",
            "\u{16}\u{3}\u{1}\u{2}\r\n\r\n",
        ])
    func unparsable(text: String) async throws {
        try await withServer(Self.router) { server in
            let connection = try RawConnection(port: server.port)
            await connection.send(text + "GET / HTTP/1.1\r\nHost: test\r\n\r\n")
            let received = String(decoding: await connection.rest(), as: UTF8.self)
            #expect(received.isEmpty || received.hasPrefix("HTTP/1.1 400 "))
            #expect(!received.contains("ok"))
        }
    }

    @Test(
        "A head larger than the limit is refused",
        arguments: [
            ("GET / HTTP/1.1\r\nHost: test\r\nX-A: \(String(repeating: "a", count: 100_000))\r\n\r\n", 431),
            ("GET /\(String(repeating: "a", count: 40_000)) HTTP/1.1\r\nHost: test\r\n\r\n", 414),
        ])
    func largeHeads(text: String, status: Int) async throws {
        #expect(try await answer(to: text).status == status)
    }

    @Test("A body announced as too large is refused at once, without waiting for it")
    func announcedTooLarge() async throws {
        let answer = try await answer(to: "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 1001\r\n\r\n")
        #expect(answer.status == 413)
        #expect(answer.headers["connection"] == "close")
        #expect(answer.headers["content-type"] == "application/problem+json")
        let huge = "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 99999999999999999999999\r\n\r\n"
        #expect([400, 413].contains(try await self.answer(to: huge).status))
    }

    @Test("A body in chunks is refused once it is too large, and taken up to the limit")
    func chunkedTooLarge() async throws {
        let chunk = "1F4\r\n" + String(repeating: "x", count: 500) + "\r\n"
        let head =
            "POST / HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(try await answer(to: head + chunk + chunk + "0\r\n\r\n").body == "1000")
        #expect(try await answer(to: head + chunk + chunk + "1\r\nx\r\n0\r\n\r\n").status == 413)
    }

    @Test("An operation may take larger bodies than the others")
    func ownLimit() async throws {
        let body = String(repeating: "x", count: 4_000)
        #expect(
            try await answer(
                to:
                    "POST /upload HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n\(body)"
            ).body
                == "4000")
        #expect(
            try await answer(to: "POST /upload HTTP/1.1\r\nHost: test\r\nContent-Length: 4001\r\n\r\n").status == 413)
    }

    @Test("Expect: 100-continue is told to go on, other expectations are refused")
    func expectations() async throws {
        try await withServer(Self.router) { server in
            let connection = try RawConnection(port: server.port)
            await connection.send(
                "POST / HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
            )
            let interim = try await connection.answer()
            #expect(interim.status == 100)
            await connection.send("ab")
            let final = try await connection.answer()
            #expect(final.body == "2")
        }
        #expect(
            try await answer(
                to: "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\nExpect: 100-continue, x\r\n\r\n"
            ).status == 417)
        #expect(
            try await answer(
                to: "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 9999\r\nExpect: 100-continue\r\n\r\n"
            ).status == 413)
    }

    @Test("A refused request whose body was sent along leaves the connection usable")
    func refusalWithBody() async throws {
        try await withServer(Self.router) { server in
            let connection = try RawConnection(port: server.port)
            let refused = try await connection.request("POST", "/nothing", body: "abc")
            let accepted = try await connection.request("POST", "/", body: "abc")
            #expect(refused.status == 404)
            #expect(accepted.body == "3")
        }
    }

    @Test("An HTTP/1.0 client is answered and its connection closed")
    func oldClient() async throws {
        try await withServer(Self.router) { server in
            let connection = try RawConnection(port: server.port)
            await connection.send("GET / HTTP/1.0\r\n\r\n")
            let answer = try await connection.answer()
            #expect(answer.body == "ok")
            #expect(await connection.rest().isEmpty)
        }
    }
}
