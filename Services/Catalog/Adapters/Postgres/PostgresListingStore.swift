package import CatalogApplication
package import CatalogDomain
import FoundationEssentials
import Kernel
package import PostgresClient

/// DOM-07: stages a feed by COPY and merges it by sets, in one transaction.
package struct PostgresListingStore: ListingStore {
    private let database: PostgresConfiguration

    /// - Parameter database: each merge opens a connection of its own there, without time limits on statements.
    package init(_ database: PostgresConfiguration) {
        var database = database
        // A partner may send slowly, and the first merge of millions builds indexes.
        (database.statementTimeoutMs, database.responseTimeoutMs, database.idleInTransactionTimeoutMs) = (0, 0, 0)
        self.database = database
    }

    package func merge(_ header: FeedHeader, fill: (any StagingArea) async throws -> FeedTally) async throws
        -> FeedReport
    {
        try await withConnection { connection in
            try await connection.executeScript(trusted: Self.createStaging)
            let area = CopyStagingArea()
            var tally: FeedTally?
            try await connection.copyIn("COPY staged_listing FROM STDIN (FORMAT binary)") { writer in
                area.writer = writer
                tally = try await fill(area)
                try await area.flush()
            }
            guard let tally else { throw FeedFault("the feed was not read to its end") }
            do {
                return try await connection.withTransaction { try await merge(header, tally, on: $0) }
            } catch PostgresTransactionError.body(let cause) {
                throw cause
            }
        }
    }

    package func untold() async throws -> [FeedReport] {
        try await withConnection { connection in
            try await connection.query("SELECT report FROM feed_run WHERE NOT told ORDER BY generated_at").map(
                Self.report)
        }
    }

    package func markTold(runID: String) async throws {
        _ = try await withConnection { try await $0.execute("UPDATE feed_run SET told = true WHERE run_id = \(runID)") }
    }

    private func withConnection<R>(_ body: (PostgresConnection) async throws -> R) async throws -> R {
        let connection = try await PostgresConnection.connect(database)
        do {
            let value = try await body(connection)
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }

    private func merge(_ header: FeedHeader, _ tally: FeedTally, on connection: PostgresConnection) async throws
        -> FeedReport
    {
        let partner = header.partner.rawValue
        // One merge per partner at a time; the later one then sees what the earlier did.
        try await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended('feed ' || \(partner), 0))")
        if let earlier = try await earlierReport(header, tally, on: connection) { return earlier }
        try await connection.execute("ANALYZE staged_listing")
        let removed = try await remove(header, on: connection)
        let counts = try await connection.query(Self.upsert(partner: partner))[0]
        let report = FeedReport(
            runID: tally.runID, partner: header.partner, kind: header.kind, generatedAt: header.generatedAt,
            lines: tally.lines,
            added: try counts.get("added"), changed: try counts.get("changed"), removed: removed, broken: tally.broken,
            brokenLines: tally.brokenLines)
        let json = JSONB(bytes: Array(try JSONEncoder().encode(report)))
        let generatedAt = Timestamp(microsecondsSince1970: header.generatedAt.microseconds)
        try await connection.execute(
            "INSERT INTO feed_run (run_id, partner, generated_at, report) VALUES (\(tally.runID), \(partner), \(generatedAt), \(json))"
        )
        return report
    }

    /// The report of the very same feed, if it was merged before. An older feed than the last must not undo it.
    private func earlierReport(_ header: FeedHeader, _ tally: FeedTally, on connection: PostgresConnection) async throws
        -> FeedReport?
    {
        if let same = try await connection.query("SELECT report FROM feed_run WHERE run_id = \(tally.runID)").first {
            return try Self.report(same)
        }
        let generatedAt = Timestamp(microsecondsSince1970: header.generatedAt.microseconds)
        let newer = try await connection.query(
            "SELECT generated_at FROM feed_run WHERE partner = \(header.partner.rawValue) AND generated_at > \(generatedAt) LIMIT 1"
        )
        guard newer.isEmpty else { throw FeedFault("a newer feed of this partner was taken in already") }
        return nil
    }

    private func remove(_ header: FeedHeader, on connection: PostgresConnection) async throws -> Int64 {
        let partner = header.partner.rawValue
        let gone: SQL =
            switch header.kind {
            case .full:
                "DELETE FROM domain_listing l WHERE partner = \(partner) AND NOT EXISTS (SELECT FROM staged_listing s WHERE s.domain = l.domain)"
            case .incremental:
                """
                DELETE FROM domain_listing l USING (SELECT DISTINCT ON (domain) domain, price FROM staged_listing ORDER BY domain, line DESC) s
                WHERE l.partner = \(partner) AND l.domain = s.domain AND s.price IS NULL
                """
            }
        return Int64(try await connection.execute(gone))
    }

    /// Where a domain stands on several lines, the last one counts. Rows that stay as they are are not written.
    private static func upsert(partner: String) -> SQL {
        """
        WITH last AS (SELECT DISTINCT ON (domain) * FROM staged_listing ORDER BY domain, line DESC),
        written AS (
            INSERT INTO domain_listing (domain, partner, label, tld, length, price, seller, expires, reference)
            SELECT domain, \(partner), label, tld, length(label), price, seller, expires, reference FROM last WHERE price IS NOT NULL
            ON CONFLICT (domain, partner) DO UPDATE
            SET (price, seller, expires, reference) = (EXCLUDED.price, EXCLUDED.seller, EXCLUDED.expires, EXCLUDED.reference)
            WHERE (domain_listing.price, domain_listing.seller, domain_listing.expires, domain_listing.reference)
                IS DISTINCT FROM (EXCLUDED.price, EXCLUDED.seller, EXCLUDED.expires, EXCLUDED.reference)
            RETURNING xmax = 0 AS is_new)
        SELECT count(*) FILTER (WHERE is_new) AS added, count(*) FILTER (WHERE NOT is_new) AS changed FROM written
        """
    }

    private static let createStaging = """
        CREATE TEMPORARY TABLE staged_listing (line int8, domain text COLLATE "C", label text, tld text, price int8, seller text, expires text, reference text)
        """

    private static func report(_ row: PostgresRow) throws -> FeedReport {
        try JSONDecoder().decode(FeedReport.self, from: Data(try row.get("report", JSONB.self).bytes))
    }
}

/// Sends lines to the server in batches of 64 KiB. Used by one task.
private final class CopyStagingArea: StagingArea, @unchecked Sendable {
    var writer: AsyncCopyWriter?
    private var rows = BinaryCopyRows(columnCount: 8)

    func stage(_ line: FeedLine, number: Int64) async throws {
        rows.beginRow()
        rows.append(int64: number)
        switch line {
        case .put(let listing, let name):
            append(name)
            rows.append(int64: listing.price.fen)
            for text in [listing.seller, listing.expires, listing.reference] { rows.append(text: text) }
        case .drop(let name):
            append(name)
            for _ in 0..<4 { rows.appendNull() }
        }
        if rows.byteCount >= 65_536 { try await flush() }
    }

    func flush() async throws {
        try await writer?.write(rows)
        rows.removeAll()
    }

    private func append(_ name: DomainName) {
        rows.append(text: name.description)
        rows.append(text: name.label)
        rows.append(text: name.tld)
    }
}
