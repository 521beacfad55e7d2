import PostgresClient
import TestKit
import Testing

@Suite("Values")
struct ValueTests {
    private func expectRoundTrip<Value: PostgresEncodable & PostgresDecodable & Equatable>(
        _ values: [Value], as type: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let connection = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
        for value in values {
            // Through a column, so that the server's own form is what comes back.
            let rows = try await connection.query(
                "SELECT \(value)::\(trusted: type) AS echo, \(value) IS NULL AS missing")
            #expect(try rows[0].get("echo", Value.self) == value, sourceLocation: sourceLocation)
            #expect(try rows[0].get("missing", Bool.self) == value.isNull, sourceLocation: sourceLocation)
        }
        let null = try await connection.query("SELECT \(Value?.none)::\(trusted: type) AS echo")
        #expect(try null[0].get("echo", Value?.self) == nil, sourceLocation: sourceLocation)
    }

    @Test("numbers and truth come back as they went, up to their limits")
    func numbers() async throws {
        try await expectRoundTrip([true, false], as: "bool")
        try await expectRoundTrip([0, 1, -1, Int16.min, .max], as: "int2")
        try await expectRoundTrip([0, 1, -1, Int32.min, .max], as: "int4")
        try await expectRoundTrip([0, 1, -1, Int64.min, .max], as: "int8")
        try await expectRoundTrip(
            [0, 1.5, -0.1, .infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude], as: "float8")
    }

    @Test("text comes back as it went: empty, Chinese, quotes, emoji")
    func text() async throws {
        try await expectRoundTrip(
            ["", "买家须知：域名转移", "it's \"quoted\" \\ $1", "🧧", String(repeating: "长", count: 100_000)], as: "text")
    }

    @Test("bytes come back as they went: none, zeroes, one megabyte")
    func bytes() async throws {
        try await expectRoundTrip(
            [[], [0, 255, 39, 92], (0..<1_048_576).map { UInt8(truncatingIfNeeded: $0 &* 31) }], as: "bytea")
    }

