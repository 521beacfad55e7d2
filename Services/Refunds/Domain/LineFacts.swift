package import Kernel

/// What became known of one line since it was paid, as far as the guarantee depends on it.
package struct LineFacts: Codable, Hashable, Sendable {
    package let lineID: String
    package var requirementFiledAt: Instant?
    package var acceptedAt: Instant?
    package var deliveryExpiredAt: Instant?
    package var findings: [Finding] = []

    package init(lineID: String) { self.lineID = lineID }

    package func holds(_ kind: Finding.Kind) -> Finding? { findings.first { $0.kind == kind } }
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
