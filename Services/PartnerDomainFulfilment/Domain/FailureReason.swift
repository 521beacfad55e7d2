/// DOM-05: why a domain was not got.
package enum FailureReason: String, Codable, Hashable, Sendable, CaseIterable {
    case holderGaveUp = "holder-gave-up"
    /// Listed by a former holder, sold already, or not at this price any more.
    case staleListing = "stale-listing"
    case upstreamForbids = "upstream-forbids"
    case sellerUnreachable = "seller-unreachable"

    /// Whether the listing says something untrue and has to go. A seller who did not answer still owns the domain and may sell it later.
    package var listingIsStale: Bool {
        switch self {
        case .holderGaveUp, .staleListing, .upstreamForbids: true
        case .sellerUnreachable: false
        }
    }
}
