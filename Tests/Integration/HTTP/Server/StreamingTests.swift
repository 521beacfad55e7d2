import HTTPServer
import Synchronization
import Testing

@Suite("Answers written piece by piece") struct StreamingTests {
    private struct Broken: Error {}

    private final class Tally: Sendable {
        private let value = Atomic<Int>(0)

        var count: Int { value.load(ordering: .relaxed) }

        func add() {
            value.add(1, ordering: .relaxed)
        }
    }

    @Test("A long answer arrives whole, whatever the size of its pieces", arguments: [1, 1_000, 32_768, 200_000])
    func whole(pieceSize: Int) async throws {
        var router = Router()
        router.open(.get, "/") { _ in
            .stream(type: "text/csv") { writer in
                for number in 0..<50 {
                    try await writer.write([UInt8](repeating: UInt8(ascii: "a") + UInt8(number % 26), count: pieceSize))
                }
            }
        }
        try await withServer(router) { server in
            let connection = try RawConnection(port: server.port)
            for _ in 0..<2 {
                let answer = try await connection.request("GET", "/")
                #expect(answer.headers["content-type"] == "text/csv")
                #expect(answer.body.utf8.count == 50 * pieceSize)
                #expect(answer.body.utf8.last == UInt8(ascii: "a") + 49 % 26)
            }
            let head = try await connection.request("HEAD", "/")
            #expect(head.status == 200)
            #expect(head.headers["content-length"] == nil)
            #expect(await connection.rest().isEmpty)
        }
    }

    @Test("Nothing is produced ahead of a client that does not read")
    func backPressure() async throws {
        let clock = TestClock(), tally = Tally(), closed = Gate()
        var router = Router()
        router.open(.get, "/") { _ in
            .stream(type: "text/plain") { writer in
                defer { closed.open() }
                for _ in 0..<1_000 {
                    try await writer.write([UInt8](repeating: 120, count: 100_000))
                    tally.add()
                }
            }
        }
        try await withServer(router, clock: clock) { server in
            let connection = try RawConnection(port: server.port)
            await connection.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
            try await connection.peek()
            // Each piece that still fits the sockets' buffers grants another minute.
            while !closed.isOpen {
                clock.advance(seconds: 61)
                await Task.yield()
            }
            // The rest of the 100 MB would have to sit somewhere: the sockets' buffers hold a few MB.
            #expect(tally.count < 500)
        }
    }

    @Test("When the producer fails, the client sees that the answer is not whole")
    func failure() async throws {
        var router = Router()
        router.open(.get, "/") { _ in
            .stream(type: "text/plain") { writer in
                try await writer.write("half")
                throw Broken()
            }
        }
        try await withServer(router) { server in
            let connection = try RawConnection(port: server.port)
            await connection.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n")
            let text = String(decoding: await connection.rest(), as: UTF8.self)
            #expect(text.contains("half"))
            #expect(!text.hasSuffix("0\r\n\r\n"))
        }
    }

    @Test("A producer learns that its client has gone, and a stop does not wait for one that pauses")
    func gone() async throws {
        let closed = Gate(), pausing = Gate(), never = Gate()
        var router = Router()
        router.open(.get, "/endless") { _ in
            .stream(type: "text/plain") { writer in
                defer { closed.open() }
                while true { try await writer.write([UInt8](repeating: 120, count: 100_000)) }
            }
        }
        router.open(.get, "/pause") { _ in
            .stream(type: "text/plain") { writer in
                try await writer.write("first")
                pausing.open()
                await never.wait()
                try await writer.write("second")
            }
        }
        let server = try Server.start(
            Application(router: router, authenticator: NoAuthentication()), clock: TestClock())
        let reader = try RawConnection(port: server.port)
        await reader.send("GET /endless HTTP/1.1\r\nHost: t\r\n\r\n")
        try await reader.peek()
        await reader.reset()
        await closed.wait()
        let paused = try RawConnection(port: server.port)
        await paused.send("GET /pause HTTP/1.1\r\nHost: t\r\n\r\n")
        await pausing.wait()
        await server.shutdown(deadlineMs: 0)
        #expect(!String(decoding: await paused.rest(), as: UTF8.self).hasSuffix("0\r\n\r\n"))
        never.open()
    }
}
