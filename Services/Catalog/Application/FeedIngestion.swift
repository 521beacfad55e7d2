package import CatalogDomain
package import Kernel

/// Where listings are kept.
package protocol ListingStore: Sendable {
    /// Gives `fill` an empty staging area; once `fill` returns, what it staged becomes the partner's listings, all at once, or waits for
    /// an operator's word. When `fill` throws, nothing has changed.
    ///
    /// - Returns: what became of it: of this run, or of the earlier one if the very same feed came before.
    /// - Throws: `FeedFault` if a newer feed of the partner was merged already, or an operator refused this one.
    func merge(_ header: FeedHeader, _ terms: MergeTerms, fill: (any StagingArea) async throws -> FeedTally)
        async throws
        -> FeedOutcome

    func renewalPrices() async throws -> RenewalPrices

    /// Reports that were merged, but not yet told (see `FeedIngestion.tell`).
    func untold() async throws -> [FeedReport]

    func markTold(runID: String) async throws

    /// Feeds that wait for an operator's word, oldest first.
    func waiting() async throws -> [WaitingFeed]

    /// Merges a feed that waits. Throws `FeedFault` if it does not wait any more, or a newer one was merged meanwhile.
    func approve(runID: String, _ decision: OperatorDecision) async throws -> FeedReport

    /// Forgets a feed that waits. Throws `FeedFault` if it does not wait any more.
    func reject(runID: String, _ decision: OperatorDecision) async throws

    /// Takes the partner's last run back. Throws `FeedFault` if there is none that can be.
    func rollBack(_ partner: Partner, _ decision: OperatorDecision) async throws -> FeedRollback
}

/// What a merge needs to know besides the feed.
package struct MergeTerms: Sendable {
    package var now: Instant
    /// A feed that takes away more of the partner's listings than this share waits.
    package var removalShareMaxPercent: Int

    package init(now: Instant, removalShareMaxPercent: Int) {
        self.now = now
        self.removalShareMaxPercent = removalShareMaxPercent
    }
}

/// Who decided about a feed, and when.
package struct OperatorDecision: Sendable {
    package var operatorID: String
    package var now: Instant

    package init(operatorID: String, now: Instant) {
        self.operatorID = operatorID
        self.now = now
    }
}

/// Takes the lines of one feed before they count.
package protocol StagingArea: Sendable {
    func stage(_ line: FeedLine, number: Int64) async throws
}

/// SHA-256 over a text that comes in pieces.
package protocol FeedDigest {
    mutating func update(_ bytes: ArraySlice<UInt8>)
    /// Lower-case hexadecimal.
    mutating func hexadecimal() -> String
}

/// What came of reading a feed to its end.
package struct FeedTally: Sendable {
    package var runID: String
    package var lines: Int64
    package var broken: Int64
    package var brokenLines: [FeedReport.BrokenLine]
}

/// DOM-07: reads a partner's feed of any size in constant memory and makes it the partner's listings.
package struct FeedIngestion: Sendable {
    /// What a feed is judged by.
    package struct Settings: Sendable {
        package var names: NameRules
        package var removalShareMaxPercent: Int

        package init(names: NameRules, removalShareMaxPercent: Int) {
            self.names = names
            self.removalShareMaxPercent = removalShareMaxPercent
        }
    }

    private let store: any ListingStore
    private let settings: Settings
    private let now: @Sendable () -> Instant
    private let digest: @Sendable () -> any FeedDigest
    private let tell: @Sendable (FeedReport) async throws -> Void

    /// - Parameter tell: makes the run known to the rest of the system; repeated for a report whose telling was cut short.
    package init(
        store: any ListingStore, settings: Settings, now: @escaping @Sendable () -> Instant,
        digest: @escaping @Sendable () -> any FeedDigest, tell: @escaping @Sendable (FeedReport) async throws -> Void
    ) {
        self.store = store
        self.settings = settings
        self.now = now
        self.digest = digest
        self.tell = tell
    }

    /// - Parameters:
    ///   - expected: what the sender says the feed is; it must say so itself.
    ///   - next: the feed's bytes, cut anywhere; nil at its end.
    /// - Throws: `FeedFault` if the feed as a whole is broken; then nothing has changed.
    package func ingest(partner: Partner, kind: FeedKind, next: () async throws -> [UInt8]?) async throws -> FeedOutcome
    {
        let rules = FeedRules(names: settings.names, renewals: try await store.renewalPrices())
        var reader = FeedReader(rules: rules, digest: digest())
        while reader.header == nil, let chunk = try await next() { try reader.append(chunk) }
        guard let header = reader.header else { throw FeedFault("the feed ended before its first line did") }
        guard header.partner == partner, header.kind == kind else {
            throw FeedFault(
                "the feed says it is \(header.kind.rawValue) and of \(header.partner.rawValue), but was sent as \(kind.rawValue) of \(partner.rawValue)"
            )
        }
        let terms = MergeTerms(now: now(), removalShareMaxPercent: settings.removalShareMaxPercent)
        try Feed.checkStamp(header.generatedAt, now: terms.now)
        let outcome = try await store.merge(header, terms) { area in
            try await reader.drain(into: area)
            while let chunk = try await next() {
                try reader.append(chunk)
                try await reader.drain(into: area)
            }
            return try reader.finish()
        }
        try await tellUntold()
        return outcome
    }

    /// Makes known what was merged before a crash. Call it at every start.
    package func tellUntold() async throws {
        for report in try await store.untold() {
            try await tell(report)
            try await store.markTold(runID: report.runID)
        }
    }

    package func waiting() async throws -> [WaitingFeed] { try await store.waiting() }

    /// An operator lets a waiting feed in. Throws `FeedFault`.
    package func approve(runID: String, by operatorID: String) async throws -> FeedReport {
        let report = try await store.approve(runID: runID, OperatorDecision(operatorID: operatorID, now: now()))
        try await tellUntold()
        return report
    }

    /// An operator turns a waiting feed away. Throws `FeedFault`.
    package func reject(runID: String, by operatorID: String) async throws {
        try await store.reject(runID: runID, OperatorDecision(operatorID: operatorID, now: now()))
    }

    /// An operator takes the partner's last run back. Throws `FeedFault`.
    package func rollBack(_ partner: Partner, by operatorID: String) async throws -> FeedRollback {
        try await store.rollBack(partner, OperatorDecision(operatorID: operatorID, now: now()))
    }
}
