import CatalogDomain
import Kernel
import PostgresClient

/// The statements that make what was staged a partner's listings, and keep what was before.
struct FeedMerge: Sendable {
    let partner: Partner
    let kind: FeedKind
    let runID: String

    /// Of so many runs of a partner it is kept what was before.
    static let keptRuns = 5

    static let createStaging = """
        CREATE TEMPORARY TABLE staged_listing (line int8, domain text COLLATE "C", label text, tld text, price int8, seller text, expires text, reference text)
        """

    /// Where a domain stands on several lines, the last one counts. A line without a price drops it.
    private static let last: SQL = "SELECT DISTINCT ON (domain) * FROM staged_listing ORDER BY domain, line DESC"

    private static let isChanged: SQL = """
        (l.price, l.label, l.seller, l.expires, l.reference) IS DISTINCT FROM (s.price, s.label, s.seller, s.expires, s.reference)
        """

    func countListed(on connection: PostgresConnection) async throws -> Int64 {
        try await connection.query("SELECT count(*) FROM domain_listing WHERE partner = \(partner.rawValue)")[0].get(0)
    }

    func countRemoved(on connection: PostgresConnection) async throws -> Int64 {
        try await connection.query("SELECT count(*) FROM domain_listing l WHERE \(fragment: isGone)")[0].get(0)
    }

    /// What `apply` would report.
    func preview(_ report: inout FeedReport, on connection: PostgresConnection) async throws {
        let counts = try await connection.query(
            """
            SELECT count(*) FILTER (WHERE l.domain IS NULL) AS added, count(*) FILTER (WHERE l.domain IS NOT NULL AND \(fragment: Self.isChanged)) AS changed
            FROM (\(fragment: Self.last)) s LEFT JOIN domain_listing l ON l.domain = s.domain AND l.partner = \(partner.rawValue)
            WHERE s.price IS NOT NULL
            """)[0]
        report.added = try counts.get("added")
        report.changed = try counts.get("changed")
    }

    func apply(to report: inout FeedReport, on connection: PostgresConnection) async throws {
        report.removed = Int64(try await connection.execute(remove))
        try await connection.execute(keepChanged)
        let counts = try await connection.query(upsert)[0]
        report.added = try counts.get("added")
        report.changed = try counts.get("changed")
    }

    /// Feeds that waited are overtaken by this one, and what was before is kept of the last runs only.
    func tidyUp(before generatedAt: Instant, on connection: PostgresConnection) async throws {
        let overtaken: SQL = """
            partner = \(partner.rawValue) AND state = 'waiting' AND run_id <> \(runID) AND generated_at <= \(Timestamp(generatedAt))
            """
        let dropped: SQL = """
            SELECT run_id FROM feed_run WHERE partner = \(partner.rawValue) AND state = 'merged' AND is_kept
            ORDER BY position DESC OFFSET \(Self.keptRuns)
            """
        for statement: SQL in [
            "DELETE FROM waiting_listing WHERE run_id IN (SELECT run_id FROM feed_run WHERE \(fragment: overtaken))",
            "UPDATE feed_run SET state = 'superseded' WHERE \(fragment: overtaken)",
            "DELETE FROM waiting_listing w USING feed_run r WHERE w.run_id = r.run_id AND r.state <> 'waiting'",
            "DELETE FROM listing_before WHERE run_id IN (\(fragment: dropped))",
            "UPDATE feed_run SET is_kept = false WHERE run_id IN (\(fragment: dropped))",
        ] { try await connection.execute(statement) }
    }

    var keepWaiting: SQL { "INSERT INTO waiting_listing SELECT \(runID), * FROM staged_listing" }

    var stageWaiting: SQL {
        """
        INSERT INTO staged_listing SELECT line, domain, label, tld, price, seller, expires, reference
        FROM waiting_listing WHERE run_id = \(runID)
        """
    }

    /// Whether the feed takes the listing `l` away.
    private var isGone: SQL {
        switch kind {
        case .full:
            "l.partner = \(partner.rawValue) AND NOT EXISTS (SELECT FROM staged_listing s WHERE s.domain = l.domain)"
        case .incremental:
            """
            l.partner = \(partner.rawValue) AND l.domain IN (SELECT domain FROM (\(fragment: Self.last)) s WHERE s.price IS NULL)
            """
        }
    }

    private var remove: SQL {
        """
        WITH gone AS (DELETE FROM domain_listing l WHERE \(fragment: isGone)
            RETURNING domain, label, tld, price, seller, expires, reference)
        INSERT INTO listing_before (run_id, existed, domain, label, tld, price, seller, expires, reference)
        SELECT \(runID), true, * FROM gone
        """
    }

    private var keepChanged: SQL {
        """
        INSERT INTO listing_before (run_id, existed, domain, label, tld, price, seller, expires, reference)
        SELECT \(runID), true, l.domain, l.label, l.tld, l.price, l.seller, l.expires, l.reference
        FROM domain_listing l JOIN (\(fragment: Self.last)) s ON s.domain = l.domain
        WHERE l.partner = \(partner.rawValue) AND s.price IS NOT NULL AND \(fragment: Self.isChanged)
        """
    }

    /// Rows that stay as they are are not written.
    private var upsert: SQL {
        """
        WITH last AS (\(fragment: Self.last)),
        written AS (
            INSERT INTO domain_listing AS l (domain, partner, label, tld, length, price, seller, expires, reference)
            SELECT domain, \(partner.rawValue), label, tld, length(label), price, seller, expires, reference FROM last WHERE price IS NOT NULL
            ON CONFLICT (domain, partner) DO UPDATE
            SET (label, length, price, seller, expires, reference)
                = (EXCLUDED.label, EXCLUDED.length, EXCLUDED.price, EXCLUDED.seller, EXCLUDED.expires, EXCLUDED.reference)
            WHERE (l.label, l.price, l.seller, l.expires, l.reference)
                IS DISTINCT FROM (EXCLUDED.label, EXCLUDED.price, EXCLUDED.seller, EXCLUDED.expires, EXCLUDED.reference)
            RETURNING l.domain, xmax = 0 AS is_new),
        added AS (
            INSERT INTO listing_before (run_id, existed, domain) SELECT \(runID), false, domain FROM written WHERE is_new)
        SELECT count(*) FILTER (WHERE is_new) AS added, count(*) FILTER (WHERE NOT is_new) AS changed FROM written
        """
    }
}

/// The statements that take a run back.
struct FeedUndo: Sendable {
    let partner: Partner
    let runID: String

    var removeAdded: SQL {
        """
        DELETE FROM domain_listing l USING listing_before b
        WHERE b.run_id = \(runID) AND NOT b.existed AND l.domain = b.domain AND l.partner = \(partner.rawValue)
        """
    }

    var restore: SQL {
        """
        INSERT INTO domain_listing (domain, partner, label, tld, length, price, seller, expires, reference)
        SELECT domain, \(partner.rawValue), label, tld, length(label), price, seller, expires, reference
        FROM listing_before WHERE run_id = \(runID) AND existed
        ON CONFLICT (domain, partner) DO UPDATE
        SET (label, length, price, seller, expires, reference)
            = (EXCLUDED.label, EXCLUDED.length, EXCLUDED.price, EXCLUDED.seller, EXCLUDED.expires, EXCLUDED.reference)
        """
    }
}
