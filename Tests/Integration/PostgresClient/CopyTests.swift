import FoundationEssentials
import PostgresClient
import TestKit
import Testing

private func residentMegabytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
    return try #require(Int(line.split(separator: " ").dropLast().last ?? "")) / 1024
}

private func writing(_ writer: AsyncCopyWriter) async throws {
    let body = [UInt8](repeating: 5, count: 3_000)
    var rows = BinaryCopyRows(columnCount: 3)
    for batch in 0..<400 {
        for row in 0..<100 {
            rows.beginRow()
            rows.append(int64: Int64(batch * 100 + row))
            if row == 0 { rows.appendNull() } else { rows.append(text: "行") }
            rows.append(body)
        }
        try await writer.write(rows)
        rows.removeAll()
    }
}

@Suite("Copy")
struct CopyTests {
    struct Mistake: Error {}

    /// In a process of its own: the tests beside it need memory too.
    @Test("forty thousand rows, a hundred and twenty megabytes, go in and out in constant memory")
    func constantMemory() async {
        await #expect(processExitsWith: .success) {
            try await SchemaLease.withSchema { configuration in
                let connection = try await PostgresConnection.connect(configuration)
                try await connection.execute("CREATE UNLOGGED TABLE t (id int8, name text, body bytea)")
                let before = try residentMegabytes()
                #expect(try await connection.copyIn("COPY t FROM STDIN (FORMAT binary)", writing) == 40_000)
                var received = 0
                let sent = try await connection.copyOut("COPY t TO STDOUT (FORMAT binary)") { received += $0.count }
                #expect(sent == 40_000)
                #expect(received > 120_000_000)
                #expect(try residentMegabytes() - before < 40)
                let rows = try await connection.query(
                    "SELECT count(*) c, count(name) n, sum(id)::int8 s, min(length(body)) l FROM t")
                #expect(try rows[0].get("c", Int.self) == 40_000)
                #expect(try rows[0].get("n", Int.self) == 39_600)
                #expect(try rows[0].get("s", Int.self) == 799_980_000)
                #expect(try rows[0].get("l", Int.self) == 3_000)
            }
        }
    }

    @Test("text rows may be split anywhere, and come out line by line")
    func text() async throws {
        try await SchemaLease.withSchema { configuration in
            let connection = try await PostgresConnection.connect(configuration)
            try await connection.execute("CREATE TABLE t (x int8, y text)")
            let copied = try await connection.copyIn("COPY t FROM STDIN") { writer in
                for piece in ["1\ta", "b\n2", "\t买\n"] { try await writer.write(Array(piece.utf8)) }
            }
            #expect(copied == 2)
            var out: [UInt8] = []
            try await connection.copyOut("COPY (SELECT * FROM t ORDER BY x) TO STDOUT", chunkByteCount: 1) { out += $0 }
            #expect(String(decoding: out, as: UTF8.self) == "1\tab\n2\t买\n")
        }
    }

    @Test("a producer that gives up leaves no rows and a usable connection")
    func producerFails() async throws {
        try await SchemaLease.withSchema { configuration in
            let connection = try await PostgresConnection.connect(configuration)
            try await connection.execute("CREATE TABLE t (x int8)")
            await #expect(throws: Mistake.self) {
                try await connection.copyIn("COPY t FROM STDIN") { writer in
                    try await writer.write(Array("1\n".utf8))
                    throw Mistake()
                }
            }
            #expect(try await connection.query("SELECT count(*) FROM t")[0].get(0, Int.self) == 0)
            #expect(await connection.isReusable)
        }
    }

    @Test("a consumer that gives up stops the server and leaves a usable connection")
    func consumerFails() async throws {
        let connection = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
        await #expect(throws: Mistake.self) {
            try await connection.copyOut("COPY (SELECT generate_series(1, 100000000)) TO STDOUT") { _ in throw Mistake()
            }
        }
        #expect(try await connection.query("SELECT 1")[0].get(0, Int.self) == 1)
        #expect(await connection.isReusable)
    }

    @Test("rows that the server or the builder refuses fail the copy, not the connection")
    func refusedRows() async throws {
        try await SchemaLease.withSchema { configuration in
            let connection = try await PostgresConnection.connect(configuration)
            try await connection.execute("CREATE TABLE t (x int8)")
            let refused = await #expect(throws: PostgresError.self) {
                try await connection.copyIn("COPY t FROM STDIN") { try await $0.write(Array("no number\n".utf8)) }
            }
            #expect(refused?.sqlState?.rawValue == "22P02")
            var rows = BinaryCopyRows(columnCount: 2)
            rows.beginRow()
            rows.append(1)
            let short = await #expect(throws: PostgresError.self) {
                try await connection.copyIn("COPY t FROM STDIN (FORMAT binary)") { [rows] in try await $0.write(rows) }
            }
            #expect(short?.code == .misuse)
            let absent = await #expect(throws: PostgresError.self) {
                try await connection.copyIn("COPY absent FROM STDIN") { _ in }
            }
            #expect(absent?.sqlState == .undefinedTable)
            #expect(await connection.isReusable)
        }
    }

    @Test("COPY as an ordinary statement is an error, not a hang")
    func copyElsewhere() async throws {
        for inPipeline in [false, true] {
            let connection = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
            await #expect(throws: PostgresError.self) {
                if inPipeline {
                    try await connection.pipeline { $0.add("COPY (SELECT 1) TO STDOUT") }
                } else {
                    try await connection.execute("COPY (SELECT 1) TO STDOUT")
                }
            }
            #expect(await !connection.isReusable)
        }
    }
}
