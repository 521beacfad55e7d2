/// One step of a schema, written once and never changed after it was applied anywhere.
package struct Migration: Sendable, Hashable {
    package let version: Int
    package let name: String
    /// UTF-8; may hold several statements. Runs in a transaction of its own.
    package let sql: [UInt8]

    package init(version: Int, name: String, sql: [UInt8]) {
        self.version = version
        self.name = name
        self.sql = sql
    }

    /// From a file called `V0001_what_it_does.sql`.
    package init(fileName: String, sql: [UInt8]) throws(PostgresError) {
        let stem = fileName.hasSuffix(".sql") ? fileName.dropLast(4) : fileName[...]
        let parts = stem.split(separator: "_", maxSplits: 1)
        guard parts.count == 2, parts[0].first == "V", let version = Int(parts[0].dropFirst()), version > 0 else {
            throw PostgresError(
                .migration, "\"\(fileName)\" is not named like a migration: call it V0001_what_it_does.sql")
        }
        self.init(version: version, name: String(parts[1]), sql: sql)
    }

    /// Such as `V0003_add_terms`.
    package var label: String {
        let digits = String(version)
        return "V" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_" + name
    }
}

/// Where one migration stands in one schema.
package struct MigrationStatus: Sendable, Hashable {
    package enum State: Sendable, Hashable {
        case applied(at: Timestamp)
        case pending
        /// Applied, but its text is another now.
        case changed
        /// Applied by another build; this one does not have it.
        case unknownToThisBuild
    }

    package let version: Int
    package let name: String
    package let state: State
}