    @Test("times and dates mean on the server what they mean here, before 1970 and at infinity too")
    func times() async throws {
        let moments = [0, 1, -1, 1_700_000_000_123_456, .max, .min].map(Timestamp.init(microsecondsSince1970:))
        try await expectRoundTrip(moments, as: "timestamptz")
        try await expectRoundTrip([0, 1, -1, 20_000, -30_000].map(PostgresDate.init(daysSince1970:)), as: "date")
        let connection = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
        let rows = try await connection.query(
            """
            SELECT \(Timestamp(microsecondsSince1970: 1_700_000_000_123_456)) = '2023-11-14 22:13:20.123456Z' AS moment,
                \(Timestamp.distantFuture) = 'infinity' AS future, \(Timestamp.distantPast) = '-infinity' AS past,
                \(PostgresDate(daysSince1970: 19_675)) = '2023-11-14' AS day
            """)
        for name in ["moment", "future", "past", "day"] { #expect(try rows[0].get(name, Bool.self)) }
    }

    @Test("identifiers and documents come back as they went")
    func uuidAndJSON() async throws {
        let id = try #require(PostgresUUID("0f8fad5b-d9cb-469f-a165-70867728950e"))
        #expect("\(id)" == "0f8fad5b-d9cb-469f-a165-70867728950e")
        #expect(PostgresUUID("+f8fad5bd9cb469fa16570867728950e") == nil)
        #expect(PostgresUUID("0f8fad5b") == nil)
        try await expectRoundTrip([id, PostgresUUID(bits: 0), PostgresUUID(bits: .max)], as: "uuid")
        try await expectRoundTrip([JSONB("{\"a\": [1, \"买\", null]}"), JSONB("null")], as: "jsonb")
        let connection = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
        #expect(try await connection.query("SELECT (\(id))::text")[0].get(0, String.self) == "\(id)")
    }

    @Test("arrays come back as they went, with and without elements and NULLs")
    func arrays() async throws {
        try await expectRoundTrip([[], ["", "a", "买"]], as: "text[]")
        try await expectRoundTrip([[], [1, -1, Int64.max]], as: "int8[]")
        try await expectRoundTrip([[], [true, false]], as: "bool[]")
        try await expectRoundTrip([[], [[], [0, 255]]], as: "bytea[]")
        try await expectRoundTrip([[], [Timestamp(microsecondsSince1970: 5)]], as: "timestamptz[]")
        try await expectRoundTrip([[], [1.5, -2]], as: "float8[]")
        try await expectRoundTrip([[PostgresUUID(bits: 7)]], as: "uuid[]")
        try await expectRoundTrip([[JSONB("{}")]], as: "jsonb[]")
        try await expectRoundTrip([[PostgresDate(daysSince1970: 3)]], as: "date[]")
        try await expectRoundTrip([[Int16(3)]], as: "int2[]")
        try await expectRoundTrip([[Int32(3)]], as: "int4[]")
        try await expectRoundTrip([[], ["a", nil], [nil]], as: "text[]")
        try await expectRoundTrip([[1, nil, 3] as [Int64?]], as: "int8[]")
    }

    @Test("what cannot be read is an error that names column and types, never a trap")
    func unreadable() async throws {
        let connection = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
        let row = try await connection.query(
            "SELECT 'x'::text AS name, NULL::int8 AS version, 1.5::numeric AS price, ARRAY[1, NULL] AS list")[0]
        func message(_ body: () throws(PostgresError) -> Void) -> String {
            do throws(PostgresError) {
                try body()
                return "no error"
            } catch { return error.message }
        }
        #expect(
            message { () throws(PostgresError) in _ = try row.get("name", Int64.self) }.contains(
                "\"name\" is text and cannot be read as Int64"))
        #expect(
            message { () throws(PostgresError) in _ = try row.get("version", Int64.self) }.contains(
                "\"version\" is NULL"))
        #expect(message { () throws(PostgresError) in _ = try row.get("price", Int64.self) }.contains("numeric"))
        #expect(
            message { () throws(PostgresError) in _ = try row.get("list", [Int].self) }.contains("\"list\" is int4[]"))
        #expect(
            message { () throws(PostgresError) in _ = try row.get("absent", Int64.self) }.contains(
                "there are: name, version, price, list"))
        #expect(message { () throws(PostgresError) in _ = try row.get(9, Int64.self) }.contains("no column 9"))
        #expect(message { () throws(PostgresError) in _ = try row.get(-1, Int64.self) }.contains("no column -1"))
    }

    @Test("smaller integers widen, enumerations read as text")
    func widening() async throws {
        try await SchemaLease.withSchema { configuration in
            let connection = try await PostgresConnection.connect(configuration)
            try await connection.execute("CREATE TYPE colour AS ENUM ('red')")
            let row = try await connection.query(
                "SELECT 1::int2 AS small, 2::int4 AS medium, 'red'::colour AS colour, 1.5::float4 AS real")[0]
            #expect(try row.get("small", Int64.self) == 1)
            #expect(try row.get("medium", Int.self) == 2)
            #expect(try row.get("colour", String.self) == "red")
            #expect(try row.get("real", Double.self) == 1.5)
        }
    }

    @Test("bytes can be looked at without a copy, and NULL is told from empty")
    func zeroCopy() async throws {
        let connection = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
        let rows = try await connection.query("SELECT '\\x0102'::bytea a, ''::bytea b, NULL::bytea c")
        #expect(rows[0].withBytes(0) { $0.count } == 2)
        #expect(rows[0].withBytes(1) { $0.count } == 0)
        #expect(rows[0].withBytes(2) { $0.count } == nil)
        #expect(rows.withBytes(row: 5, column: 0) { $0.count } == nil)
    }
}
