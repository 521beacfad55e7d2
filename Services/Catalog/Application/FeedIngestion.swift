package import CatalogDomain
internal import Kernel

/// Where listings are kept.
package protocol ListingStore: Sendable {
    /// Gives `fill` an empty staging area; once `fill` returns, what it staged becomes the partner's listings, all at once.
    /// When `fill` throws, nothing has changed.
    ///
    /// - Returns: the report of the run: of this one, or of the earlier one if the very same feed was merged before.
    /// - Throws: `FeedFault` if a newer feed of the partner was merged already.
    func merge(_ header: FeedHeader, fill: (any StagingArea) async throws -> FeedTally) async throws -> FeedReport

    /// Reports that were merged, but not yet told (see `FeedIngestion.tell`).
    func untold() async throws -> [FeedReport]

    func markTold(runID: String) async throws
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
    private let store: any ListingStore
    private let digest: @Sendable () -> any FeedDigest
    private let tell: @Sendable (FeedReport) async throws -> Void

    /// - Parameter tell: makes the run known to the rest of the system; repeated for a report whose telling was cut short.
    package init(
        store: any ListingStore, digest: @escaping @Sendable () -> any FeedDigest,
        tell: @escaping @Sendable (FeedReport) async throws -> Void
    ) {
        self.store = store
        self.digest = digest
        self.tell = tell
    }

    /// - Parameters:
    ///   - expected: what the sender says the feed is; it must say so itself.
    ///   - next: the feed's bytes, cut anywhere; nil at its end.
    /// - Throws: `FeedFault` if the feed as a whole is broken; then nothing has changed.
    package func ingest(partner: Partner, kind: FeedKind, next: () async throws -> [UInt8]?) async throws -> FeedReport
    {
        var reader = FeedReader(digest: digest())
        while reader.header == nil, let chunk = try await next() { try reader.append(chunk) }
        guard let header = reader.header else { throw FeedFault("the feed ended before its first line did") }
        guard header.partner == partner, header.kind == kind else {
            throw FeedFault(
                "the feed says it is \(header.kind.rawValue) and of \(header.partner.rawValue), but was sent as \(kind.rawValue) of \(partner.rawValue)"
            )
        }
        let report = try await store.merge(header) { area in
            try await reader.drain(into: area)
            while let chunk = try await next() {
                try reader.append(chunk)
                try await reader.drain(into: area)
            }
            return try reader.finish()
        }
        try await tellUntold()
        return report
    }

    /// Makes known what was merged before a crash. Call it at every start.
    package func tellUntold() async throws {
        for report in try await store.untold() {
            try await tell(report)
            try await store.markTold(runID: report.runID)
        }
    }
}
