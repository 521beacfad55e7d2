/// A feed that has changed nothing yet: it would take away so much that an operator is asked first (DOM-07).
package struct WaitingFeed: Hashable, Sendable {
    /// What it would do.
    package var report: FeedReport
    /// How many listings the partner has now.
    package var listed: Int64

    package init(report: FeedReport, listed: Int64) {
        self.report = report
        self.listed = listed
    }
}

/// What came of a feed that was whole.
package enum FeedOutcome: Hashable, Sendable {
    case merged(FeedReport)
    case waiting(WaitingFeed)
}

/// A run that was taken back: the partner's listings are what they were before it.
package struct FeedRollback: Hashable, Sendable {
    package var runID: String
    /// Listings that the run had added.
    package var removed: Int64
    /// Listings that it had changed or removed.
    package var restored: Int64

    package init(runID: String, removed: Int64, restored: Int64) {
        self.runID = runID
        self.removed = removed
        self.restored = restored
    }
}
