package import Kernel

/// What became known of one line since it was paid, as far as the guarantee depends on it.
package struct LineFacts: Codable, Hashable, Sendable {
    package let lineID: String
    package var requirementFiledAt: Instant?
    package var acceptedAt: Instant?
    package var deliveryExpiredAt: Instant?
    /// When it was delivered; of SaaS that is when it was opened.
    package var deliveredAt: Instant?
    /// When its project stood still (DLV-07), oldest first; the last may last.
    package var pauses: [Pause] = []
    package var findings: [Finding] = []

    package init(lineID: String) { self.lineID = lineID }

    package func holds(_ kind: Finding.Kind) -> Finding? { findings.first { $0.kind == kind } }

    /// DLV-07: a deadline moves away by as long as the project stood still between its beginning and `end`.
    package func postponed(_ deadline: Instant, from start: Instant, to end: Instant) -> Instant {
        pauses.reduce(deadline) { due, pause in
            let (first, last) = (max(pause.from, start), min(pause.to ?? end, end))
            return first < last ? due + (last - first) : due
        }
    }
}

/// A time in which a delivery project stood still.
package struct Pause: Codable, Hashable, Sendable {
    package let from: Instant
    /// nil while it lasts.
    package var to: Instant?

    package init(from: Instant, to: Instant? = nil) {
        self.from = from
        self.to = to
    }
}

/// A line that was delivered.
package struct DeliveredLine: Codable, Hashable, Sendable {
    package let lineID: String
    package let at: Instant

    package init(lineID: String, at: Instant) {
        self.lineID = lineID
        self.at = at
    }
}

/// What no system sees and an operator has established.
package struct Finding: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// The server of an image runs on it.
        case imageInUse = "image-in-use"
        /// The buyer owes material that the work needs.
        case materialWithheld = "material-withheld"
        /// The buyer's work results are there, the buyer's answer is not.
        case feedbackWithheld = "feedback-withheld"
        /// The buyer asked for more than was promised.
        case demandsBeyondPromise = "demands-beyond-promise"
        /// The buyer's own breach of law makes delivery impossible, for example a missing ICP filing.
        case breachOfLaw = "breach-of-law"
    }

    package let kind: Kind
    /// Since when it is so.
    package let since: Instant

    package init(_ kind: Kind, since: Instant) {
        self.kind = kind
        self.since = since
    }
}
