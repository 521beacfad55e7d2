internal import Crypto
package import PostgresClient

/// Values that a service's inputs carry, sealed under its encryption keys, as base64 in a member of their JSON.
///
/// While such an input waits, they lie in no column of their own and are not sealed anew: they get there, as they are, when it is applied.
package struct SealedInputs: Sendable {
    private let member: String

    /// - Parameter member: no input carries more than one.
    package init(member: String) { self.member = member }

    /// How many lie under one key, by table.
    ///
    /// - Parameter connection: its search path starts with the service's schema.
    package func counts(on connection: PostgresConnection) async throws(PostgresError) -> [(
        table: String, counts: [SealedColumn.Count]
    )] {
        var found: [(table: String, counts: [SealedColumn.Count])] = []
        for table in ["parked", "internal_message"] {
            found.append((table, try await counts(in: table, on: connection)))
        }
        return found
    }

    /// Those of other services' messages (format 0) are under other keys.
    private func counts(in table: String, on connection: PostgresConnection) async throws(PostgresError)
        -> [SealedColumn.Count]
    {
        let start = Array("\"\(member)\":\"".utf8)
        let rows = try await connection.query(
            """
            SELECT substring(body FROM position(\(start) IN body) + \(Int32(start.count)) FOR \(Int32(Self.headerTextMax)))
            FROM \(identifier: table) WHERE format > 0 AND position(\(start) IN body) > 0
            """)
        var counts: [String?: Int64] = [:]
        for row in rows { counts[Self.keyID(of: try row.get(0)), default: 0] += 1 }
        return SealedColumn.Count.sorted(counts)
    }

    /// What the header takes at most: 2 bytes and a key's id of 255, in base64.
    private static let headerTextMax = 344

    private static func keyID(of text: [UInt8]) -> String? {
        let text = text.prefix { $0 != UInt8(ascii: "\"") }
        let whole = String(decoding: text.prefix(text.count / 4 * 4), as: UTF8.self)
        return Base64.decode(whole).flatMap { try? SecretBox.keyID(of: $0) }
    }
}
