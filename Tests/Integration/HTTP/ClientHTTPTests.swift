import HTTPClient
import Testing

@Suite("Outbound HTTP client")
struct ClientHTTPTests {
    private let client = OutboundHTTPClient()
    private let script = HTTPScript()

    private func failure(_ request: OutboundRequest, _ client: OutboundHTTPClient? = nil) async -> OutboundError? {
        do throws(OutboundError) {
            _ = try await (client ?? self.client).send(request)
            return nil
        } catch {
            return error
        }
    }

    @Test("method, headers and body arrive as given, and the answer comes back whole")
    func roundTrip() async throws {
        let server = script.server { _ in ok("發票", "X-Reply: a: b \r\nSet-Cookie: 1\r\nSet-Cookie: 2\r\n") }
        let response = try await client.send(
            OutboundRequest(
                "PATCH", "http://127.0.0.1:\(server.port)/a?b=%20c",
                headers: [.init("X-Empty", ""), .init("Content-Type", "application/json")],
                body: Array("{}".utf8)))
        #expect(response.status == 200 && response.isSuccess && response.body == Array("發票".utf8))
        #expect(response.header("x-reply") == "a: b" && response.headers.count { $0.name == "Set-Cookie" } == 2)
        let seen = try #require(script.all.first)
        #expect(seen.line == "PATCH /a?b=%20c HTTP/1.1" && seen.body == Array("{}".utf8))
        #expect(seen.headers.contains("X-Empty:") && seen.headers.contains("Content-Type: application/json"))
        #expect(seen.headers.contains("User-Agent: marketplace") && !seen.headers.contains { $0.hasPrefix("Expect") })
    }

