// Written by scripts/contracts from orders/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension OrdersWire {
    /// The buyer filed the requirement of a human service.
    ///
    /// `marketplace.orders.requirement-filed.v1`
    package struct RequirementFiledV1: WireMessage {
        package var orderId: String
        package var lineId: String
        /// The buyer.
        package var accountId: String
        package var vendorId: String
        /// The crowdsourcing demand the order came from.
        package var demandId: String?
        /// The proposal that was accepted.
        package var proposalId: String?
        package var filedAt: Instant

        package init(
            orderId: String,
            lineId: String,
            accountId: String,
            vendorId: String,
            demandId: String? = nil,
            proposalId: String? = nil,
            filedAt: Instant,
        ) {
            self.orderId = orderId
            self.lineId = lineId
            self.accountId = accountId
            self.vendorId = vendorId
            self.demandId = demandId
            self.proposalId = proposalId
            self.filedAt = filedAt
        }
    }
}

extension OrdersWire.RequirementFiledV1 {
    package static let contract = MessageContract(
        type: "marketplace.orders.requirement-filed.v1",
        topic: Topics.ordersEvents,
        owner: "orders",
        orderingKey: "/orderId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: ["refunds"],
        personalData: [],
        person: nil,
        isDeprecated: false,
    )

    package var orderingKey: String { orderId }
}

extension OrdersWire.RequirementFiledV1 {
    private static let memberNames: JSONMemberNames = ["orderId", "lineId", "accountId", "vendorId", "demandId", "proposalId", "filedAt"]
    private static let orderIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var orderId: String?
        var lineId: String?
        var accountId: String?
        var vendorId: String?
        var demandId: String?
        var proposalId: String?
        var filedAt: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: orderId = try reader.string(1...64, Self.orderIdPattern)
            case 1: lineId = try reader.string(1...64, Self.orderIdPattern)
            case 2: accountId = try reader.string(1...64, Self.orderIdPattern)
            case 3: vendorId = try reader.string(1...64, Self.orderIdPattern)
            case 4: demandId = try reader.string(1...64, Self.orderIdPattern)
            case 5: proposalId = try reader.string(1...64, Self.orderIdPattern)
            case 6: filedAt = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let orderId else { throw reader.missing("orderId", in: cursor) }
        guard let lineId else { throw reader.missing("lineId", in: cursor) }
        guard let accountId else { throw reader.missing("accountId", in: cursor) }
        guard let vendorId else { throw reader.missing("vendorId", in: cursor) }
        guard let filedAt else { throw reader.missing("filedAt", in: cursor) }
        self.orderId = orderId
        self.lineId = lineId
        self.accountId = accountId
        self.vendorId = vendorId
        self.demandId = demandId
        self.proposalId = proposalId
        self.filedAt = filedAt
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("orderId")
        writer.string(orderId)
        writer.name("lineId")
        writer.string(lineId)
        writer.name("accountId")
        writer.string(accountId)
        writer.name("vendorId")
        writer.string(vendorId)
        if let demandId {
            writer.name("demandId")
            writer.string(demandId)
        }
        if let proposalId {
            writer.name("proposalId")
            writer.string(proposalId)
        }
        writer.name("filedAt")
        filedAt.encode(into: &writer)
        writer.endObject()
    }
}
