import Glibc
import KafkaClient
import Testing

@Suite("The devbroker program", .serialized)
struct DevBrokerTests {
    @Test("says that it forgets, serves the declared topics on its port and obeys commands")
    func serves() async throws {
        let port = try freePort()
        let process = try ChildProcess("devbroker", ["--port", "\(port)", "--topic", "orders:3"])
        let greeting = try process.readLines(until: "ready ")
        #expect(greeting.joined().contains("in memory"))
        #expect(greeting.last == "ready 127.0.0.1:\(port)")

        let broker = TestBroker(name: "127.0.0.1:\(port)", cluster: nil)
        let admin = try KafkaAdmin(options: broker.connection)
        #expect(try await admin.topics().map(\.partitions.count) == [3])

        try process.write("topic late 2\nerrors 0 6 1\nnonsense\n")
        let answers = try process.readLines(until: "failed ")
        #expect(answers.prefix(2) == ["ok topic late 2", "ok errors 0 6 1"])
        #expect(try await broker.roundTrip(.numbered(10), "late").values == (0..<10).map(String.init))

        process.terminate()
        #expect(process.exitStatus() == 0)
    }

    @Test("an occupied port is a clear error")
    func occupiedPort() throws {
        let port = try freePort()
        let first = try ChildProcess("devbroker", ["--port", "\(port)"])
        _ = try first.readLines(until: "ready ")
        let second = try ChildProcess("devbroker", ["--port", "\(port)"])
        let complaint = try second.readLines(until: "devbroker: port").last
        #expect(complaint?.contains("port \(port) is occupied") == true)
        #expect(second.exitStatus() == 1)
        try first.write("quit\n")
        #expect(first.exitStatus() == 0)
    }

    @Test(
        "a wrong command line is explained",
        arguments: [["--topic", "a"], ["--port", "x"], ["--topics-file", "/nowhere"], ["--wrong", "1"]])
    func wrongArguments(_ arguments: [String]) throws {
        let process = try ChildProcess("devbroker", arguments)
        let complaint = try process.readLines(until: "devbroker: ").last
        #expect(complaint?.contains(arguments[0] == "--topics-file" ? "/nowhere" : arguments[0]) == true)
        #expect(process.exitStatus() == (arguments[0] == "--topics-file" ? 1 : 64))
    }

    @Test("help documents every command")
    func help() throws {
        let process = try ChildProcess("devbroker", ["--help"])
        let text = try process.readLines(until: "  quit").joined(separator: "\n")
        for command in ["down", "up", "rtt", "leader", "errors", "clear", "topic"] {
            #expect(text.contains("\n  \(command) "))
        }
        #expect(process.exitStatus() == 0)
    }
}
