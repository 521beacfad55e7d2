import PostgresClient
import TestKit
import Testing

@Suite("Migrations", .timeLimit(.minutes(1)))
struct MigrationTests {
    private static let first = Migration(
        version: 1, name: "create_t", sql: Array("CREATE TABLE t (x int8);\nCREATE INDEX ON t (x);".utf8))
    private static let second = Migration(version: 2, name: "add_y", sql: Array("ALTER TABLE t ADD y text".utf8))
    private static let third = Migration(version: 3, name: "add_z", sql: Array("ALTER TABLE t ADD z text".utf8))

    private func message(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return "no error"
        } catch { return "\(error)" }
    }

    @Test("up partly, up, and up again: each is applied once, in order")
    func apply() async throws {
        try await SchemaLease.withSchema { configuration in
            let connection = try await PostgresConnection.connect(configuration)
            #expect(try await Migrator([Self.first]).apply(on: connection) == [Self.first])
            let migrator = try Migrator([Self.third, Self.first, Self.second])
            #expect(try await migrator.apply(on: connection, dryRun: true) == [Self.second, Self.third])
            #expect(try await migrator.status(on: connection).map { $0.state == .pending } == [false, true, true])
            #expect(try await migrator.apply(on: connection) == [Self.second, Self.third])
            #expect(try await migrator.apply(on: connection) == [])
            #expect(try await connection.query("SELECT * FROM t").columnCount == 3)
            #expect(try await connection.query("SHOW statement_timeout")[0].get(0, String.self) == "30s")
        }
    }

    @Test("a dry run on an empty schema leaves it empty")
    func dryRun() async throws {
        try await SchemaLease.withSchema { configuration in
            let connection = try await PostgresConnection.connect(configuration)
            #expect(try await Migrator([Self.first]).apply(on: connection, dryRun: true) == [Self.first])
            #expect(try await connection.query("SELECT 1 FROM pg_tables WHERE schemaname = current_schema").isEmpty)
        }
    }

    @Test("changed, unknown and overtaken migrations are refused, before anything is done")
    func refused() async throws {
        try await SchemaLease.withSchema { configuration in
            let connection = try await PostgresConnection.connect(configuration)
            try await Migrator([Self.first, Self.third]).apply(on: connection)
            let changed = Migration(version: 1, name: "create_t", sql: Array("CREATE TABLE other (x int8)".utf8))
            #expect(
                await message { try await Migrator([changed, Self.third]).apply(on: connection) }.contains(
                    "V0001_create_t was changed after it was applied"))
            #expect(
                await message { try await Migrator([Self.first]).apply(on: connection) }.contains(
                    "V0003_add_z, which this build does not know"))
            #expect(
                await message { try await Migrator([Self.first, Self.second, Self.third]).apply(on: connection) }
                    .contains("V0002_add_y comes before version 3")
            )
            #expect(
                try await Migrator([changed]).status(on: connection).map(\.state) == [.changed, .unknownToThisBuild])
            #expect(throws: PostgresError.self) {
                try Migrator([Self.first, Migration(version: 1, name: "twin", sql: [])])
            }
        }
    }

    @Test("a failing migration is undone as a whole, says where it failed, and keeps those before it")
    func failing() async throws {
        try await SchemaLease.withSchema { configuration in
            let connection = try await PostgresConnection.connect(configuration)
            let bad = Migration(
                version: 2, name: "bad", sql: Array("CREATE TABLE half (x int8);\n\nSELECT nonsense;".utf8))
            let text = await message { try await Migrator([Self.first, bad]).apply(on: connection) }
            #expect(text.contains("V0002_bad failed at line 3 and was rolled back"))
            #expect(
                try await connection.query(
                    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema ORDER BY 1"
                ).count == 2)
            #expect(
                try await Migrator([Self.first, bad]).status(on: connection).map { $0.state == .pending } == [
                    false, true,
                ])
            let committing = Migration(
                version: 2, name: "commits", sql: Array("CREATE TABLE half (x int8); COMMIT".utf8))
            #expect(
                await message { try await Migrator([Self.first, committing]).apply(on: connection) }.contains(
                    "leave out COMMIT"))
        }
    }

    @Test("several migrators at once apply everything exactly once")
    func atOnce() async throws {
        try await SchemaLease.withSchema { configuration in
            let migrator = try Migrator([Self.first, Self.second, Self.third])
            let applied = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let connection = try await PostgresConnection.connect(configuration)
                        return try await migrator.apply(on: connection).count
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(applied == 3)
        }
    }

    @Test("a schema that does not exist is named as the reason")
    func noSchema() async throws {
        let connection = try await PostgresConnection.connect(
            SchemaLease.serverConfiguration().inSchema("no_such_schema"))
        #expect(
            await message { _ = try await Migrator([Self.first]).status(on: connection) }.contains(
                "no schema to migrate"))
    }

    @Test(
        "file names give version and name",
        arguments: [("V0001_create_orders.sql", 1, "create_orders"), ("V0123_x.sql", 123, "x")])
    func fileName(_ file: String, _ version: Int, _ name: String) throws {
        let migration = try Migration(fileName: file, sql: [])
        #expect(migration.version == version)
        #expect(migration.name == name)
        #expect("\(migration.label).sql" == file)
    }

    @Test("other file names are refused", arguments: ["0001_x.sql", "V_x.sql", "V0_x.sql", "Vx_y.sql", "V0001.sql"])
    func otherFileName(_ file: String) {
        #expect(throws: PostgresError.self) { try Migration(fileName: file, sql: []) }
    }

    @Test("a service's role can use its own schema and no other")
    func roles() async throws {
        let server = try SchemaLease.serverConfiguration()
        let administrator = try await PostgresConnection.connect(server)
        let unique = try await administrator.query("SELECT replace(gen_random_uuid()::text, '-', '')")[0].get(
            0, String.self)
        let services = ["a", "b"].map { ServiceSchema(schema: "test_\($0)_\(unique)", role: "test_\($0)_\(unique)") }
        for service in services {
            for password in ["first", "it's"] { try await service.create(on: administrator, password: password) }
            try await Migrator([Self.first]).apply(on: PostgresConnection.connect(server.inSchema(service.schema)))
        }
        let role = services[0].role
        // The last setting of a keyword counts.
        let own = try await PostgresConnection.connect(
            PostgresConfiguration(server.connectionString + " user=\(role) password='it\\'s'"))
        try await own.execute("INSERT INTO t VALUES (1)")
        try await own.execute("CREATE TABLE more (x int8)")
        let refused = await #expect(throws: PostgresError.self) {
            try await own.query("SELECT * FROM \(identifier: services[1].schema).t")
        }
        #expect(refused?.sqlState == .insufficientPrivilege)
        await #expect(throws: PostgresError.self) { try await own.execute("CREATE TABLE public.escaped (x int8)") }
        let stored = try await administrator.query("SELECT rolpassword FROM pg_authid WHERE rolname = \(role)")
        #expect(try stored[0].get(0, String.self).hasPrefix("SCRAM-SHA-256$"))
        for service in services {
            try await administrator.execute("DROP SCHEMA \(identifier: service.schema) CASCADE")
            try await administrator.execute("DROP OWNED BY \(identifier: service.role)")
            try await administrator.execute("DROP ROLE \(identifier: service.role)")
        }
    }
}
