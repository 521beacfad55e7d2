// Written by scripts/contracts from crowdsourcing/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension CrowdsourcingWire {
    /// The buyer takes the demand back before anything was paid.
    ///
    /// `marketplace.crowdsourcing.demand-withdrawn.v1`
    package struct DemandWithdrawnV1: WireMessage {
        package var demandId: String
        package var at: Instant
        /// The acceptance that has led to an unpaid order, or still may: its order is cancelled whenever it comes.
        package var openAcceptanceId: String?
        /// The unpaid order that was placed for it, if known.
        package var openOrderId: String?

        package init(
            demandId: String,
            at: Instant,
            openAcceptanceId: String? = nil,
            openOrderId: String? = nil,
        ) {
            self.demandId = demandId
            self.at = at
            self.openAcceptanceId = openAcceptanceId
            self.openOrderId = openOrderId
        }
    }
}

extension CrowdsourcingWire.DemandWithdrawnV1 {
    package static let contract = MessageContract(
        type: "marketplace.crowdsourcing.demand-withdrawn.v1",
        topic: Topics.crowdsourcingEvents,
        owner: "crowdsourcing",
        orderingKey: "/demandId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: ["orders"],
        personalData: [],
        person: nil,
        isDeprecated: false,
    )

    package var orderingKey: String { demandId }
}

extension CrowdsourcingWire.DemandWithdrawnV1 {
    private static let memberNames: JSONMemberNames = ["demandId", "at", "openAcceptanceId", "openOrderId"]
    private static let demandIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var demandId: String?
        var at: Instant?
        var openAcceptanceId: String?
        var openOrderId: String?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: demandId = try reader.string(1...64, Self.demandIdPattern)
            case 1: at = try Instant(from: &reader)
            case 2: openAcceptanceId = try reader.string(1...64, Self.demandIdPattern)
            case 3: openOrderId = try reader.string(1...64, Self.demandIdPattern)
            default: try reader.skip()
            }
        }
        guard let demandId else { throw reader.missing("demandId", in: cursor) }
        guard let at else { throw reader.missing("at", in: cursor) }
        self.demandId = demandId
        self.at = at
        self.openAcceptanceId = openAcceptanceId
        self.openOrderId = openOrderId
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("demandId")
        writer.string(demandId)
        writer.name("at")
        at.encode(into: &writer)
        if let openAcceptanceId {
            writer.name("openAcceptanceId")
            writer.string(openAcceptanceId)
        }
        if let openOrderId {
            writer.name("openOrderId")
            writer.string(openOrderId)
        }
        writer.endObject()
    }
}
