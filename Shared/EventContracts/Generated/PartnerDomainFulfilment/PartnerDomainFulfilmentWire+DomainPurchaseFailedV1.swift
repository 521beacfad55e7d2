// Written by scripts/contracts from partner-domain-fulfilment/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension PartnerDomainFulfilmentWire {
    /// The domain was not got and will not be; the buyer gets everything back.
    ///
    /// `marketplace.partner-domain-fulfilment.domain-purchase-failed.v1`
    package struct DomainPurchaseFailedV1: WireMessage {
        package var orderId: String
        /// The business line of the domain itself.
        package var lineId: String
        /// The buyer.
        package var accountId: String
        package var domain: String
        /// Whose feed the listing came from.
        package var source: Source
        /// The listing at its source, if the order named one.
        package var listingId: String?
        package var reason: Reason
        /// Whether the listing says something untrue and has to be taken down.
        package var listingStale: Bool
        package var failedAt: Instant

        package init(
            orderId: String,
            lineId: String,
            accountId: String,
            domain: String,
            source: Source,
            listingId: String? = nil,
            reason: Reason,
            listingStale: Bool,
            failedAt: Instant,
        ) {
            self.orderId = orderId
            self.lineId = lineId
            self.accountId = accountId
            self.domain = domain
            self.source = source
            self.listingId = listingId
            self.reason = reason
            self.listingStale = listingStale
            self.failedAt = failedAt
        }

        package enum Reason: WireEnum {
            case holderGaveUp
            case staleListing
            case upstreamForbids
            case sellerUnreachable
            /// A word of a newer version.
            case unknown(String)

            package static let known: [Self] = [.holderGaveUp, .staleListing, .upstreamForbids, .sellerUnreachable]

            package init(word: String) {
                switch word {
                case "holder-gave-up": self = .holderGaveUp
                case "stale-listing": self = .staleListing
                case "upstream-forbids": self = .upstreamForbids
                case "seller-unreachable": self = .sellerUnreachable
                default: self = .unknown(word)
                }
            }

            package var word: String {
                switch self {
                case .holderGaveUp: "holder-gave-up"
                case .staleListing: "stale-listing"
                case .upstreamForbids: "upstream-forbids"
                case .sellerUnreachable: "seller-unreachable"
                case .unknown(let word): word
                }
            }
        }
    }
}

extension PartnerDomainFulfilmentWire.DomainPurchaseFailedV1 {
    package static let contract = MessageContract(
        type: "marketplace.partner-domain-fulfilment.domain-purchase-failed.v1",
        topic: Topics.partnerDomainFulfilmentEvents,
        owner: "partner-domain-fulfilment",
        orderingKey: "/orderId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: ["orders", "refunds", "catalog"],
        personalData: [],
        person: nil,
        isDeprecated: false,
    )

    package var orderingKey: String { orderId }
}

extension PartnerDomainFulfilmentWire.DomainPurchaseFailedV1 {
    private static let memberNames: JSONMemberNames = ["orderId", "lineId", "accountId", "domain", "source", "listingId", "reason", "listingStale", "failedAt"]
    private static let orderIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])
    private static let domainPattern = TextPattern("^[a-z0-9.-]+$", [
        .init(low: 0x3ff600000000000, high: 0x7fffffe00000000, count: 1...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var orderId: String?
        var lineId: String?
        var accountId: String?
        var domain: String?
        var source: PartnerDomainFulfilmentWire.Source?
        var listingId: String?
        var reason: Reason?
        var listingStale: Bool?
        var failedAt: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: orderId = try reader.string(1...64, Self.orderIdPattern)
            case 1: lineId = try reader.string(1...64, Self.orderIdPattern)
            case 2: accountId = try reader.string(1...64, Self.orderIdPattern)
            case 3: domain = try reader.string(3...253, Self.domainPattern)
            case 4: source = try PartnerDomainFulfilmentWire.Source(from: &reader)
            case 5: listingId = try reader.string(0...200)
            case 6: reason = try Reason(from: &reader)
            case 7: listingStale = try reader.bool()
            case 8: failedAt = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let orderId else { throw reader.missing("orderId", in: cursor) }
        guard let lineId else { throw reader.missing("lineId", in: cursor) }
        guard let accountId else { throw reader.missing("accountId", in: cursor) }
        guard let domain else { throw reader.missing("domain", in: cursor) }
        guard let source else { throw reader.missing("source", in: cursor) }
        guard let reason else { throw reader.missing("reason", in: cursor) }
        guard let listingStale else { throw reader.missing("listingStale", in: cursor) }
        guard let failedAt else { throw reader.missing("failedAt", in: cursor) }
        self.orderId = orderId
        self.lineId = lineId
        self.accountId = accountId
        self.domain = domain
        self.source = source
        self.listingId = listingId
        self.reason = reason
        self.listingStale = listingStale
        self.failedAt = failedAt
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("orderId")
        writer.string(orderId)
        writer.name("lineId")
        writer.string(lineId)
        writer.name("accountId")
        writer.string(accountId)
        writer.name("domain")
        writer.string(domain)
        writer.name("source")
        source.encode(into: &writer)
        if let listingId {
            writer.name("listingId")
            writer.string(listingId)
        }
        writer.name("reason")
        reason.encode(into: &writer)
        writer.name("listingStale")
        writer.bool(listingStale)
        writer.name("failedAt")
        failedAt.encode(into: &writer)
        writer.endObject()
    }
}
