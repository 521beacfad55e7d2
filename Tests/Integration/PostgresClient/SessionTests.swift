import PostgresClient
import TestKit
import Testing

@Suite("Statements")
struct SessionTests {
    @Test("a value stays a value, whatever it says")
    func injection() async throws {
        try await SchemaLease.withSchema { configuration in
            let connection = try await PostgresConnection.connect(configuration)
            try await connection.execute("CREATE TABLE notes (body text)")
            let evil = "'); DROP TABLE notes; --"
            try await connection.execute("INSERT INTO notes VALUES (\(evil))")
            #expect(try await connection.query("SELECT body FROM notes")[0].get("body", String.self) == evil)
        }
    }

    @Test("an identifier with quotes stays one identifier")
    func identifier() async throws {
        try await SchemaLease.withSchema { configuration in
            let connection = try await PostgresConnection.connect(configuration)
            let evil = "a\"; DROP SCHEMA public; --"
            try await connection.execute("CREATE TABLE \(identifier: evil) (x int)")
            #expect(
                try await connection.query("SELECT tablename FROM pg_tables WHERE schemaname = current_schema")[0].get(
                    0, String.self) == evil)
        }
    }

    @Test("a fragment brings its own values and renumbers the rest")
    func fragments() async throws {
        let connection = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
        let condition: SQL = "n > \(2) AND n < \(6)"
        let sql: SQL =
            "SELECT n FROM generate_series(\(Int32(1)), \(Int32(10))) n WHERE \(fragment: condition) AND n <> \(4) ORDER BY n"
        #expect(sql.text == "SELECT n FROM generate_series($1, $2) n WHERE n > $3 AND n < $4 AND n <> $5 ORDER BY n")
        let rows = try await connection.query(sql)
        #expect(try rows.map { try $0.get("n", Int.self) } == [3, 5])
    }

    @Test("the same text is prepared once, also when it first met another type")
    func preparedOnce() async throws {
        let connection = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
        for number in 0..<3 {
            #expect(try await connection.query("SELECT \(number) AS x")[0].get("x", Int.self) == number)
        }
        #expect(try await connection.query("SELECT \("a") AS x")[0].get("x", String.self) == "a")
        let count = try await connection.query(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT $1 AS x'")
        #expect(try count[0].get(0, Int.self) == 2)
    }

    @Test("when the cache of prepared statements is full, further texts still run")
    func cacheLimit() async throws {
        var configuration = try SchemaLease.serverConfiguration()
        configuration.preparedStatementsMax = 2
        let connection = try await PostgresConnection.connect(configuration)
        for number in 0..<5 {
            #expect(
                try await connection.query("SELECT \(trusted: "\(number)") + \(1)")[0].get(0, Int.self) == number + 1)
        }
        #expect(
            try await connection.query("SELECT count(*) FROM pg_prepared_statements", prepared: false)[0].get(
                0, Int.self) == 2)
    }

    @Test("a refused statement names SQLSTATE, constraint and text, but no values")
    func refusedStatement() async throws {
        try await SchemaLease.withSchema { configuration in
            let connection = try await PostgresConnection.connect(configuration)
            try await connection.execute("CREATE TABLE accounts (email text CONSTRAINT one_account_per_email UNIQUE)")
            try await connection.execute("INSERT INTO accounts VALUES (\("secret@example.org"))")
            let error = await #expect(throws: PostgresError.self) {
                try await connection.execute("INSERT INTO accounts VALUES (\("secret@example.org"))")
            }
            #expect(error?.sqlState == .uniqueViolation)
            #expect(error?.constraint == "one_account_per_email")
            #expect(error?.table == "accounts")
            #expect(error?.statement == "INSERT INTO accounts VALUES ($1)")
            #expect(error?.isRetriable == false)
            #expect(error?.detail?.contains("secret@") == true)
            #expect(error.map { "\($0)".contains("secret@") } == false)
        }
    }

    @Test("a data exception, whose message quotes the value, is described without it")
    func dataException() async throws {
        let connection = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
        let error = await #expect(throws: PostgresError.self) {
            try await connection.query("SELECT \("13800138000x")::text::int8")
        }
        #expect(error.map { "\($0)".contains("13800138000") } == false)
        #expect(error.map { "\($0)".contains("22P02") } == true)
    }

    @Test("the connection goes on after an error")
    func errorThenGood() async throws {
        let connection = try await PostgresConnection.connect(SchemaLease.serverConfiguration())
        for _ in 0..<3 { await #expect(throws: PostgresError.self) { try await connection.query("SELECT nonsense") } }
        #expect(try await connection.query("SELECT 1")[0].get(0, Int.self) == 1)
        #expect(await connection.isReusable)
    }

    @Test("a configuration never shows its password")
    func passwordHidden() throws {
        let configuration = PostgresConfiguration("host=db.example port=1 user=u password=hunter2 dbname=shop")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("hunter2"))
        }
        #expect("\(configuration)".contains("db.example"))
    }

    @Test("an unreachable server is a failure to connect that may be retried")
    func unreachable() async {
        let error = await #expect(throws: PostgresError.self) {
            try await PostgresConnection.connect(PostgresConfiguration("host=127.0.0.1 port=1 password=hunter2"))
        }
        #expect(error?.code == .connectFailed)
        #expect(error?.isRetriable == true)
        #expect(error.map { "\($0)".contains("hunter2") } == false)
    }

    @Test("server settings hold from the first statement on, odd names included")
    func runtimeParameters() async throws {
        var configuration = try SchemaLease.serverConfiguration()
        configuration.searchPath = ["odd \"name\\", "public"]
        configuration.runtimeParameters = ["plan_cache_mode": "force_custom_plan"]
        configuration.applicationName = "session tests"
        configuration.statementTimeoutMs = 1234
        let connection = try await PostgresConnection.connect(configuration)
        let rows = try await connection.query(
            """
            SELECT current_setting('search_path') p, current_setting('plan_cache_mode') m,
                current_setting('application_name') a, current_setting('statement_timeout') t
            """)
        #expect(try rows[0].get("p", String.self) == "\"odd \"\"name\\\",\"public\"")
        #expect(try rows[0].get("m", String.self) == "force_custom_plan")
        #expect(try rows[0].get("a", String.self) == "session tests")
        #expect(try rows[0].get("t", String.self) == "1234ms")
    }
}
