package import PostgresClient
import FoundationEssentials

/// A schema of its own for one test, in the database that `TEST_POSTGRES` names.
package enum SchemaLease {
    package struct NoDatabase: Error, CustomStringConvertible {
        package let description =
            "This test needs PostgreSQL: set TEST_POSTGRES to a connection string of a database whose user may create schemas, "
            + "such as \"host=127.0.0.1 port=5432 user=postgres dbname=marketplace_test\"."
    }

    /// Where `TEST_POSTGRES` leads; fails with a sentence that says what to set.
    package static func serverConfiguration() throws -> PostgresConfiguration {
        guard let connectionString = ProcessInfo.processInfo.environment["TEST_POSTGRES"], !connectionString.isEmpty
        else { throw NoDatabase() }
        return PostgresConfiguration(connectionString)
    }

    /// Runs `body` with a fresh, empty schema first on the search path, and drops the schema afterwards whatever happens.
    package static func withSchema<R>(_ body: (PostgresConfiguration) async throws -> R) async throws -> R {
        let server = try serverConfiguration()
        let administrator = try await PostgresConnection.connect(server)
        let name = try await administrator.query("SELECT 'test_' || replace(gen_random_uuid()::text, '-', '')")[0].get(
            0, String.self)
        try await administrator.execute("CREATE SCHEMA \(identifier: name)")
        let outcome: Result<R, any Error>
        do { outcome = .success(try await body(server.inSchema(name))) } catch { outcome = .failure(error) }
        // A cancelled test must still clean up, and a cancelled task may not send statements.
        try await Task { _ = try await administrator.execute("DROP SCHEMA \(identifier: name) CASCADE") }.value
        await administrator.close()
        return try outcome.get()
    }
}
