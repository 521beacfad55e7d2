import HTTPServer
import Testing

@Suite("Clients and handlers that take their time") struct DeadlineTests {
    private static var router: Router {
        var router = Router()
        router.open(.get, "/") { _ in .text("ok") }
        router.open(.post, "/") { request in .text("\(request.body.count)") }
        return router
    }

    @Test("A client that sends its head byte by byte is told so when its time is up")
    func slowHead() async throws {
        let clock = TestClock()
        try await withServer(Self.router, clock: clock) { server in
            let connection = try RawConnection(port: server.port)
            for character in "GET / HTTP/1.1\r\nHost: t" {
                clock.advance(seconds: 1)
                await connection.send(String(character))
            }
            let answer = try await connection.answer()
            #expect(answer.status == 408)
            #expect(await connection.rest().isEmpty)
        }
    }

    @Test("A client that sends its body byte by byte is told so when its time is up")
    func slowBody() async throws {
        let clock = TestClock()
        try await withServer(Self.router, clock: clock) { server in
            let connection = try RawConnection(port: server.port)
            await connection.send(
                "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n")
            let interim = try await connection.answer()
            #expect(interim.status == 100)
            await connection.send("a")
            clock.advance(seconds: 31)
            let answer = try await connection.answer()
            #expect(answer.status == 408)
        }
    }

    @Test("A kept connection that stays silent is closed without a word, but not before its time")
    func idle() async throws {
        let clock = TestClock()
        try await withServer(Self.router, clock: clock) { server in
            let connection = try RawConnection(port: server.port)
            _ = try await connection.request("GET", "/")
            clock.advance(seconds: 70)
            let again = try await connection.request("GET", "/")
            #expect(again.status == 200)
            clock.advance(seconds: 76)
            #expect(await connection.rest().isEmpty)
        }
    }

    @Test("A handler that takes too long is cancelled and its client answered")
    func slowHandler() async throws {
        let clock = TestClock(), started = Gate(), cancelled = Gate(), over = Gate()
        var router = Self.router
        router.open(.get, "/slow") { _ in
            await withTaskCancellationHandler {
                started.open()
                await over.wait()
            } onCancel: {
                cancelled.open()
            }
            return .text("late")
        }
        try await withServer(router, clock: clock) { server in
            let connection = try RawConnection(port: server.port)
            await connection.send("GET /slow HTTP/1.1\r\nHost: test\r\n\r\n")
            await started.wait()
            clock.advance(seconds: 61)
            let answer = try await connection.answer()
            #expect(answer.status == 503)
            #expect(answer.headers["retry-after"] == "1")
            await cancelled.wait()
            over.open()
            let next = try await connection.request("GET", "/")
            #expect(next.body == "ok")
        }
    }

    @Test("A client that does not read its answer is cut off")
    func slowReader() async throws {
        let clock = TestClock(), observer = RecordingObserver()
        var router = Router()
        router.open(.get, "/") { _ in .content([UInt8](repeating: 120, count: 20_000_000), type: "text/plain") }
        try await withServer(router, observer: observer, clock: clock) { server in
            let connection = try RawConnection(port: server.port)
            await connection.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
            try await connection.peek()
            clock.advance(seconds: 61)
            await observer.wait(for: 1)
            #expect(observer.records.first?.wasAborted == true)
        }
    }

    @Test("When all connections are taken by clients that send nothing, newcomers are still served")
    func crowd() async throws {
        try await withServer(Self.router, configure: { $0.connectionsMax = 50 }) { server in
            var silent: [RawConnection] = []
            for _ in 0..<300 {
                silent.append(try RawConnection(port: server.port))
                await silent.last?.send("GET / HTTP/1.1\r\n")
            }
            let answer = try await RawConnection(port: server.port).request("GET", "/")
            #expect(answer.status == 200)
            // Cut off to make room, or told 408 if this machine took longer than the header's deadline.
            let rest = String(decoding: await silent[0].rest(), as: UTF8.self)
            #expect(rest.isEmpty || rest.hasPrefix("HTTP/1.1 408"))
        }
    }
}
