package import PostgresClient

/// Looks for texts that must not lie in a database in clear.
package enum ClearText {
    /// Tables, views and columns of the connection's schema in which one of the texts stands somewhere, whatever the column's type.
    /// Batches are looked into by the views that show them row by row.
    package static func places(of texts: [String], on connection: PostgresConnection) async throws -> [String] {
        let columns = try await connection.query(
            """
            SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
            JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE c.table_schema = current_schema()
                AND NOT (c.data_type = 'ARRAY' AND c.table_name ~ '^(journal|event)_') ORDER BY 1, c.ordinal_position
            """)
        var places: [String] = []
        for column in columns {
            let (table, name): (String, String) = (try column.get(0), try column.get(1))
            let isBinary = try column.get(2, String.self) == "bytea"
            for text in texts {
                let found: SQL =
                    isBinary
                    ? "position(convert_to(\(text), 'UTF8') IN \(identifier: name)) > 0"
                    : "position(\(text) IN \(identifier: name)::text) > 0"
                let count = try await connection.query(
                    "SELECT count(*) FROM \(identifier: table) WHERE \(fragment: found)")[0].get(0, Int64.self)
                if count > 0 { places.append("\(table).\(name) has '\(text)'") }
            }
        }
        return places
    }

    /// Likewise, but only where the machine keeps inputs, states, timers, messages, effects and answers: neither what is published
    /// nor what the service shows is looked at.
    package static func placesInMachine(of texts: [String], on connection: PostgresConnection) async throws -> [String]
    {
        try await places(of: texts, on: connection).filter { place in machineTables.contains { place.hasPrefix($0) } }
    }

    /// The journal's partitions are called after it.
    private static let machineTables = [
        "journal", "aggregate.", "parked.", "internal_message.", "timer.", "effect.", "idempotency.",
    ]
}
