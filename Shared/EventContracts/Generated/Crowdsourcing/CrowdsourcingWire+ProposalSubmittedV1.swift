// Written by scripts/contracts from crowdsourcing/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension CrowdsourcingWire {
    /// A proposal stands, or stands in a new version.
    ///
    /// `marketplace.crowdsourcing.proposal-submitted.v1`
    package struct ProposalSubmittedV1: WireMessage {
        package var demandId: String
        package var isTargeted: Bool
        package var proposalId: String
        package var version: Int64
        package var at: Instant
        /// Absent if targeted.
        package var vendorId: String?
        /// Absent if targeted.
        package var totalFen: Money?

        package init(
            demandId: String,
            isTargeted: Bool,
            proposalId: String,
            version: Int64,
            at: Instant,
            vendorId: String? = nil,
            totalFen: Money? = nil,
        ) {
            self.demandId = demandId
            self.isTargeted = isTargeted
            self.proposalId = proposalId
            self.version = version
            self.at = at
            self.vendorId = vendorId
            self.totalFen = totalFen
        }
    }
}

extension CrowdsourcingWire.ProposalSubmittedV1 {
    package static let contract = MessageContract(
        type: "marketplace.crowdsourcing.proposal-submitted.v1",
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

extension CrowdsourcingWire.ProposalSubmittedV1 {
    private static let memberNames: JSONMemberNames = ["demandId", "isTargeted", "proposalId", "version", "at", "vendorId", "totalFen"]
    private static let demandIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var demandId: String?
        var isTargeted: Bool?
        var proposalId: String?
        var version: Int64?
        var at: Instant?
        var vendorId: String?
        var totalFen: Money?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: demandId = try reader.string(1...64, Self.demandIdPattern)
            case 1: isTargeted = try reader.bool()
            case 2: proposalId = try reader.string(1...64, Self.demandIdPattern)
            case 3: version = try reader.int64(1...1000000000)
            case 4: at = try Instant(from: &reader)
            case 5: vendorId = try reader.string(1...64, Self.demandIdPattern)
            case 6: totalFen = Money(fen: try reader.int64(0...10000000000000))
            default: try reader.skip()
            }
        }
        guard let demandId else { throw reader.missing("demandId", in: cursor) }
        guard let isTargeted else { throw reader.missing("isTargeted", in: cursor) }
        guard let proposalId else { throw reader.missing("proposalId", in: cursor) }
        guard let version else { throw reader.missing("version", in: cursor) }
        guard let at else { throw reader.missing("at", in: cursor) }
        self.demandId = demandId
        self.isTargeted = isTargeted
        self.proposalId = proposalId
        self.version = version
        self.at = at
        self.vendorId = vendorId
        self.totalFen = totalFen
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("demandId")
        writer.string(demandId)
        writer.name("isTargeted")
        writer.bool(isTargeted)
        writer.name("proposalId")
        writer.string(proposalId)
        writer.name("version")
        writer.int64(version)
        writer.name("at")
        at.encode(into: &writer)
        if let vendorId {
            writer.name("vendorId")
            writer.string(vendorId)
        }
        if let totalFen {
            writer.name("totalFen")
            writer.int64(totalFen.fen)
        }
        writer.endObject()
    }
}
