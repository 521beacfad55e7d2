package import CrowdsourcingDomain
package import Kernel

/// A demand in a list.
package struct DemandSummary: Hashable, Sendable {
    package var id: String
    package var phase: String
    package var isTargeted: Bool
    package var market: String
    /// The buyer's words here and below are nil once they are forgotten.
    package var subtype: String?
    package var sentence: String?
    package var budget: String
    package var region: String?
    package var grabs: Int
    package var proposals: Int
    package var publishedAt: Instant

    package init(
        id: String, phase: String, isTargeted: Bool, market: String, subtype: String?, sentence: String?,
        budget: String,
        region: String?, grabs: Int,
        proposals: Int, publishedAt: Instant
    ) {
        self.id = id
        self.phase = phase
        self.isTargeted = isTargeted
        self.market = market
        self.subtype = subtype
        self.sentence = sentence
        self.budget = budget
        self.region = region
        self.grabs = grabs
        self.proposals = proposals
        self.publishedAt = publishedAt
    }
}

/// Whose list it is. Each sees only what it may (CRW-02).
package enum DemandAudience: Hashable, Sendable {
    /// What the account has published.
    case buyer(String)
    /// What the vendor could answer now; nobody is there to take an answer to what is forgotten.
    case hall(vendorID: String, market: Market?)
    /// What the vendor has grabbed.
    case grabbed(vendorID: String)
}

/// Newest first.
package struct DemandPage: Sendable {
    package var demands: [DemandSummary]
    /// The cursor of the next page; nil if this is the last.
    package var next: String?

    package init(demands: [DemandSummary], next: String?) {
        self.demands = demands
        self.next = next
    }
}

/// The cursor is not one of ours.
package struct CursorUnusable: Error {
    package init() {}
}

/// What buyers and vendors look up.
package protocol DemandQueries: Sendable {
    /// Throws `CursorUnusable`.
    func demands(for audience: DemandAudience, limit: Int, cursor: String?) async throws -> DemandPage
    /// nil if there is no such demand. Who may see it is the asker's business.
    func demand(_ id: String) async throws -> Demand.State?
    func phoneProof(of accountID: String) async throws -> PhoneProof.State?
    /// nil if identity has not told of it.
    func account(_ id: String) async throws -> Account.Facts?
    /// Whether any account acts for the vendor.
    func vendorExists(_ vendorID: String) async throws -> Bool
    /// Those of the products that are known, by id.
    func products(_ ids: [String]) async throws -> [String: ListedProduct.State]
}
