import HTTPServer
import JSON
import Testing

/// Tells by its answer who it took the request for.
private struct NamedAuthenticator: Authenticator {
    func authenticate(_ headers: HTTPHeaders) async throws(Problem) -> Principal? {
        headers["Authorization"] == "Bearer good" ? Principal(account: "A-1") : nil
    }
}

@Suite("How a message is cut into lines and bodies") struct FramingTests {
    private static var router: Router {
        var router = Router()
        router.open(.get, "/") { request in .text(request.principal?.account ?? "nobody") }
        router.open(.post, "/") { request in .text("\(request.body.count)") }
        router.open(.get, "/a/{id}") { request in .text(try request.parameter("id") + (request.query["q"] ?? "")) }
        return router
    }

    /// Everything that the server sends until it closes.
    private func everything(_ text: String) async throws -> String {
        var received = ""
        try await withServer(Self.router, authenticator: NamedAuthenticator()) { server in
            let connection = try RawConnection(port: server.port)
            await connection.send(text)
            received = String(decoding: await connection.rest(), as: UTF8.self)
        }
        return received
    }

    private func answer(_ text: String) async throws -> RawConnection.Answer {
        var answer: RawConnection.Answer?
        try await withServer(Self.router, authenticator: NamedAuthenticator()) { server in
            let connection = try RawConnection(port: server.port)
            await connection.send(text)
            answer = try await connection.answer()
        }
        return try #require(answer)
    }

    @Test(
        "A head that a strict reader would cut otherwise is one bad request, and nothing behind it is read",
        arguments: [
            "GET / HTTP/1.1\r\nHost: t\r\nX-A: b\nAuthorization: Bearer good\r\n\r\n",
            "GET / HTTP/1.1\nHost: t\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: t\n\r\n",
            "GET / HTTP/1.1\r\nHost: t\r\n\n",
            "GET / HTTP/1.1\r\nHost: t\n\n",
            "GET / HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer good\0junk\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer good\0\r\n\r\n",
            "GET / HTTP/1.1\r\nAuthorization: Bearer good\0\r\nHost: t\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: t\r\nX-A: b\r\n c\r\n\r\n",
            "GET / HTTP/1.1\r\nX-A: b\r\n\tc\r\nHost: t\r\n\r\n",
            "GET /\0x HTTP/1.1\r\nHost: t\r\n\r\n",
            "GET  / HTTP/1.1\r\nHost: t\r\n\r\n",
            "GET /a b HTTP/1.1\r\nHost: t\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost : t\r\n\r\n",
        ])
    func strictHeads(text: String) async throws {
        let received = try await everything(text + "GET / HTTP/1.1\r\nHost: t\r\n\r\n")
        #expect(received.hasPrefix("HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\n"))
        #expect(received.components("HTTP/1.1 ") == 1)
        let body = received.split(separator: "\r\n\r\n", maxSplits: 1).last.map(String.init) ?? ""
        #expect(try JSONValue(parsing: body)["status"] == 400)
    }

    @Test("What proper clients send is taken, in pieces, at length, and with blanks around values")
    func properHeads() async throws {
        let long = String(repeating: "x", count: 20_000)
        try await withServer(Self.router, authenticator: NamedAuthenticator()) { server in
            let connection = try RawConnection(port: server.port)
            for _ in 1...2 {
                for piece in [
                    "GET / HT", "TP/1.1\r", "\nHost: t\r\nX-Empty:\r\nX-Long: ", long, "\r\nCookie: a=b; c=d\r\n",
                    "X-Blank:  \t b \t \r\nAuthorization:Bearer good\r", "\n\r", "\n",
                ] { await connection.send(piece) }
                #expect(try await connection.answer().body == "A-1")
            }
            await connection.send(
                "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}GET / HTTP/1.1\r\nHost: t\r\n\r\n"
            )
            #expect(try await connection.answer().body == "2")
            #expect(try await connection.answer().body == "nobody")
        }
    }

    @Test("Another version of the protocol is refused as such")
    func version() async throws {
        #expect(try await everything("GET / HTTP/1.7\r\nHost: t\r\n\r\n").hasPrefix("HTTP/1.1 505 "))
    }

    @Test(
        "A whole address as target is taken as its path",
        arguments: [
            ("http://shop.test/a/1?q=2", "12"), ("HTTPS://shop.test:8080/a/1", "1"), ("http://shop.test", "nobody"),
            ("http://shop.test?q=1", "nobody"),
        ])
    func absoluteTarget(target: String, body: String) async throws {
        #expect(try await answer("GET \(target) HTTP/1.1\r\nHost: t\r\n\r\n").body == body)
    }

    @Test(
        "Other targets are bad requests",
        arguments: ["http:///a/1", "ftp://t/a/1", "t:80", "a/1", "*", "/a/1#x", "/a/%4", "/a/%ff", "/a/%00", "/a/1%0A"])
    func otherTargets(target: String) async throws {
        #expect(try await answer("GET \(target) HTTP/1.1\r\nHost: t\r\n\r\n").status == 400)
    }

    @Test("After a body in chunks, whose lines are cut leniently, the connection ends")
    func chunkedBodiesEndConnections() async throws {
        let head = "POST / HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        let received = try await everything(head + "2;ext\n{}\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: t\r\n\r\n")
        #expect(received.components("HTTP/1.1 ") == 1)
        #expect(received.contains("Connection: close"))
    }
}

extension String {
    fileprivate func components(_ mark: String) -> Int { split(separator: mark).count - (hasPrefix(mark) ? 0 : 1) }
}
