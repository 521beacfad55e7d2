import HTTPServer
import Testing

@Suite("Many requests, and the end of service") struct ConcurrencyTests {
    private actor Counter {
        private(set) var count = 0

        func next() -> Int {
            count += 1
            return count
        }
    }

    @Test("Ten thousand requests on one connection, all through an actor, are answered in order")
    func keepAlive() async throws {
        let counter = Counter()
        var router = Router()
        router.open(.get, "/next") { _ in .text("\(await counter.next())") }
        try await withServer(router) { server in
            let connection = try RawConnection(port: server.port)
            for expected in 1...10_000 {
                guard try await connection.request("GET", "/next").body == "\(expected)" else {
                    Issue.record("request \(expected) was answered out of order")
                    break
                }
            }
        }
        #expect(await counter.count == 10_000)
    }

    @Test("Pipelined requests are answered in order, also when the first takes longest")
    func pipelining() async throws {
        let gate = Gate()
        var router = Router()
        router.open(.get, "/slow") { _ in
            await gate.wait()
            return .text("slow")
        }
        router.open(.post, "/fast") { request in .text("fast \(request.body.count)") }
        router.open(.get, "/open") { _ in
            gate.open()
            return .text("opened")
        }
        try await withServer(router) { server in
            let connection = try RawConnection(port: server.port)
            await connection.send(
                "GET /slow HTTP/1.1\r\nHost: t\r\n\r\nPOST /fast HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\nabcGET /slow HTTP/1.1\r\nHost: t\r\n\r\n"
            )
            let opened = try await RawConnection(port: server.port).request("GET", "/open")
            #expect(opened.body == "opened")
            for expected in ["slow", "fast 3", "slow"] { #expect(try await connection.answer().body == expected) }
        }
    }

    @Test("Connections on several loops are served side by side", arguments: [1, 3])
    func loops(loopCount: Int) async throws {
        let counter = Counter()
        var router = Router()
        router.open(.post, "/") { request in
            _ = await counter.next()
            return .content(request.body, type: "text/plain")
        }
        try await withServer(router, configure: { $0.loopCount = loopCount }) { server in
            let port = server.port
            let wrong = try await withThrowingTaskGroup(of: Int.self) { group in
                for client in 0..<40 {
                    group.addTask {
                        let connection = try RawConnection(port: port)
                        var wrong = 0
                        for round in 0..<25 {
                            let body = String(repeating: "\(client)-\(round) ", count: round * 40 + 1)
                            wrong += try await connection.request("POST", "/", body: body).body == body ? 0 : 1
                        }
                        return wrong
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(wrong == 0)
        }
        #expect(await counter.count == 1_000)
    }

    @Test("More requests than may run at a time are told to come again")
    func busy() async throws {
        let started = Gate(), gate = Gate()
        var router = Router()
        router.open(.get, "/slow") { _ in
            started.open()
            await gate.wait()
            return .text("done")
        }
        try await withServer(router, configure: { $0.requestsMax = 1 }) { server in
            let first = try RawConnection(port: server.port), second = try RawConnection(port: server.port)
            await first.send("GET /slow HTTP/1.1\r\nHost: t\r\n\r\n")
            await started.wait()
            #expect(server.runningRequests == 1)
            let refused = try await second.request("GET", "/slow")
            #expect(refused.status == 503)
            #expect(refused.headers["retry-after"] == "1")
            gate.open()
            #expect(try await first.answer().body == "done")
            #expect(try await second.request("GET", "/slow").body == "done")
        }
    }

    @Test("Clients that reset their connections while their requests run leave no trace")
    func aborts() async throws {
        let gate = Gate(), observer = RecordingObserver()
        var router = Router()
        router.open(.get, "/slow") { _ in
            await gate.wait()
            return .text(String(repeating: "x", count: 100_000))
        }
        router.open(.get, "/") { _ in .text("ok") }
        try await withServer(router, observer: observer) { server in
            for _ in 0..<200 {
                let connection = try RawConnection(port: server.port)
                await connection.send("GET /slow HTTP/1.1\r\nHost: t\r\n\r\n")
                await connection.reset()
            }
            gate.open()
            let answer = try await RawConnection(port: server.port).request("GET", "/")
            #expect(answer.body == "ok")
        }
    }

    @Test("Stopping refuses newcomers at once, closes idle connections, and lets running requests finish")
    func drain() async throws {
        let started = Gate(), gate = Gate()
        var router = Router()
        router.open(.get, "/slow") { _ in
            started.open()
            await gate.wait()
            return .text("done")
        }
        let server = try Server.start(
            Application(router: router, authenticator: NoAuthentication()), clock: TestClock())
        let running = try RawConnection(port: server.port), idle = try RawConnection(port: server.port)
        await running.send("GET /slow HTTP/1.1\r\nHost: t\r\n\r\n")
        await started.wait()
        async let stopped: Void = server.shutdown(deadlineMs: 60_000)
        #expect(await idle.rest().isEmpty)
        // Another test's server may have been given the port meanwhile: what counts is that this one takes nothing new.
        let newcomer = try? RawConnection(port: server.port)
        await newcomer?.send("GET /slow HTTP/1.1\r\nHost: t\r\n\r\n")
        #expect(server.runningRequests == 1)
        gate.open()
        let answer = try await running.answer()
        #expect(answer.body == "done")
        #expect(answer.headers["connection"] == "close")
        await stopped
        await server.shutdown(deadlineMs: 0)
    }

    @Test("A handler that never ends does not keep the server from stopping")
    func drainDeadline() async throws {
        let started = Gate(), never = Gate()
        var router = Router()
        router.open(.get, "/") { _ in
            started.open()
            await never.wait()
            return .text("never")
        }
        let server = try Server.start(
            Application(router: router, authenticator: NoAuthentication()), clock: TestClock())
        let connection = try RawConnection(port: server.port)
        await connection.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
        await started.wait()
        await server.shutdown(deadlineMs: 0)
        let answer = try await connection.answer()
        #expect(answer.status == 503)
        never.open()
    }

    @Test("A handler that the stop cancels gets to clean up, although its loop is gone")
    func cleanUp() async throws {
        let started = Gate(), cancelled = Gate(), proceed = Gate(), cleaned = Gate()
        var router = Router()
        router.open(.get, "/") { _ in
            await withTaskCancellationHandler {
                started.open()
                await proceed.wait()
            } onCancel: {
                cancelled.open()
            }
            await Task.yield()
            cleaned.open()
            return .text("late")
        }
        let server = try Server.start(
            Application(router: router, authenticator: NoAuthentication()), clock: TestClock())
        let connection = try RawConnection(port: server.port)
        await connection.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
        await started.wait()
        await server.shutdown(deadlineMs: 0)
        await cancelled.wait()
        proceed.open()
        await cleaned.wait()
    }

    @Test("A port that is taken, and an address that is none, are named when starting")
    func startErrors() async throws {
        try await withServer(Router()) { server in
            var configuration = ServerConfiguration()
            configuration.port = server.port
            let application = Application(router: Router(), authenticator: NoAuthentication())
            let taken = #expect(throws: ServerError.self) {
                try Server.start(application, configuration: configuration, clock: TestClock())
            }
            #expect(taken?.code == .addressInUse)
            configuration.address = "localhost"
            let invalid = #expect(throws: ServerError.self) {
                try Server.start(application, configuration: configuration, clock: TestClock())
            }
            #expect(invalid?.code == .invalidAddress)
        }
    }
}
