package import Kernel

/// What a run of a partner's feed did (DOM-07).
package struct FeedReport: Codable, Hashable, Sendable {
    package struct BrokenLine: Codable, Hashable, Sendable {
        /// From 1, the header included.
        package var number: Int64
        package var reason: String

        package init(number: Int64, reason: String) {
            self.number = number
            self.reason = reason
        }
    }

    package var runID: String
    package var partner: Partner
    package var kind: FeedKind
    /// By the partner's clock.
    package var generatedAt: Instant
    package var lines: Int64
    package var added: Int64
    package var changed: Int64
    package var removed: Int64
    package var broken: Int64
    /// The first of the broken lines, `brokenLinesMax` at most.
    package var brokenLines: [BrokenLine]

    package static let brokenLinesMax = 100

    package init(
        runID: String, partner: Partner, kind: FeedKind, generatedAt: Instant, lines: Int64 = 0, added: Int64 = 0,
        changed: Int64 = 0,
        removed: Int64 = 0, broken: Int64 = 0, brokenLines: [BrokenLine] = []
    ) {
        self.runID = runID
        self.partner = partner
        self.kind = kind
        self.generatedAt = generatedAt
        self.lines = lines
        self.added = added
        self.changed = changed
        self.removed = removed
        self.broken = broken
        self.brokenLines = brokenLines
    }
}

/// A partner's feed over all its runs. Its id is the partner's name.
///
/// Listings are rows, changed by sets of millions; the aggregate knows of each run once, after its rows have changed.
package enum Feed: Decider {
    package static let kind = "feed"

    package struct State: Codable, Hashable, Sendable {
        package var last: FeedReport?
        package var runs = 0
    }

    package enum Input: Codable, Hashable, Sendable {
        case ingested(FeedReport)
    }

    package enum Event: Codable, Hashable, Sendable {
        case ingested(FeedReport)
    }

    package static func initial(_ id: String) -> State { State() }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Self> {
        guard case .ingested(let report) = input, report.runID != state.last?.runID else { return .nothing }
        return Decision(.ingested(report))
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        guard case .ingested(let report) = event else { return }
        state.last = report
        state.runs += 1
    }

    /// How far a partner's clock may be ahead of ours.
    package static let clockLeadMax = Instant.Span.minutes(5)

    /// DOM-07: later feeds replace earlier ones by their stamp, so that one from the future would shut out all that follow.
    ///
    /// - Throws: a fault that names both clocks.
    package static func checkStamp(_ generatedAt: Instant, now: Instant) throws(FeedFault) {
        guard generatedAt <= now + clockLeadMax else {
            throw FeedFault(
                "the feed is stamped \(generatedAt.rfc3339), but it is \(now.rfc3339) here: set the clock that stamps it"
            )
        }
    }

    /// DOM-07: whether a feed waits for an operator's word, because it takes away more than the set part of the partner's listings, or all.
    package static func mustWait(removing removed: Int64, of listed: Int64, shareMaxPercent: Int) -> Bool {
        removed > 0 && (removed >= listed || removed * 100 > listed * Int64(shareMaxPercent))
    }

    /// Whether a feed may change anything (DOM-07: a broken feed changes nothing).
    ///
    /// - Throws: when the trailer does not fit what arrived, or more than a tenth of the lines is broken: then the partner's program is.
    package static func check(_ trailer: FeedTrailer, lines: Int64, broken: Int64, digest: String) throws(FeedFault) {
        guard trailer.lineCount == lines else {
            throw FeedFault("the last line announces \(trailer.lineCount) lines, but \(lines) arrived")
        }
        guard trailer.digest == digest else {
            throw FeedFault("the SHA-256 of the last line is not that of the bytes that arrived")
        }
        guard broken * 10 <= lines else { throw FeedFault("\(broken) of \(lines) lines are broken, more than a tenth") }
    }
}
