// Written by scripts/contracts from orders/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension OrdersWire {
    /// Nobody paid within seven days.
    ///
    /// `marketplace.orders.order-lapsed.v1`
    package struct OrderLapsedV1: WireMessage {
        package var orderId: String
        /// The buyer.
        package var accountId: String
        package var vendorId: String
        package var totalFen: Money
        /// The crowdsourcing demand the order came from.
        package var demandId: String?
        /// The proposal that was accepted.
        package var proposalId: String?
        package var lapsedAt: Instant

        package init(
            orderId: String,
            accountId: String,
            vendorId: String,
            totalFen: Money,
            demandId: String? = nil,
            proposalId: String? = nil,
            lapsedAt: Instant,
        ) {
            self.orderId = orderId
            self.accountId = accountId
            self.vendorId = vendorId
            self.totalFen = totalFen
            self.demandId = demandId
            self.proposalId = proposalId
            self.lapsedAt = lapsedAt
        }
    }
}

extension OrdersWire.OrderLapsedV1 {
    package static let contract = MessageContract(
        type: "marketplace.orders.order-lapsed.v1",
        topic: Topics.ordersEvents,
        owner: "orders",
        orderingKey: "/orderId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: ["crowdsourcing"],
        personalData: [],
        person: nil,
        isDeprecated: false,
    )

    package var orderingKey: String { orderId }
}

extension OrdersWire.OrderLapsedV1 {
    private static let memberNames: JSONMemberNames = ["orderId", "accountId", "vendorId", "totalFen", "demandId", "proposalId", "lapsedAt"]
    private static let orderIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var orderId: String?
        var accountId: String?
        var vendorId: String?
        var totalFen: Money?
        var demandId: String?
        var proposalId: String?
        var lapsedAt: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: orderId = try reader.string(1...64, Self.orderIdPattern)
            case 1: accountId = try reader.string(1...64, Self.orderIdPattern)
            case 2: vendorId = try reader.string(1...64, Self.orderIdPattern)
            case 3: totalFen = Money(fen: try reader.int64(0...10000000000000))
            case 4: demandId = try reader.string(1...64, Self.orderIdPattern)
            case 5: proposalId = try reader.string(1...64, Self.orderIdPattern)
            case 6: lapsedAt = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let orderId else { throw reader.missing("orderId", in: cursor) }
        guard let accountId else { throw reader.missing("accountId", in: cursor) }
        guard let vendorId else { throw reader.missing("vendorId", in: cursor) }
        guard let totalFen else { throw reader.missing("totalFen", in: cursor) }
        guard let lapsedAt else { throw reader.missing("lapsedAt", in: cursor) }
        self.orderId = orderId
        self.accountId = accountId
        self.vendorId = vendorId
        self.totalFen = totalFen
        self.demandId = demandId
        self.proposalId = proposalId
        self.lapsedAt = lapsedAt
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("orderId")
        writer.string(orderId)
        writer.name("accountId")
        writer.string(accountId)
        writer.name("vendorId")
        writer.string(vendorId)
        writer.name("totalFen")
        writer.int64(totalFen.fen)
        if let demandId {
            writer.name("demandId")
            writer.string(demandId)
        }
        if let proposalId {
            writer.name("proposalId")
            writer.string(proposalId)
        }
        writer.name("lapsedAt")
        lapsedAt.encode(into: &writer)
        writer.endObject()
    }
}
