// Written by scripts/contracts from partner-domain-fulfilment/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension PartnerDomainFulfilmentWire {
    /// The domain is in the buyer's account.
    ///
    /// `marketplace.partner-domain-fulfilment.domain-purchased.v1`
    package struct DomainPurchasedV1: WireMessage {
        package var orderId: String
        /// The business line of the domain itself.
        package var lineId: String
        /// The buyer.
        package var accountId: String
        package var domain: String
        /// Whose feed the listing came from.
        package var source: Source
        /// The partner's own number; absent if it was bought by hand.
        package var partnerReference: String?
        /// The year of renewal that was part of the price is in it.
        package var expiresOn: CivilDate
        /// Whose data the registration bears. Under .cn, .xin and the like the former holder's until the holder is changed.
        package var holder: Holder
        /// Whether the buyer still has to file identity papers for the change of holder.
        package var papersNeeded: Bool
        package var purchasedAt: Instant

        package init(
            orderId: String,
            lineId: String,
            accountId: String,
            domain: String,
            source: Source,
            partnerReference: String? = nil,
            expiresOn: CivilDate,
            holder: Holder,
            papersNeeded: Bool,
            purchasedAt: Instant,
        ) {
            self.orderId = orderId
            self.lineId = lineId
            self.accountId = accountId
            self.domain = domain
            self.source = source
            self.partnerReference = partnerReference
            self.expiresOn = expiresOn
            self.holder = holder
            self.papersNeeded = papersNeeded
            self.purchasedAt = purchasedAt
        }

        package enum Holder: WireEnum {
            case buyer
            case formerHolder
            /// A word of a newer version.
            case unknown(String)

            package static let known: [Self] = [.buyer, .formerHolder]

            package init(word: String) {
                switch word {
                case "buyer": self = .buyer
                case "former-holder": self = .formerHolder
                default: self = .unknown(word)
                }
            }

            package var word: String {
                switch self {
                case .buyer: "buyer"
                case .formerHolder: "former-holder"
                case .unknown(let word): word
                }
            }
        }
    }
}

extension PartnerDomainFulfilmentWire.DomainPurchasedV1 {
    package static let contract = MessageContract(
        type: "marketplace.partner-domain-fulfilment.domain-purchased.v1",
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

extension PartnerDomainFulfilmentWire.DomainPurchasedV1 {
    private static let memberNames: JSONMemberNames = ["orderId", "lineId", "accountId", "domain", "source", "partnerReference", "expiresOn", "holder", "papersNeeded", "purchasedAt"]
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
        var partnerReference: String?
        var expiresOn: CivilDate?
        var holder: Holder?
        var papersNeeded: Bool?
        var purchasedAt: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: orderId = try reader.string(1...64, Self.orderIdPattern)
            case 1: lineId = try reader.string(1...64, Self.orderIdPattern)
            case 2: accountId = try reader.string(1...64, Self.orderIdPattern)
            case 3: domain = try reader.string(3...253, Self.domainPattern)
            case 4: source = try PartnerDomainFulfilmentWire.Source(from: &reader)
            case 5: partnerReference = try reader.string(0...200)
            case 6: expiresOn = try CivilDate(from: &reader)
            case 7: holder = try Holder(from: &reader)
            case 8: papersNeeded = try reader.bool()
            case 9: purchasedAt = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let orderId else { throw reader.missing("orderId", in: cursor) }
        guard let lineId else { throw reader.missing("lineId", in: cursor) }
        guard let accountId else { throw reader.missing("accountId", in: cursor) }
        guard let domain else { throw reader.missing("domain", in: cursor) }
        guard let source else { throw reader.missing("source", in: cursor) }
        guard let expiresOn else { throw reader.missing("expiresOn", in: cursor) }
        guard let holder else { throw reader.missing("holder", in: cursor) }
        guard let papersNeeded else { throw reader.missing("papersNeeded", in: cursor) }
        guard let purchasedAt else { throw reader.missing("purchasedAt", in: cursor) }
        self.orderId = orderId
        self.lineId = lineId
        self.accountId = accountId
        self.domain = domain
        self.source = source
        self.partnerReference = partnerReference
        self.expiresOn = expiresOn
        self.holder = holder
        self.papersNeeded = papersNeeded
        self.purchasedAt = purchasedAt
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
        if let partnerReference {
            writer.name("partnerReference")
            writer.string(partnerReference)
        }
        writer.name("expiresOn")
        expiresOn.encode(into: &writer)
        writer.name("holder")
        holder.encode(into: &writer)
        writer.name("papersNeeded")
        writer.bool(papersNeeded)
        writer.name("purchasedAt")
        purchasedAt.encode(into: &writer)
        writer.endObject()
    }
}
