// Written by scripts/contracts from crowdsourcing/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension CrowdsourcingWire {
    /// A vendor answers the demand.
    ///
    /// `marketplace.crowdsourcing.demand-grabbed.v1`
    package struct DemandGrabbedV1: WireMessage {
        package var demandId: String
        package var isTargeted: Bool
        /// How many vendors have grabbed it.
        package var grabs: Int64
        package var at: Instant
        /// Absent if targeted.
        package var vendorId: String?

        package init(
            demandId: String,
            isTargeted: Bool,
            grabs: Int64,
            at: Instant,
            vendorId: String? = nil,
        ) {
            self.demandId = demandId
            self.isTargeted = isTargeted
            self.grabs = grabs
            self.at = at
            self.vendorId = vendorId
        }
    }
}

extension CrowdsourcingWire.DemandGrabbedV1 {
    package static let contract = MessageContract(
        type: "marketplace.crowdsourcing.demand-grabbed.v1",
        topic: Topics.crowdsourcingEvents,
        owner: "crowdsourcing",
        orderingKey: "/demandId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: [],
        personalData: [],
        person: nil,
        isDeprecated: false,
    )

    package var orderingKey: String { demandId }
}

extension CrowdsourcingWire.DemandGrabbedV1 {
    private static let memberNames: JSONMemberNames = ["demandId", "isTargeted", "grabs", "at", "vendorId"]
    private static let demandIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var demandId: String?
        var isTargeted: Bool?
        var grabs: Int64?
        var at: Instant?
        var vendorId: String?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: demandId = try reader.string(1...64, Self.demandIdPattern)
            case 1: isTargeted = try reader.bool()
            case 2: grabs = try reader.int64(1...1000000000)
            case 3: at = try Instant(from: &reader)
            case 4: vendorId = try reader.string(1...64, Self.demandIdPattern)
            default: try reader.skip()
            }
        }
        guard let demandId else { throw reader.missing("demandId", in: cursor) }
        guard let isTargeted else { throw reader.missing("isTargeted", in: cursor) }
        guard let grabs else { throw reader.missing("grabs", in: cursor) }
        guard let at else { throw reader.missing("at", in: cursor) }
        self.demandId = demandId
        self.isTargeted = isTargeted
        self.grabs = grabs
        self.at = at
        self.vendorId = vendorId
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("demandId")
        writer.string(demandId)
        writer.name("isTargeted")
        writer.bool(isTargeted)
        writer.name("grabs")
        writer.int64(grabs)
        writer.name("at")
        at.encode(into: &writer)
        if let vendorId {
            writer.name("vendorId")
            writer.string(vendorId)
        }
        writer.endObject()
    }
}
