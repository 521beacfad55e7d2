// Written by scripts/contracts from crowdsourcing/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension CrowdsourcingWire {
    /// What was bought for the demand is delivered and accepted.
    ///
    /// `marketplace.crowdsourcing.demand-completed.v1`
    package struct DemandCompletedV1: WireMessage {
        package var demandId: String
        package var orderId: String
        package var at: Instant

        package init(
            demandId: String,
            orderId: String,
            at: Instant,
        ) {
            self.demandId = demandId
            self.orderId = orderId
            self.at = at
        }
    }
}

extension CrowdsourcingWire.DemandCompletedV1 {
    package static let contract = MessageContract(
        type: "marketplace.crowdsourcing.demand-completed.v1",
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

extension CrowdsourcingWire.DemandCompletedV1 {
    private static let memberNames: JSONMemberNames = ["demandId", "orderId", "at"]
    private static let demandIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var demandId: String?
        var orderId: String?
        var at: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: demandId = try reader.string(1...64, Self.demandIdPattern)
            case 1: orderId = try reader.string(1...64, Self.demandIdPattern)
            case 2: at = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let demandId else { throw reader.missing("demandId", in: cursor) }
        guard let orderId else { throw reader.missing("orderId", in: cursor) }
        guard let at else { throw reader.missing("at", in: cursor) }
        self.demandId = demandId
        self.orderId = orderId
        self.at = at
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("demandId")
        writer.string(demandId)
        writer.name("orderId")
        writer.string(orderId)
        writer.name("at")
        at.encode(into: &writer)
        writer.endObject()
    }
}