    @Test("every usual method is sent under its name", arguments: ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
    func methods(method: String) async throws {
        let server = script.server {
            $0.line.hasPrefix("HEAD") ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" : ok("")
        }
        let response = try await client.send(OutboundRequest(method, "http://127.0.0.1:\(server.port)/"))
        #expect(response.status == 200 && script.all.map(\.line) == ["\(method) / HTTP/1.1"])
        #expect(script.all[0].headers.allSatisfy { !$0.hasPrefix("Content-Type") })
    }

    @Test("a status of failure is an answer, and says whether to try again and when")
    func statuses() async throws {
        let server = script.server { _ in "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n" }
        let response = try await client.send(OutboundRequest("GET", "http://127.0.0.1:\(server.port)/"))
        #expect(response.status == 503 && response.isRetriable && response.retryAfterSeconds == 7)
    }

    @Test("an interim answer and its headers are left out")
    func interim() async throws {
        let server = script.server { _ in "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok("done") }
        let response = try await client.send(OutboundRequest("GET", "http://127.0.0.1:\(server.port)/"))
        #expect(response.status == 200 && response.header("link") == nil)
    }

    @Test("a server that does not answer ends the call at its time-out, and the request counts as perhaps received")
    func totalTimeout() async {
        let server = script.server { _ in nil }
        var request = OutboundRequest("POST", "http://127.0.0.1:\(server.port)/pay?secret=1")
        request.totalTimeoutMs = 200
        let clock = ContinuousClock(), begin = clock.now
        let error = await failure(request)
        #expect(error?.code == .timedOut && error?.isRetriable == true && error?.mayHaveBeenSent == true)
        #expect(error?.message.contains("secret") == false)
        // The server would never answer: only that it is not too early can be asked of a busy machine.
        #expect(clock.now - begin >= .milliseconds(190))
    }

    @Test("nobody listening: nothing was sent")
    func refusedConnection() async {
        var unusedPort = 0
        do { unusedPort = ScriptedServer { _ in }.port }
        let error = await failure(OutboundRequest("POST", "http://127.0.0.1:\(unusedPort)/"))
        #expect(error?.code == .couldNotConnect && error?.isRetriable == true && error?.mayHaveBeenSent == false)
    }

    @Test("an unknown host: nothing was sent")
    func unknownHost() async {
        let error = await failure(OutboundRequest("GET", "http://no-such-host.invalid/"))
        #expect(error?.code == .hostNotFound && error?.mayHaveBeenSent == false)
    }

    @Test("a connection cut within the answer is an error that was perhaps received")
    func cutAnswer() async {
        let server = script.server { _ in "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nhalf" }
        let error = await failure(OutboundRequest("GET", "http://127.0.0.1:\(server.port)/"))
        #expect(error?.code == .connectionLost && error?.mayHaveBeenSent == true)
    }

    @Test("an answer over the limit is an error, declared or not; one at the limit is not", arguments: [true, false])
    func sizeLimit(declared: Bool) async throws {
        let head = declared ? "Content-Length: 1000\r\n" : "Connection: close\r\n"
        let server = script.server { _ in "HTTP/1.1 200 OK\r\n\(head)\r\n" + String(repeating: "x", count: 1_000) }
        var request = OutboundRequest("GET", "http://127.0.0.1:\(server.port)/")
        request.responseBytesMax = 999
        #expect(await failure(request)?.code == .responseTooLarge)
        request.responseBytesMax = 1_000
        #expect(try await client.send(request).body.count == 1_000)
    }

    @Test("endless headers are an error")
    func headLimit() async {
        let server = script.server { _ in
            "HTTP/1.1 200 OK\r\n" + String(repeating: "X-A: \(String(repeating: "y", count: 990))\r\n", count: 70)
                + "\r\n"
        }
        #expect(await failure(OutboundRequest("GET", "http://127.0.0.1:\(server.port)/"))?.code == .responseTooLarge)
    }

    @Test("redirects are answers unless asked for, and are then limited")
    func redirects() async throws {
        let server = script.server { request in
            request.line.hasPrefix("GET /end")
                ? ok("end") : "HTTP/1.1 302 Found\r\nLocation: /end\r\nContent-Length: 3\r\n\r\nold"
        }
        var request = OutboundRequest("GET", "http://127.0.0.1:\(server.port)/start")
        #expect(try await client.send(request).status == 302)
        request.redirectsMax = 1
        let followed = try await client.send(request)
        #expect(followed.body == Array("end".utf8) && followed.header("location") == nil)
    }

    @Test(
        "what could write headers or leave HTTP is refused before anything is sent",
        arguments: [
            OutboundRequest("GET", "ftp://127.0.0.1/"), OutboundRequest("GET", "file:///etc/passwd"),
            OutboundRequest("GET", "/path"),
            OutboundRequest("GET", "http://"), OutboundRequest("GET", "http://127.0.0.1/a b"),
            OutboundRequest("GET", "http://h/\r\nX: 1"),
            OutboundRequest("GET X", "http://h/"),
            OutboundRequest("GET", "http://h/", headers: [.init("A", "1\r\nB: 2")]),
            OutboundRequest("GET", "http://h/", headers: [.init("A: 1\r\nB", "2")]),
            OutboundRequest("GET", "http://h/", headers: [.init("", "2")]),
        ])
    func refusedRequests(request: OutboundRequest) async {
        let error = await failure(request)
        #expect(error?.code == .invalid && error?.mayHaveBeenSent == false && error?.isRetriable == false)
    }

    @Test("cancelling the task ends the call at once")
    func cancellation() async {
        let server = script.server { _ in nil }
        let call = Task { await failure(OutboundRequest("POST", "http://127.0.0.1:\(server.port)/")) }
        for await _ in script.requests { break }
        call.cancel()
        let error = await call.value
        #expect(error?.code == .cancelled && error?.mayHaveBeenSent == true)
    }

    @Test("a task that is cancelled before it calls sends nothing")
    func cancelledBefore() async {
        let server = script.server { _ in ok("") }
        let call = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return await failure(OutboundRequest("POST", "http://127.0.0.1:\(server.port)/"))
        }
        let error = await call.value
        #expect(error?.code == .cancelled && error?.mayHaveBeenSent == false && script.all.isEmpty)
    }

    @Test("closing the client ends what is under way, and refuses what comes later")
    func closing() async {
        let server = script.server { _ in nil }
        let call = Task { await failure(OutboundRequest("GET", "http://127.0.0.1:\(server.port)/")) }
        for await _ in script.requests { break }
        client.close()
        #expect(await call.value?.code == .closed)
        #expect(await failure(OutboundRequest("GET", "http://127.0.0.1:\(server.port)/"))?.code == .closed)
    }

    @Test("200 calls at once all get their own answer, over no more connections than allowed")
    func manyAtOnce() async throws {
        let server = script.server { request in ok(String(request.line.dropFirst(5).prefix { $0 != " " })) }
        var configuration = OutboundHTTPClient.Configuration()
        configuration.connectionsPerHostMax = 8
        let client = OutboundHTTPClient(configuration)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<200 {
                group.addTask {
                    let response = try await client.send(
                        OutboundRequest("GET", "http://127.0.0.1:\(server.port)/\(index)"))
                    return response.body == Array("\(index)".utf8)
                }
            }
            for try await isOwn in group { #expect(isOwn) }
        }
        #expect(server.connectionCount <= 8 && script.all.count == 200)
    }

    @Test("more calls than allowed are refused, not queued without end")
    func overload() async {
        let server = script.server { _ in nil }
        var configuration = OutboundHTTPClient.Configuration()
        configuration.requestsMax = 1
        let client = OutboundHTTPClient(configuration)
        let first = Task { await failure(OutboundRequest("GET", "http://127.0.0.1:\(server.port)/"), client) }
        for await _ in script.requests { break }
        let error = await failure(OutboundRequest("GET", "http://127.0.0.1:\(server.port)/"), client)
        #expect(error?.code == .overloaded && error?.isRetriable == true && error?.mayHaveBeenSent == false)
        first.cancel()
        _ = await first.value
    }

    @Test("a request that must not be repeated never travels on a kept connection; others do")
    func connectionReuse() async throws {
        let server = script.server { _ in ok("") }
        let url = "http://127.0.0.1:\(server.port)/"
        for _ in 0..<3 { _ = try await client.send(OutboundRequest("GET", url)) }
        #expect(server.connectionCount == 1)
        _ = try await client.send(OutboundRequest("POST", url, headers: [.init("Idempotency-Key", "k")]))
        #expect(server.connectionCount == 1)
        _ = try await client.send(OutboundRequest("POST", url))
        #expect(server.connectionCount == 2)
    }

    @Test("a client for public addresses does not even connect to inner ones", arguments: ["127.0.0.1", "localhost"])
    func innerAddresses(host: String) async {
        let server = script.server { _ in ok("") }
        var configuration = OutboundHTTPClient.Configuration()
        configuration.addressPolicy = .publicOnly
        let error = await failure(
            OutboundRequest("GET", "http://\(host):\(server.port)/"), OutboundHTTPClient(configuration))
        #expect(error?.code == .addressNotAllowed && error?.mayHaveBeenSent == false && server.connectionCount == 0)
    }

    @Test("public and inner addresses are told apart")
    func addressKinds() {
        let inner: [[UInt8]] = [
            [10, 0, 0, 1], [127, 0, 0, 1], [169, 254, 169, 254], [172, 16, 0, 1], [172, 31, 255, 255],
            [192, 168, 1, 1], [100, 64, 0, 1],
            [0, 0, 0, 0], [224, 0, 0, 1], [255, 255, 255, 255], [192, 0, 2, 1],
        ]
        for address in inner { #expect(!isPublicIPv4(address)) }
        for address: [UInt8] in [[8, 8, 8, 8], [172, 32, 0, 1], [100, 128, 0, 1], [11, 0, 0, 1]] {
            #expect(isPublicIPv4(address))
        }
        func ipv6(_ start: [UInt8], _ end: [UInt8] = [1]) -> [UInt8] {
            start + [UInt8](repeating: 0, count: 16 - start.count - end.count) + end
        }
        for address in [
            ipv6([]), ipv6([0xFE, 0x80]), ipv6([0xFC]), ipv6([0xFF, 2]), ipv6([0x20, 1, 0x0D, 0xB8]),
            ipv6([], [0xFF, 0xFF, 10, 0, 0, 1]),
        ] {
            #expect(!isPublicIPv6(address))
        }
        for address in [ipv6([0x24, 0x00]), ipv6([], [0xFF, 0xFF, 8, 8, 8, 8])] { #expect(isPublicIPv6(address)) }
    }
}
