import Kernel

enum PartnerName: String, Sendable, CaseIterable { case sedo, afternic, yumi }

/// A purchase at one of the partners.
struct Purchase: Sendable {
    enum Status: Sendable, Equatable {
        case processing
        case bought(expires: String)
        case failed(reason: String)
    }

    let partner: PartnerName
    /// The partner's own.
    let number: String
    /// The caller's.
    let reference: String
    let domain: String
    let boughtAt: Instant
    /// What becomes of it, and when: after so many look-ups and at the earliest at that instant.
    let outcome: Status
    let lookUpsBefore: Int
    let settledAt: Instant
    var lookUps = 0

    func status(at now: Instant) -> Status { lookUps >= lookUpsBefore && now >= settledAt ? outcome : .processing }
}

/// The partners' words for the reasons why a domain was not got.
enum Reasons {
    static let ours = ["holder-gave-up", "stale-listing", "upstream-forbids", "seller-unreachable"]

    /// The partner's first word for one of our reasons; every other text is taken to be such a word already.
    static func word(_ reason: String, at partner: PartnerName) -> String {
        switch (partner, reason) {
        case (.sedo, "holder-gave-up"): "OWNER_WITHDREW"
        case (.sedo, "stale-listing"): "ALREADY_SOLD"
        case (.sedo, "upstream-forbids"): "REGISTRY_LOCK"
        case (.sedo, "seller-unreachable"): "SELLER_SILENT"
        case (.afternic, "holder-gave-up"): "SELLER_DECLINED"
        case (.afternic, "stale-listing"): "ALREADY_SOLD"
        case (.afternic, "upstream-forbids"): "TRANSFER_PROHIBITED"
        case (.afternic, "seller-unreachable"): "SELLER_TIMEOUT"
        case (.yumi, "holder-gave-up"): "SELLER_CANCEL"
        case (.yumi, "stale-listing"): "SOLD_OUT"
        case (.yumi, "upstream-forbids"): "SUPERVISED"
        case (.yumi, "seller-unreachable"): "NO_CONTACT"
        default: reason
        }
    }

    static func priceTooLow(at partner: PartnerName) -> String {
        switch partner {
        case .sedo: "PRICE_RAISED"
        case .afternic: "PRICE_CHANGED"
        case .yumi: "PRICE_ERROR"
        }
    }
}
