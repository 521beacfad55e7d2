import PostgresClient
import TestKit
import Testing

@Suite("Pipelines")
struct PipelineTests {
    @Test("answers come in order")
    func order() async throws {
        let connection = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
        let answers = try await connection.pipeline { pipeline in
            for number in 0..<100 { pipeline.add("SELECT \(number) * 2") }
        }
        #expect(try answers.map { try $0[0].get(0, Int.self) } == (0..<100).map { $0 * 2 })
    }

    @Test("a failure in the middle names its statement, keeps the answers before and skips those after")
    func failureInTheMiddle() async throws {
        try await SchemaLease.withSchema { configuration in
            let connection = try await PostgresConnection.connect(configuration)
            try await connection.execute("CREATE TABLE t (x int8 PRIMARY KEY)")
            var pipeline = Pipeline()
            for number in [1, 2, 2, 3] { pipeline.add("INSERT INTO t VALUES (\(number))") }
            for _ in 0..<2 {
                let outcomes = try await connection.runPipeline(pipeline)
                guard case .success = outcomes[0], case .success = outcomes[1], case .failure(let error) = outcomes[2],
                    case .skipped = outcomes[3]
                else {
                    Issue.record("unexpected outcomes: \(outcomes)")
                    return
                }
                #expect(error.statementIndex == 2)
                #expect(error.sqlState == .uniqueViolation)
                #expect(error.statement == "INSERT INTO t VALUES ($1)")
            }
            #expect(try await connection.query("SELECT count(*) FROM t")[0].get(0, Int.self) == 0)
            #expect(await connection.isReusable)
        }
    }

    @Test(
        "a deferred constraint that fails when the statement is committed fails the statement, prepared for the first time or again"
    )
    func deferredFailure() async throws {
        try await SchemaLease.withSchema { configuration in
            let connection = try await PostgresConnection.connect(configuration)
            try await connection.execute("CREATE TABLE t (x int8 UNIQUE DEFERRABLE INITIALLY DEFERRED)")
            let insertion: SQL = "INSERT INTO t VALUES (1), (1)"
            for _ in 0..<2 {
                do {
                    try await connection.execute(insertion)
                    Issue.record("the failure of the commit went unnoticed")
                } catch let error as PostgresError {
                    #expect(error.sqlState == .uniqueViolation)
                }
                #expect(await connection.isReusable)
            }
            #expect(try await connection.query("SELECT count(*) FROM t")[0].get(0, Int.self) == 0)
        }
    }

    @Test("a statement that cannot be parsed fails alone and is not taken for prepared")
    func parseFailure() async throws {
        let connection = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
        var pipeline = Pipeline()
        pipeline.add("SELECT 1")
        pipeline.add("SELEKT 2")
        pipeline.add("SELECT 3")
        for _ in 0..<2 {
            let outcomes = try await connection.runPipeline(pipeline)
            #expect(outcomes.map { $0.error?.statementIndex } == [nil, 1, nil])
        }
        #expect(try await connection.query("SELECT 3")[0].get(0, Int.self) == 3)
    }

    @Test("twenty megabytes of parameters and of answers do not lock each other up")
    func largePipeline() async throws {
        let connection = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
        let block = [UInt8](repeating: 7, count: 200_000)
        let answers = try await connection.pipeline { pipeline in
            for _ in 0..<100 { pipeline.add("SELECT \(block) AS echo") }
        }
        #expect(answers.count == 100)
        #expect(try answers.allSatisfy { try $0[0].get("echo", [UInt8].self) == block })
    }

    @Test("one prepared statement with a column per array writes a batch")
    func unnestedBatch() async throws {
        try await SchemaLease.withSchema { configuration in
            let connection = try await PostgresConnection.connect(configuration)
            try await connection.execute("CREATE TABLE t (id int8 PRIMARY KEY, name text, body bytea)")
            let insert = PreparedStatement(
                name: "insert_t", text: "INSERT INTO t SELECT * FROM unnest($1::int8[], $2::text[], $3::bytea[])",
                parameterTypes: [.int8Array, .textArray, .byteaArray])
            var ids = BinaryArray(of: .int8), names = BinaryArray(of: .text), bodies = BinaryArray(of: .bytea)
            for batch in 0..<3 {
                ids.removeAll()
                names.removeAll()
                bodies.removeAll()
                for row in 0..<(batch == 1 ? 0 : 1000) {
                    ids.append(int64: Int64(batch * 1000 + row))
                    if row % 2 == 0 { names.append(text: "名 \(row)") } else { names.appendNull() }
                    bodies.append(bytes: [UInt8(truncatingIfNeeded: row)])
                }
                let parameters = PostgresParameters(columns: [ids, names, bodies])
                let answers = try await connection.pipeline { $0.add(insert, parameters) }
                #expect(answers[0].affectedRows == (batch == 1 ? 0 : 1000))
            }
            let rows = try await connection.query("SELECT count(*) c, count(name) n, max(name) m FROM t")
            #expect(try rows[0].get("c", Int.self) == 2000)
            #expect(try rows[0].get("n", Int.self) == 1000)
            #expect(try rows[0].get("m", String.self) == "名 998")
        }
    }
}
