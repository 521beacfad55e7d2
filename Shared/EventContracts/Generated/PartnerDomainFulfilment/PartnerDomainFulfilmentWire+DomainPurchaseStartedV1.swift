// Written by scripts/contracts from partner-domain-fulfilment/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension PartnerDomainFulfilmentWire {
    /// The order is paid and its partner is being asked. From here to the partner's word it takes minutes, sometimes months.
    ///
    /// `marketplace.partner-domain-fulfilment.domain-purchase-started.v1`
    package struct DomainPurchaseStartedV1: WireMessage {
        package var orderId: String
        /// The business line of the domain itself.
        package var lineId: String
        /// The buyer.
        package var accountId: String
        package var domain: String
        /// Whose feed the listing came from.
        package var source: Source
        package var startedAt: Instant

        package init(
            orderId: String,
            lineId: String,
            accountId: String,
            domain: String,
            source: Source,
            startedAt: Instant,
        ) {
            self.orderId = orderId
            self.lineId = lineId
            self.accountId = accountId
            self.domain = domain
            self.source = source
            self.startedAt = startedAt
        }
    }
}

extension PartnerDomainFulfilmentWire.DomainPurchaseStartedV1 {
    package static let contract = MessageContract(
        type: "marketplace.partner-domain-fulfilment.domain-purchase-started.v1",
        topic: Topics.partnerDomainFulfilmentEvents,
        owner: "partner-domain-fulfilment",
        orderingKey: "/orderId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: ["orders"],
        personalData: [],
        person: nil,
        isDeprecated: false,
    )

    package var orderingKey: String { orderId }
}

extension PartnerDomainFulfilmentWire.DomainPurchaseStartedV1 {
    private static let memberNames: JSONMemberNames = ["orderId", "lineId", "accountId", "domain", "source", "startedAt"]
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
        var startedAt: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: orderId = try reader.string(1...64, Self.orderIdPattern)
            case 1: lineId = try reader.string(1...64, Self.orderIdPattern)
            case 2: accountId = try reader.string(1...64, Self.orderIdPattern)
            case 3: domain = try reader.string(3...253, Self.domainPattern)
            case 4: source = try PartnerDomainFulfilmentWire.Source(from: &reader)
            case 5: startedAt = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let orderId else { throw reader.missing("orderId", in: cursor) }
        guard let lineId else { throw reader.missing("lineId", in: cursor) }
        guard let accountId else { throw reader.missing("accountId", in: cursor) }
        guard let domain else { throw reader.missing("domain", in: cursor) }
        guard let source else { throw reader.missing("source", in: cursor) }
        guard let startedAt else { throw reader.missing("startedAt", in: cursor) }
        self.orderId = orderId
        self.lineId = lineId
        self.accountId = accountId
        self.domain = domain
        self.source = source
        self.startedAt = startedAt
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
        writer.name("startedAt")
        startedAt.encode(into: &writer)
        writer.endObject()
    }
}
