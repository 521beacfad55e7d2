import Crypto
import EventContracts
package import Kernel
package import PostingDomain

/// Stands for bytes: equal only if they are.
package struct Fingerprint: Hashable, Sendable {
    private let bits: UInt128

    package init(_ bytes: [UInt8]) { bits = Digest.sha256(bytes).prefix(16).reduce(0) { $0 << 8 | UInt128($1) } }
}

/// All that a run left behind. Lanes, and partitions of both topics, are numbered alike.
package struct Evidence: Sendable {
    /// A record of the topic of postings.
    package struct Inbound: Sendable {
        package var id: String
        package var key: String

        package init(id: String, key: String) {
            self.id = id
            self.key = key
        }
    }

    package struct Journalled: Sendable {
        package var position: Int64
        package var id: String
        package var account: String
        package var isApplied: Bool
        package var recordedAt: Instant
        /// As read from what is stored of it; nil if that cannot be read.
        package var posting: Account.Posting?

        package init(
            position: Int64, id: String, account: String, isApplied: Bool = true, recordedAt: Instant,
            posting: Account.Posting?
        ) {
            self.position = position
            self.id = id
            self.account = account
            self.isApplied = isApplied
            self.recordedAt = recordedAt
            self.posting = posting
        }
    }

    /// A row of the service's events.
    package struct Event: Sendable {
        package var number: Int64
        package var account: String
        package var version: Int64
        package var cause: String
        package var payload: Fingerprint

        package init(number: Int64, account: String, version: Int64, cause: String, payload: Fingerprint) {
            self.number = number
            self.account = account
            self.version = version
            self.cause = cause
            self.payload = payload
        }

        /// What it is called on the topic.
        package var id: String { "\(Account.kind)/\(account)/\(version)" }
    }

    /// A record of the topic of events.
    package struct Published: Sendable {
        package var id: String
        package var key: String
        package var payload: Fingerprint
        /// Of key, payload and headers.
        package var whole: Fingerprint
        package var timestampMs: Int64

        package init(id: String, key: String, payload: Fingerprint, whole: Fingerprint, timestampMs: Int64) {
            self.id = id
            self.key = key
            self.payload = payload
            self.whole = whole
            self.timestampMs = timestampMs
        }
    }

    package struct Lane: Sendable {
        package var nextPosition: Int64
        package var nextNumber: Int64
        package var acknowledged: Int64

        package init(nextPosition: Int64, nextNumber: Int64, acknowledged: Int64) {
            self.nextPosition = nextPosition
            self.nextNumber = nextNumber
            self.acknowledged = acknowledged
        }
    }

    package struct Stored: Hashable, Sendable {
        package var version: Int64
        package var balanceFen: Int64

        package init(version: Int64, balanceFen: Int64) {
            self.version = version
            self.balanceFen = balanceFen
        }
    }

    /// Numbers of the postings whose acknowledgement the sender wrote down.
    package var acknowledged: [Int] = []
    package var inbound: [Int: [Inbound]] = [:]
    package var journal: [Int: [Journalled]] = [:]
    package var events: [Int: [Event]] = [:]
    package var published: [Int: [Published]] = [:]
    package var lanes: [Int: Lane] = [:]
    /// Where the service goes on reading, by partition of the topic of postings.
    package var nextOffsets: [Int: Int64] = [:]
    package var endOffsets: [Int: Int64] = [:]
    package var parked: [String] = []
    package var accounts: [String: Stored] = [:]
    /// Journalled inputs that the service would not know again.
    package var forgotten: [String] = []

    package init() {}
}
