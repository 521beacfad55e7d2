// Written by scripts/contracts from crowdsourcing/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension CrowdsourcingWire {
    /// The buyer accepts this version at this total and the agreement; orders places the order.
    ///
    /// `marketplace.crowdsourcing.proposal-accepted.v1`
    package struct ProposalAcceptedV1: WireMessage {
        package var demandId: String
        /// Of this acceptance alone: each leads to one order, also where the same proposal is accepted again.
        package var acceptanceId: String
        package var proposalId: String
        package var proposalVersion: Int64
        /// The vendor's own words.
        package var title: String
        package var buyerId: String
        package var vendorId: String
        package var vendorName: String
        package var lines: [ProposalLine]
        /// The sum of the lines.
        package var totalFen: Money
        /// Of the platform's service agreement.
        package var agreementVersion: String
        /// SHA-256 of its text, lower-case hexadecimal.
        package var agreementDigest: String
        package var at: Instant
        /// The sub-account that accepted, if one did.
        package var subAccountId: String?
        /// An earlier acceptance whose order did not come in time: should it still come, it is cancelled.
        package var replacedAcceptanceId: String?

        package init(
            demandId: String,
            acceptanceId: String,
            proposalId: String,
            proposalVersion: Int64,
            title: String,
            buyerId: String,
            vendorId: String,
            vendorName: String,
            lines: [ProposalLine],
            totalFen: Money,
            agreementVersion: String,
            agreementDigest: String,
            at: Instant,
            subAccountId: String? = nil,
            replacedAcceptanceId: String? = nil,
        ) {
            self.demandId = demandId
            self.acceptanceId = acceptanceId
            self.proposalId = proposalId
            self.proposalVersion = proposalVersion
            self.title = title
            self.buyerId = buyerId
            self.vendorId = vendorId
            self.vendorName = vendorName
            self.lines = lines
            self.totalFen = totalFen
            self.agreementVersion = agreementVersion
            self.agreementDigest = agreementDigest
            self.at = at
            self.subAccountId = subAccountId
            self.replacedAcceptanceId = replacedAcceptanceId
        }
    }
}

extension CrowdsourcingWire.ProposalAcceptedV1 {
    package static let contract = MessageContract(
        type: "marketplace.crowdsourcing.proposal-accepted.v1",
        topic: Topics.crowdsourcingEvents,
        owner: "crowdsourcing",
        orderingKey: "/demandId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: ["orders"],
        personalData: ["/title"],
        person: "/buyerId",
        isDeprecated: false,
    )

    package var orderingKey: String { demandId }
}

extension CrowdsourcingWire.ProposalAcceptedV1 {
    private static let memberNames: JSONMemberNames = ["demandId", "acceptanceId", "proposalId", "proposalVersion", "title", "buyerId", "vendorId", "vendorName", "lines", "totalFen", "agreementVersion", "agreementDigest", "at", "subAccountId", "replacedAcceptanceId"]
    private static let demandIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])
    private static let agreementDigestPattern = TextPattern("^[0-9a-f]{64}$", [
        .init(low: 0x3ff000000000000, high: 0x7e00000000, count: 64...64),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var demandId: String?
        var acceptanceId: String?
        var proposalId: String?
        var proposalVersion: Int64?
        var title: String?
        var buyerId: String?
        var vendorId: String?
        var vendorName: String?
        var lines: [CrowdsourcingWire.ProposalLine]?
        var totalFen: Money?
        var agreementVersion: String?
        var agreementDigest: String?
        var at: Instant?
        var subAccountId: String?
        var replacedAcceptanceId: String?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: demandId = try reader.string(1...64, Self.demandIdPattern)
            case 1: acceptanceId = try reader.string(1...64, Self.demandIdPattern)
            case 2: proposalId = try reader.string(1...64, Self.demandIdPattern)
            case 3: proposalVersion = try reader.int64(1...1000000000)
            case 4: title = try reader.string(0...60)
            case 5: buyerId = try reader.string(1...64, Self.demandIdPattern)
            case 6: vendorId = try reader.string(1...64, Self.demandIdPattern)
            case 7: vendorName = try reader.string(0...100)
            case 8: lines = try reader.array(1...20) { (reader) throws(JSONError) in try CrowdsourcingWire.ProposalLine(from: &reader) }
            case 9: totalFen = Money(fen: try reader.int64(1...10000000000000))
            case 10: agreementVersion = try reader.string(0...20)
            case 11: agreementDigest = try reader.string(64...64, Self.agreementDigestPattern)
            case 12: at = try Instant(from: &reader)
            case 13: subAccountId = try reader.string(1...64, Self.demandIdPattern)
            case 14: replacedAcceptanceId = try reader.string(1...64, Self.demandIdPattern)
            default: try reader.skip()
            }
        }
        guard let demandId else { throw reader.missing("demandId", in: cursor) }
        guard let acceptanceId else { throw reader.missing("acceptanceId", in: cursor) }
        guard let proposalId else { throw reader.missing("proposalId", in: cursor) }
        guard let proposalVersion else { throw reader.missing("proposalVersion", in: cursor) }
        guard let title else { throw reader.missing("title", in: cursor) }
        guard let buyerId else { throw reader.missing("buyerId", in: cursor) }
        guard let vendorId else { throw reader.missing("vendorId", in: cursor) }
        guard let vendorName else { throw reader.missing("vendorName", in: cursor) }
        guard let lines else { throw reader.missing("lines", in: cursor) }
        guard let totalFen else { throw reader.missing("totalFen", in: cursor) }
        guard let agreementVersion else { throw reader.missing("agreementVersion", in: cursor) }
        guard let agreementDigest else { throw reader.missing("agreementDigest", in: cursor) }
        guard let at else { throw reader.missing("at", in: cursor) }
        self.demandId = demandId
        self.acceptanceId = acceptanceId
        self.proposalId = proposalId
        self.proposalVersion = proposalVersion
        self.title = title
        self.buyerId = buyerId
        self.vendorId = vendorId
        self.vendorName = vendorName
        self.lines = lines
        self.totalFen = totalFen
        self.agreementVersion = agreementVersion
        self.agreementDigest = agreementDigest
        self.at = at
        self.subAccountId = subAccountId
        self.replacedAcceptanceId = replacedAcceptanceId
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("demandId")
        writer.string(demandId)
        writer.name("acceptanceId")
        writer.string(acceptanceId)
        writer.name("proposalId")
        writer.string(proposalId)
        writer.name("proposalVersion")
        writer.int64(proposalVersion)
        writer.name("title")
        writer.string(title)
        writer.name("buyerId")
        writer.string(buyerId)
        writer.name("vendorId")
        writer.string(vendorId)
        writer.name("vendorName")
        writer.string(vendorName)
        writer.name("lines")
        writer.beginArray()
        for element in lines {
            element.encode(into: &writer)
        }
        writer.endArray()
        writer.name("totalFen")
        writer.int64(totalFen.fen)
        writer.name("agreementVersion")
        writer.string(agreementVersion)
        writer.name("agreementDigest")
        writer.string(agreementDigest)
        writer.name("at")
        at.encode(into: &writer)
        if let subAccountId {
            writer.name("subAccountId")
            writer.string(subAccountId)
        }
        if let replacedAcceptanceId {
            writer.name("replacedAcceptanceId")
            writer.string(replacedAcceptanceId)
        }
        writer.endObject()
    }
}
