// Written by scripts/contracts from catalog/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension CatalogWire {
    /// A domain's listing was taken down until its partner pushes it changed.
    ///
    /// `marketplace.catalog.listing-suppressed.v1`
    package struct ListingSuppressedV1: WireMessage {
        package var domain: String
        /// A word of the purchase's, or what an operator says.
        package var reason: String
        package var at: Instant
        /// Absent: taken off the lists of all partners.
        package var partner: Partner?
        /// The purchase that showed it.
        package var orderId: String?

        package init(
            domain: String,
            reason: String,
            at: Instant,
            partner: Partner? = nil,
            orderId: String? = nil,
        ) {
            self.domain = domain
            self.reason = reason
            self.at = at
            self.partner = partner
            self.orderId = orderId
        }
    }
}

extension CatalogWire.ListingSuppressedV1 {
    package static let contract = MessageContract(
        type: "marketplace.catalog.listing-suppressed.v1",
        topic: Topics.catalogEvents,
        owner: "catalog",
        orderingKey: "/domain",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: [],
        personalData: ["/reason"],
        person: nil,
        isDeprecated: false,
    )

    package var orderingKey: String { domain }
}

extension CatalogWire.ListingSuppressedV1 {
    private static let memberNames: JSONMemberNames = ["domain", "reason", "at", "partner", "orderId"]
    private static let domainPattern = TextPattern("^[a-z0-9.-]+$", [
        .init(low: 0x3ff600000000000, high: 0x7fffffe00000000, count: 1...Int.max),
    ])
    private static let orderIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var domain: String?
        var reason: String?
        var at: Instant?
        var partner: CatalogWire.Partner?
        var orderId: String?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: domain = try reader.string(3...253, Self.domainPattern)
            case 1: reason = try reader.string(0...200)
            case 2: at = try Instant(from: &reader)
            case 3: partner = try CatalogWire.Partner(from: &reader)
            case 4: orderId = try reader.string(1...64, Self.orderIdPattern)
            default: try reader.skip()
            }
        }
        guard let domain else { throw reader.missing("domain", in: cursor) }
        guard let reason else { throw reader.missing("reason", in: cursor) }
        guard let at else { throw reader.missing("at", in: cursor) }
        self.domain = domain
        self.reason = reason
        self.at = at
        self.partner = partner
        self.orderId = orderId
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("domain")
        writer.string(domain)
        writer.name("reason")
        writer.string(reason)
        writer.name("at")
        at.encode(into: &writer)
        if let partner {
            writer.name("partner")
            partner.encode(into: &writer)
        }
        if let orderId {
            writer.name("orderId")
            writer.string(orderId)
        }
        writer.endObject()
    }
}
