// Written by scripts/contracts from crowdsourcing/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension CrowdsourcingWire {
    /// A buyer's phone is proven and the demand can be seen by its vendors.
    ///
    /// `marketplace.crowdsourcing.demand-published.v1`
    package struct DemandPublishedV1: WireMessage {
        package var demandId: String
        package var isTargeted: Bool
        package var at: Instant
        /// This and all that follows: absent if targeted.
        package var buyerId: String?
        package var market: Market?
        /// What kind, in the buyer's own words.
        package var subtype: String?
        /// The buyer's own words.
        package var sentence: String?
        /// Yuan: 5000-10000.
        package var budget: String?
        /// Where, in the buyer's own words.
        package var region: String?

        package init(
            demandId: String,
            isTargeted: Bool,
            at: Instant,
            buyerId: String? = nil,
            market: Market? = nil,
            subtype: String? = nil,
            sentence: String? = nil,
            budget: String? = nil,
            region: String? = nil,
        ) {
            self.demandId = demandId
            self.isTargeted = isTargeted
            self.at = at
            self.buyerId = buyerId
            self.market = market
            self.subtype = subtype
            self.sentence = sentence
            self.budget = budget
            self.region = region
        }
    }
}

extension CrowdsourcingWire.DemandPublishedV1 {
    package static let contract = MessageContract(
        type: "marketplace.crowdsourcing.demand-published.v1",
        topic: Topics.crowdsourcingEvents,
        owner: "crowdsourcing",
        orderingKey: "/demandId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: [],
        personalData: ["/subtype", "/sentence", "/region"],
        person: nil,
        isDeprecated: false,
    )

    package var orderingKey: String { demandId }
}

extension CrowdsourcingWire.DemandPublishedV1 {
    private static let memberNames: JSONMemberNames = ["demandId", "isTargeted", "at", "buyerId", "market", "subtype", "sentence", "budget", "region"]
    private static let demandIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var demandId: String?
        var isTargeted: Bool?
        var at: Instant?
        var buyerId: String?
        var market: CrowdsourcingWire.Market?
        var subtype: String?
        var sentence: String?
        var budget: String?
        var region: String?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: demandId = try reader.string(1...64, Self.demandIdPattern)
            case 1: isTargeted = try reader.bool()
            case 2: at = try Instant(from: &reader)
            case 3: buyerId = try reader.string(1...64, Self.demandIdPattern)
            case 4: market = try CrowdsourcingWire.Market(from: &reader)
            case 5: subtype = try reader.string(0...40)
            case 6: sentence = try reader.string(0...100)
            case 7: budget = try reader.string(0...20)
            case 8: region = try reader.string(0...40)
            default: try reader.skip()
            }
        }
        guard let demandId else { throw reader.missing("demandId", in: cursor) }
        guard let isTargeted else { throw reader.missing("isTargeted", in: cursor) }
        guard let at else { throw reader.missing("at", in: cursor) }
        self.demandId = demandId
        self.isTargeted = isTargeted
        self.at = at
        self.buyerId = buyerId
        self.market = market
        self.subtype = subtype
        self.sentence = sentence
        self.budget = budget
        self.region = region
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("demandId")
        writer.string(demandId)
        writer.name("isTargeted")
        writer.bool(isTargeted)
        writer.name("at")
        at.encode(into: &writer)
        if let buyerId {
            writer.name("buyerId")
            writer.string(buyerId)
        }
        if let market {
            writer.name("market")
            market.encode(into: &writer)
        }
        if let subtype {
            writer.name("subtype")
            writer.string(subtype)
        }
        if let sentence {
            writer.name("sentence")
            writer.string(sentence)
        }
        if let budget {
            writer.name("budget")
            writer.string(budget)
        }
        if let region {
            writer.name("region")
            writer.string(region)
        }
        writer.endObject()
    }
}
