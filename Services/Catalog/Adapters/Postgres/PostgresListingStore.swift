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
        database.statementTimeoutMs = 0
        database.responseTimeoutMs = 0
        database.idleInTransactionTimeoutMs = 0
        self.database = database
    }

    package func merge(
        _ header: FeedHeader, _ terms: MergeTerms, fill: (any StagingArea) async throws -> FeedTally
    ) async throws -> FeedOutcome {
        try await withConnection { connection in
            try await connection.executeScript(trusted: FeedMerge.createStaging)
            let area = CopyStagingArea()
            var tally: FeedTally?
            try await connection.copyIn("COPY staged_listing FROM STDIN (FORMAT binary)") { writer in
                area.writer = writer
                tally = try await fill(area)
                try await area.flush()
            }
            guard let tally else { throw FeedFault("the feed was not read to its end") }
            return try await transaction(on: connection, of: header.partner) { connection in
                try await take(header, tally, terms, on: connection)
            }
        }
    }

    package func renewalPrices() async throws -> RenewalPrices {
        try await withConnection { connection in
            var prices: [String: Money] = [:]
            for row in try await connection.query("SELECT tld, price FROM renewal_price") {
                prices[try row.get("tld")] = Money(fen: try row.get("price"))
            }
            guard let other = prices.removeValue(forKey: "*") else { throw NotSeeded() }
            return RenewalPrices(prices, other: other)
        }
    }

    package func untold() async throws -> [FeedReport] {
        try await withConnection { connection in
            try await connection.query("SELECT report FROM feed_run WHERE NOT told ORDER BY position").map(Self.report)
        }
    }

    package func markTold(runID: String) async throws {
        _ = try await withConnection { try await $0.execute("UPDATE feed_run SET told = true WHERE run_id = \(runID)") }
    }

    package func waiting() async throws -> [WaitingFeed] {
        try await withConnection { connection in
            try await connection.query(
                "SELECT report, listed FROM feed_run WHERE state = 'waiting' ORDER BY taken_at, run_id"
            ).map(Self.waitingFeed)
        }
    }

    package func approve(runID: String, _ decision: OperatorDecision) async throws -> FeedReport {
        try await withConnection { connection in
            let partner = try await waitingFeed(runID, on: connection).report.partner
            try await connection.executeScript(trusted: FeedMerge.createStaging)
            return try await transaction(on: connection, of: partner) { connection in
                var waiting = try await waitingFeed(runID, on: connection).report
                let merge = FeedMerge(partner: partner, kind: waiting.kind, runID: runID)
                try await refuseOlder(waiting.generatedAt, of: partner, on: connection)
                try await connection.execute(merge.stageWaiting)
                try await merge.apply(to: &waiting, on: connection)
                let report = JSONB(bytes: Array(try JSONEncoder().encode(waiting)))
                try await connection.execute(
                    """
                    UPDATE feed_run SET state = 'merged', report = \(report), told = false, is_kept = true,
                        position = nextval(pg_get_serial_sequence('feed_run', 'position')),
                        decided_by = \(decision.operatorID), decided_at = \(Timestamp(decision.now))
                    WHERE run_id = \(runID)
                    """)
                try await merge.tidyUp(before: waiting.generatedAt, on: connection)
                return waiting
            }
        }
    }

    package func reject(runID: String, _ decision: OperatorDecision) async throws {
        try await withConnection { connection in
            let partner = try await waitingFeed(runID, on: connection).report.partner
            try await transaction(on: connection, of: partner) { connection in
                _ = try await waitingFeed(runID, on: connection)
                try await connection.execute("DELETE FROM waiting_listing WHERE run_id = \(runID)")
                try await connection.execute(Self.close(runID, as: "rejected", decision))
            }
        }
    }

    package func rollBack(_ partner: Partner, _ decision: OperatorDecision) async throws -> FeedRollback {
        try await withConnection { connection in
            try await transaction(on: connection, of: partner) { connection in
                let last = try await connection.query(
                    """
                    SELECT run_id, is_kept FROM feed_run WHERE partner = \(partner.rawValue) AND state = 'merged'
                    ORDER BY position DESC LIMIT 1
                    """)
                guard let run = last.first, try run.get("is_kept") else {
                    throw FeedFault("what was before the last feed of this partner is not kept any more")
                }
                let runID: String = try run.get("run_id")
                let undo = FeedUndo(partner: partner, runID: runID)
                let removed = Int64(try await connection.execute(undo.removeAdded))
                let restored = Int64(try await connection.execute(undo.restore))
                try await connection.execute("DELETE FROM listing_before WHERE run_id = \(runID)")
                try await connection.execute(Self.close(runID, as: "rolled-back", decision))
                return FeedRollback(runID: runID, removed: removed, restored: restored)
            }
        }
    }

    private static func close(_ runID: String, as state: String, _ decision: OperatorDecision) -> SQL {
        """
        UPDATE feed_run SET state = \(state), is_kept = false, decided_by = \(decision.operatorID),
            decided_at = \(Timestamp(decision.now))
        WHERE run_id = \(runID)
        """
    }
}

