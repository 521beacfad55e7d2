// Written by scripts/contracts from catalog/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension CatalogWire {
    /// A domain's listing was taken down until its partner pushes it changed.
    ///
    /// `marketplace.catalog.listing-suppressed.v1`
    package struct ListingSuppressedV1: WireMessage {
        package var domain: String
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
        personalData: [],
        isDeprecated: false,
    )

    package var orderingKey: String { domain }
}

extension CatalogWire.ListingSuppressedV1 {
    private static let memberNames: JSONMemberNames = ["domain", "reason", "at", "partner", "orderId"]

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
            case 0: domain = try reader.string()
            case 1: reason = try reader.string()
            case 2: at = try Instant(from: &reader)
            case 3: partner = try CatalogWire.Partner(from: &reader)
            case 4: orderId = try reader.string()
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
