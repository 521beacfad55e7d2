internal import Crypto
package import PostgresClient

/// A column whose values are sealed under the service's own encryption keys, and not under a key of the person they are about.
package struct SealedColumn: Sendable {
    let table: String
    let column: String
    /// What tells its rows apart, as text.
    let id: SQL
    /// Which rows are meant.
    let rows: SQL
    private let makeContext: @Sendable (String) -> String

    /// - Parameters:
    ///   - id: its table's primary key, as text.
    ///   - rows: only these, if not all are sealed so.
    ///   - context: what the value of the row with that id is tied to.
    package init(
        _ table: String, _ column: String, id: SQL, where rows: SQL = "true",
        context: @escaping @Sendable (String) -> String
    ) {
        self.table = table
        self.column = column
        self.id = id
        self.rows = rows
        makeContext = context
    }

    /// The machine's own, in the schema of every service.
    package static let ofMachine = [
        SealedColumn("person_key", "key", id: "account") { PersonKeyring.context($0) },
        SealedColumn("parked", "body", id: "number::text", where: "sealing = 3") { _ in PersonKeyring.bodyContext },
    ]

    package var name: String { "\(table).\(column)" }

    package func context(_ id: String) -> String { makeContext(id) }

    /// What `SecretBox.keyID` tells the key by: the beginning of a value, whose second byte is the length of the key's id.
    var header: SQL {
        """
        substring(\(identifier: column) FROM 1
            FOR CASE WHEN octet_length(\(identifier: column)) > 1 THEN 2 + get_byte(\(identifier: column), 1) ELSE 1 END)
        """
    }

    /// How many values lie under one key.
    package struct Count: Sendable, Hashable {
        /// nil for what is no sealed value.
        package let keyID: String?
        package var values: Int64

        package init(keyID: String?, values: Int64) {
            self.keyID = keyID
            self.values = values
        }

        /// In the order of the keys' ids.
        static func sorted(_ counts: [String?: Int64]) -> [Count] {
            counts.map { Count(keyID: $0.key, values: $0.value) }.sorted { ($0.keyID ?? "") < ($1.keyID ?? "") }
        }
    }

    /// By key, in the order of their ids.
    ///
    /// - Parameter connection: its search path starts with the service's schema.
    package func counts(on connection: PostgresConnection) async throws(PostgresError) -> [Count] {
        let found = try await connection.query(
            """
            SELECT \(fragment: header), count(*) FROM \(identifier: table)
            WHERE \(fragment: rows) AND \(identifier: column) IS NOT NULL GROUP BY 1
            """)
        var counts: [String?: Int64] = [:]
        for row in found {
            let header: [UInt8] = try row.get(0)
            let keyID = try? SecretBox.keyID(of: header)
            counts[keyID, default: 0] += try row.get(1)
        }
        return Count.sorted(counts)
    }
}