extension PostgresListingStore {
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

    /// One change of a partner's listings at a time; the later one then sees what the earlier did.
    private func transaction<R>(
        on connection: PostgresConnection, of partner: Partner, _ body: (PostgresConnection) async throws -> R
    ) async throws -> R {
        do {
            return try await connection.withTransaction { connection in
                try await connection.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended('feed ' || \(partner.rawValue), 0))")
                return try await body(connection)
            }
        } catch PostgresTransactionError.body(let cause) {
            throw cause
        }
    }

    private func take(
        _ header: FeedHeader, _ tally: FeedTally, _ terms: MergeTerms, on connection: PostgresConnection
    ) async throws -> FeedOutcome {
        if let earlier = try await earlierOutcome(tally.runID, on: connection) { return earlier }
        try await refuseOlder(header.generatedAt, of: header.partner, on: connection)
        try await connection.execute("ANALYZE staged_listing")
        var report = FeedReport(
            runID: tally.runID, partner: header.partner, kind: header.kind, generatedAt: header.generatedAt,
            lines: tally.lines, broken: tally.broken, brokenLines: tally.brokenLines)
        let merge = FeedMerge(partner: header.partner, kind: header.kind, runID: tally.runID)
        let listed = try await merge.countListed(on: connection)
        report.removed = try await merge.countRemoved(on: connection)
        let mustWait = Feed.mustWait(
            removing: report.removed, of: listed, shareMaxPercent: terms.removalShareMaxPercent)
        if mustWait {
            try await merge.preview(&report, on: connection)
            try await connection.execute(merge.keepWaiting)
        } else {
            try await merge.apply(to: &report, on: connection)
        }
        let json = JSONB(bytes: Array(try JSONEncoder().encode(report)))
        try await connection.execute(
            """
            INSERT INTO feed_run (run_id, partner, generated_at, taken_at, state, listed, report, told, is_kept)
            VALUES (\(tally.runID), \(header.partner.rawValue), \(Timestamp(header.generatedAt)), \(Timestamp(terms.now)),
                \(mustWait ? "waiting" : "merged"), \(listed), \(json), \(mustWait), \(!mustWait))
            """)
        try await merge.tidyUp(before: header.generatedAt, on: connection)
        return mustWait ? .waiting(WaitingFeed(report: report, listed: listed)) : .merged(report)
    }

    /// What became of the very same feed, if it came before.
    private func earlierOutcome(_ runID: String, on connection: PostgresConnection) async throws -> FeedOutcome? {
        let rows = try await connection.query("SELECT state, report, listed FROM feed_run WHERE run_id = \(runID)")
        guard let same = rows.first else { return nil }
        switch try same.get("state", String.self) {
        case "merged": return .merged(try Self.report(same))
        case "waiting": return .waiting(try Self.waitingFeed(same))
        case "superseded": throw FeedFault("a newer feed of this partner was taken in while this one waited")
        default: throw FeedFault("an operator has turned this very feed away: send a new one")
        }
    }

    /// An older feed must not undo a newer one. One whose stamp lay in the future when it was taken shuts nobody out.
    private func refuseOlder(
        _ generatedAt: Instant, of partner: Partner, on connection: PostgresConnection
    ) async throws {
        let lead = Feed.clockLeadMax.microseconds
        let newer = try await connection.query(
            """
            SELECT FROM feed_run WHERE partner = \(partner.rawValue) AND state = 'merged' AND generated_at > \(Timestamp(generatedAt))
                AND generated_at <= taken_at + \(lead) * interval '1 microsecond' LIMIT 1
            """)
        guard newer.isEmpty else { throw FeedFault("a newer feed of this partner was taken in already") }
    }

    private func waitingFeed(_ runID: String, on connection: PostgresConnection) async throws -> WaitingFeed {
        let rows = try await connection.query(
            "SELECT report, listed FROM feed_run WHERE run_id = \(runID) AND state = 'waiting'")
        guard let row = rows.first else { throw FeedFault("no feed of this number waits") }
        return try Self.waitingFeed(row)
    }

    private static func report(_ row: PostgresRow) throws -> FeedReport {
        try JSONDecoder().decode(FeedReport.self, from: Data(try row.get("report", JSONB.self).bytes))
    }

    private static func waitingFeed(_ row: PostgresRow) throws -> WaitingFeed {
        WaitingFeed(report: try report(row), listed: try row.get("listed"))
    }
}

extension Timestamp {
    init(_ instant: Instant) { self.init(microsecondsSince1970: instant.microseconds) }
}
