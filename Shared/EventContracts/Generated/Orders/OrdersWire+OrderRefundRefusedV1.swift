// Written by scripts/contracts from orders/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension OrdersWire {
    /// An approved refund would return what was never paid; no money moved.
    ///
    /// `marketplace.orders.order-refund-refused.v1`
    package struct OrderRefundRefusedV1: WireMessage {
        package var refundId: String
        package var orderId: String
        /// The buyer.
        package var accountId: String
        package var vendorId: String
        /// The rule that forbids it: REF-09.
        package var rule: String
        /// A sentence of the rule's.
        package var reason: String
        package var refusedAt: Instant

        package init(
            refundId: String,
            orderId: String,
            accountId: String,
            vendorId: String,
            rule: String,
            reason: String,
            refusedAt: Instant,
        ) {
            self.refundId = refundId
            self.orderId = orderId
            self.accountId = accountId
            self.vendorId = vendorId
            self.rule = rule
            self.reason = reason
            self.refusedAt = refusedAt
        }
    }
}

extension OrdersWire.OrderRefundRefusedV1 {
    package static let contract = MessageContract(
        type: "marketplace.orders.order-refund-refused.v1",
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

extension OrdersWire.OrderRefundRefusedV1 {
    private static let memberNames: JSONMemberNames = ["refundId", "orderId", "accountId", "vendorId", "rule", "reason", "refusedAt"]
    private static let refundIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])
    private static let rulePattern = TextPattern("^[A-Z]{3}-[0-9]{2}$", [
        .init(low: 0x0, high: 0x7fffffe, count: 3...3),
        .init(low: 0x200000000000, high: 0x0, count: 1...1),
        .init(low: 0x3ff000000000000, high: 0x0, count: 2...2),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var refundId: String?
        var orderId: String?
        var accountId: String?
        var vendorId: String?
        var rule: String?
        var reason: String?
        var refusedAt: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: refundId = try reader.string(1...64, Self.refundIdPattern)
            case 1: orderId = try reader.string(1...64, Self.refundIdPattern)
            case 2: accountId = try reader.string(1...64, Self.refundIdPattern)
            case 3: vendorId = try reader.string(1...64, Self.refundIdPattern)
            case 4: rule = try reader.string(6...6, Self.rulePattern)
            case 5: reason = try reader.string(0...500)
            case 6: refusedAt = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let refundId else { throw reader.missing("refundId", in: cursor) }
        guard let orderId else { throw reader.missing("orderId", in: cursor) }
        guard let accountId else { throw reader.missing("accountId", in: cursor) }
        guard let vendorId else { throw reader.missing("vendorId", in: cursor) }
        guard let rule else { throw reader.missing("rule", in: cursor) }
        guard let reason else { throw reader.missing("reason", in: cursor) }
        guard let refusedAt else { throw reader.missing("refusedAt", in: cursor) }
        self.refundId = refundId
        self.orderId = orderId
        self.accountId = accountId
        self.vendorId = vendorId
        self.rule = rule
        self.reason = reason
        self.refusedAt = refusedAt
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("refundId")
        writer.string(refundId)
        writer.name("orderId")
        writer.string(orderId)
        writer.name("accountId")
        writer.string(accountId)
        writer.name("vendorId")
        writer.string(vendorId)
        writer.name("rule")
        writer.string(rule)
        writer.name("reason")
        writer.string(reason)
        writer.name("refusedAt")
        refusedAt.encode(into: &writer)
        writer.endObject()
    }
}
