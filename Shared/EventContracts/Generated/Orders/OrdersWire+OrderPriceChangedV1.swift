// Written by scripts/contracts from orders/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension OrdersWire {
    /// The vendor changed the price of an unpaid order.
    ///
    /// `marketplace.orders.order-price-changed.v1`
    package struct OrderPriceChangedV1: WireMessage {
        package var orderId: String
        /// The buyer.
        package var accountId: String
        package var vendorId: String
        package var oldTotalFen: Money
        package var newTotalFen: Money
        /// The new prices.
        package var lines: [LinePrice]
        /// What the vendor says to the buyer.
        package var reason: String
        /// The crowdsourcing demand the order came from.
        package var demandId: String?
        /// The proposal that was accepted.
        package var proposalId: String?
        package var changedAt: Instant

        package init(
            orderId: String,
            accountId: String,
            vendorId: String,
            oldTotalFen: Money,
            newTotalFen: Money,
            lines: [LinePrice],
            reason: String,
            demandId: String? = nil,
            proposalId: String? = nil,
            changedAt: Instant,
        ) {
            self.orderId = orderId
            self.accountId = accountId
            self.vendorId = vendorId
            self.oldTotalFen = oldTotalFen
            self.newTotalFen = newTotalFen
            self.lines = lines
            self.reason = reason
            self.demandId = demandId
            self.proposalId = proposalId
            self.changedAt = changedAt
        }
    }
}

extension OrdersWire.OrderPriceChangedV1 {
    package static let contract = MessageContract(
        type: "marketplace.orders.order-price-changed.v1",
        topic: Topics.ordersEvents,
        owner: "orders",
        orderingKey: "/orderId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: ["crowdsourcing"],
        personalData: ["/reason"],
        person: "/accountId",
        isDeprecated: false,
    )

    package var orderingKey: String { orderId }
}

extension OrdersWire.OrderPriceChangedV1 {
    private static let memberNames: JSONMemberNames = ["orderId", "accountId", "vendorId", "oldTotalFen", "newTotalFen", "lines", "reason", "demandId", "proposalId", "changedAt"]
    private static let orderIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var orderId: String?
        var accountId: String?
        var vendorId: String?
        var oldTotalFen: Money?
        var newTotalFen: Money?
        var lines: [OrdersWire.LinePrice]?
        var reason: String?
        var demandId: String?
        var proposalId: String?
        var changedAt: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: orderId = try reader.string(1...64, Self.orderIdPattern)
            case 1: accountId = try reader.string(1...64, Self.orderIdPattern)
            case 2: vendorId = try reader.string(1...64, Self.orderIdPattern)
            case 3: oldTotalFen = Money(fen: try reader.int64(0...10000000000000))
            case 4: newTotalFen = Money(fen: try reader.int64(0...10000000000000))
            case 5: lines = try reader.array(1...100) { (reader) throws(JSONError) in try OrdersWire.LinePrice(from: &reader) }
            case 6: reason = try reader.string(0...500)
            case 7: demandId = try reader.string(1...64, Self.orderIdPattern)
            case 8: proposalId = try reader.string(1...64, Self.orderIdPattern)
            case 9: changedAt = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let orderId else { throw reader.missing("orderId", in: cursor) }
        guard let accountId else { throw reader.missing("accountId", in: cursor) }
        guard let vendorId else { throw reader.missing("vendorId", in: cursor) }
        guard let oldTotalFen else { throw reader.missing("oldTotalFen", in: cursor) }
        guard let newTotalFen else { throw reader.missing("newTotalFen", in: cursor) }
        guard let lines else { throw reader.missing("lines", in: cursor) }
        guard let reason else { throw reader.missing("reason", in: cursor) }
        guard let changedAt else { throw reader.missing("changedAt", in: cursor) }
        self.orderId = orderId
        self.accountId = accountId
        self.vendorId = vendorId
        self.oldTotalFen = oldTotalFen
        self.newTotalFen = newTotalFen
        self.lines = lines
        self.reason = reason
        self.demandId = demandId
        self.proposalId = proposalId
        self.changedAt = changedAt
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("orderId")
        writer.string(orderId)
        writer.name("accountId")
        writer.string(accountId)
        writer.name("vendorId")
        writer.string(vendorId)
        writer.name("oldTotalFen")
        writer.int64(oldTotalFen.fen)
        writer.name("newTotalFen")
        writer.int64(newTotalFen.fen)
        writer.name("lines")
        writer.beginArray()
        for element in lines {
            element.encode(into: &writer)
        }
        writer.endArray()
        writer.name("reason")
        writer.string(reason)
        if let demandId {
            writer.name("demandId")
            writer.string(demandId)
        }
        if let proposalId {
            writer.name("proposalId")
            writer.string(proposalId)
        }
        writer.name("changedAt")
        changedAt.encode(into: &writer)
        writer.endObject()
    }
}
