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
        personalData: [],
        isDeprecated: false,
    )

    package var orderingKey: String { demandId }
}

extension CrowdsourcingWire.ProposalAcceptedV1 {
    private static let memberNames: JSONMemberNames = ["demandId", "acceptanceId", "proposalId", "proposalVersion", "title", "buyerId", "vendorId", "vendorName", "lines", "totalFen", "agreementVersion", "agreementDigest", "at", "subAccountId", "replacedAcceptanceId"]

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
            case 0: demandId = try reader.string()
            case 1: acceptanceId = try reader.string()
            case 2: proposalId = try reader.string()
            case 3: proposalVersion = try reader.int64()
            case 4: title = try reader.string()
            case 5: buyerId = try reader.string()
            case 6: vendorId = try reader.string()
            case 7: vendorName = try reader.string()
            case 8: lines = try [CrowdsourcingWire.ProposalLine](from: &reader)
            case 9: totalFen = try Money(from: &reader)
            case 10: agreementVersion = try reader.string()
            case 11: agreementDigest = try reader.string()
            case 12: at = try Instant(from: &reader)
            case 13: subAccountId = try reader.string()
            case 14: replacedAcceptanceId = try reader.string()
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
        lines.encode(into: &writer)
        writer.name("totalFen")
        totalFen.encode(into: &writer)
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
