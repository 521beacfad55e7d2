import CLibpq

/// A service's own schema and the role it logs in with, which can touch nothing else.
package struct ServiceSchema: Sendable {
    package let schema: String
    package let role: String

    package init(schema: String, role: String) {
        self.schema = schema
        self.role = role
    }

    /// Creates both if they are missing, sets the password (`nil` leaves it) and grants the role its schema only. May be repeated.
    /// Needs a connection whose role may create roles and schemas; what that role creates in the schema later is open to the service.
    package func create(on connection: PostgresConnection, password: String?) async throws(PostgresError) {
        try await connection.withSession { session throws(PostgresError) in
            let verifier = try password.map { password throws(PostgresError) in
                try session.passwordVerifier(password, role: role)
            }
            do throws(PostgresTransactionError) {
                try session.withTransaction { session in try create(session, verifier: verifier) }
            } catch {
                throw error.postgresError ?? PostgresError(.server, "\(error)")
            }
        }
    }

    private func create(_ session: PostgresSession, verifier: String?) throws(PostgresError) {
        try session.execute("SELECT pg_advisory_xact_lock(hashtextextended('service schema', 0))")
        if try session.query("SELECT 1 FROM pg_roles WHERE rolname = \(role)").isEmpty {
            try session.execute("CREATE ROLE \(identifier: role) LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT")
        }
        if let verifier {
            try session.executeScript(
                trusted: "ALTER ROLE \(SQL.quoted(identifier: role)) PASSWORD \(SQL.quoted(literal: verifier))")
        }
        try session.pipeline { pipeline in
            pipeline.add("CREATE SCHEMA IF NOT EXISTS \(identifier: schema)")
            pipeline.add("REVOKE ALL ON SCHEMA \(identifier: schema) FROM PUBLIC")
            pipeline.add("GRANT USAGE, CREATE ON SCHEMA \(identifier: schema) TO \(identifier: role)")
            pipeline.add("ALTER ROLE \(identifier: role) SET search_path = \(identifier: schema)")
            for kind in ["TABLES", "SEQUENCES", "FUNCTIONS"] {
                pipeline.add("GRANT ALL ON ALL \(trusted: kind) IN SCHEMA \(identifier: schema) TO \(identifier: role)")
                pipeline.add(
                    "ALTER DEFAULT PRIVILEGES IN SCHEMA \(identifier: schema) GRANT ALL ON \(trusted: kind) TO \(identifier: role)"
                )
            }
        }
    }
}

extension PostgresSession {
    /// What the server stores instead of a password, so that the password itself never stands in a statement or a log.
    fileprivate func passwordVerifier(_ password: String, role: String) throws(PostgresError) -> String {
        guard let verifier = unsafe PQencryptPasswordConn(raw, password, role, "scram-sha-256") else {
            throw PostgresError(.misuse, "the password could not be prepared for the server")
        }
        defer { unsafe PQfreemem(verifier) }
        return unsafe String(cString: verifier)
    }
}
