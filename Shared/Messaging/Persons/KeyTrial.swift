package import Crypto
package import PostgresClient

/// What came of opening some of the values that lie under one key. A key of the right id may be another one.
package struct KeyTrial: Sendable, Hashable {
    package let keyID: String
    package private(set) var opened: Int
    package private(set) var failed: Int

    package init(keyID: String, opened: Int = 0, failed: Int = 0) {
        self.keyID = keyID
        self.opened = opened
        self.failed = failed
    }

    /// How many values are tried: one alone may be broken itself.
    private static let valuesMax = 5

    /// - Parameter connection: its search path starts with the service's schema.
    package init(
        of keyID: String, in column: SealedColumn, _ box: SecretBox, on connection: PostgresConnection
    ) async throws(PostgresError) {
        self.init(keyID: keyID)
        let rows = try await connection.query(
            """
            SELECT \(fragment: column.id), \(identifier: column.column) FROM \(identifier: column.table)
            WHERE \(fragment: column.rows) AND \(fragment: column.header) = \(SecretBox.header(ofKey: keyID))
            LIMIT \(Int64(Self.valuesMax))
            """)
        for row in rows {
            let (id, sealed): (String, [UInt8]) = (try row.get(0), try row.get(1))
            let isOpen = (try? box.open(sealed, context: column.context(id))) != nil
            opened += isOpen ? 1 : 0
            failed += isOpen ? 0 : 1
        }
    }
}
