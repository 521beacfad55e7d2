import HTTPServer
import Synchronization
import Testing

private let text = ["Content-Type": "text/plain"]

@Suite("Bodies taken while they arrive") struct RequestStreamingTests {
    static func router(_ handler: @escaping Handler) -> Router {
        var router = Router()
        let operation = Operation(
            id: "put", summary: "Test.", access: .anyone, bodyBytesMax: 8_000_000, streamsBody: true)
        router.add(.put, "/feed", operation, handler)
        return router
    }

    static let counting = router { request in
        var count = 0
        while let piece = try await request.bodyStream?.next() { count += piece.count }
        return .text("\(count)")
    }

    @Test("A body of megabytes comes whole, in order, with or without an announced length")
    func whole() async throws {
        let router = Self.router { request in
            var (count, isInOrder) = (0, true)
            while let piece = try await request.bodyStream?.next() {
                for byte in piece {
                    isInOrder = isInOrder && byte == UInt8(ascii: "a") + UInt8(count % 26)
                    count += 1
                }
            }
            return .text("\(count) \(isInOrder)")
        }
        let alphabet = "abcdefghijklmnopqrstuvwxyz"
        let body = String(repeating: alphabet, count: 100_000)
        try await withServer(router) { server in
            let connection = try RawConnection(port: server.port)
            #expect(try await connection.request("PUT", "/feed", headers: text, body: body).body == "2600000 true")
            await connection.send(
                "PUT /feed HTTP/1.1\r\nHost: test\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n1a\r\n\(alphabet)\r\n1a\r\n\(alphabet)\r\n0\r\n\r\n"
            )
            #expect(try await connection.answer().body == "52 true")
            let next = try RawConnection(port: server.port)
            #expect(try await next.request("PUT", "/feed", headers: text).body == "0 true")
        }
    }

    @Test("The handler runs before the body has ended")
    func early() async throws {
        let seen = Gate()
        let router = Self.router { request in
            _ = try await request.bodyStream?.next()
            seen.open()
            while try await request.bodyStream?.next() != nil {}
            return .text("done")
        }
        try await withServer(router) { server in
            let connection = try RawConnection(port: server.port)
            await connection.send(
                "PUT /feed HTTP/1.1\r\nHost: test\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\na")
            await seen.wait()
            await connection.send("b")
            #expect(try await connection.answer().body == "done")
        }
    }

    @Test("While nobody takes the body, no more than a little of it is held")
    func backPressure() async throws {
        let gate = Gate()
        let largest = Mutex(0)
        let router = Self.router { request in
            await gate.wait()
            while let piece = try await request.bodyStream?.next() { largest.withLock { $0 = max($0, piece.count) } }
            return .text("done")
        }
        try await withServer(router) { server in
            let connection = try RawConnection(port: server.port)
            async let answer = connection.request(
                "PUT", "/feed", headers: text, body: String(repeating: "x", count: 4_000_000))
            // Another request shows that the loop is not busy with the first.
            let other = try RawConnection(port: server.port)
            #expect(try await other.request("GET", "/nothing").status == 404)
            gate.open()
            #expect(try await answer.body == "done")
        }
        #expect(largest.withLock { $0 } < 400_000)
    }

    @Test("A handler that answers early is heard once the client has finished; the connection goes on")
    func earlyAnswer() async throws {
        let router = Self.router { _ in .problem(.unprocessable("Broken at once.")) }
        try await withServer(router) { server in
            let connection = try RawConnection(port: server.port)
            #expect(
                try await connection.request(
                    "PUT", "/feed", headers: text, body: String(repeating: "x", count: 2_000_000)
                ).status
                    == 422)
            #expect(try await connection.request("PUT", "/feed", headers: text, body: "y").status == 422)
        }
    }

    @Test("A client that goes away in the middle breaks the body off")
    func abort() async throws {
        let (started, broken) = (Gate(), Gate())
        let router = Self.router { request in
            do {
                while try await request.bodyStream?.next() != nil { started.open() }
            } catch {
                broken.open()
                throw error
            }
            return .text("whole")
        }
        try await withServer(router) { server in
            let connection = try RawConnection(port: server.port)
            await connection.send(
                "PUT /feed HTTP/1.1\r\nHost: test\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nabc")
            await started.wait()
            await connection.reset()
            await broken.wait()
        }
    }

    @Test("A body beyond the operation's limit is refused, announced or not")
    func tooLarge() async throws {
        try await withServer(Self.counting) { server in
            let connection = try RawConnection(port: server.port)
            await connection.send(
                "PUT /feed HTTP/1.1\r\nHost: test\r\nContent-Type: text/plain\r\nContent-Length: 8000001\r\n\r\n")
            #expect(try await connection.answer().status == 413)
            let chunked = try RawConnection(port: server.port)
            await chunked.send(
                "PUT /feed HTTP/1.1\r\nHost: test\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n7a1201\r\n\(String(repeating: "x", count: 8_000_001))\r\n0\r\n\r\n"
            )
            #expect(try await chunked.answer().status == 413)
        }
    }

    @Test("A client that stops sending is timed out")
    func silence() async throws {
        let clock = TestClock()
        let started = Gate()
        let router = Self.router { request in
            while try await request.bodyStream?.next() != nil { started.open() }
            return .text("whole")
        }
        try await withServer(router, clock: clock) { server in
            let connection = try RawConnection(port: server.port)
            await connection.send(
                "PUT /feed HTTP/1.1\r\nHost: test\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nabc")
            await started.wait()
            clock.advance(seconds: 31)
            #expect(try await connection.answer().status == 408)
        }
    }
}
