// Written by scripts/contracts from orders/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension OrdersWire {
    /// The money of a refund has moved.
    ///
    /// `marketplace.orders.order-refunded.v1`
    package struct OrderRefundedV1: WireMessage {
        package var refundId: String
        package var orderId: String
        /// The buyer.
        package var accountId: String
        package var vendorId: String
        package var amounts: [RefundedLine]
        /// What went back in cash.
        package var cashFen: Money
        /// What went back by vouchers.
        package var voucherFen: Money
        /// Where the cash went: back to where it came from.
        package var method: PaymentMethod
        /// Every line of the order is refunded. Vouchers need not have come back for that.
        package var isWholeOrder: Bool
        /// The crowdsourcing demand the order came from.
        package var demandId: String?
        /// The proposal that was accepted.
        package var proposalId: String?
        package var refundedAt: Instant

        package init(
            refundId: String,
            orderId: String,
            accountId: String,
            vendorId: String,
            amounts: [RefundedLine],
            cashFen: Money,
            voucherFen: Money,
            method: PaymentMethod,
            isWholeOrder: Bool,
            demandId: String? = nil,
            proposalId: String? = nil,
            refundedAt: Instant,
        ) {
            self.refundId = refundId
            self.orderId = orderId
            self.accountId = accountId
            self.vendorId = vendorId
            self.amounts = amounts
            self.cashFen = cashFen
            self.voucherFen = voucherFen
            self.method = method
            self.isWholeOrder = isWholeOrder
            self.demandId = demandId
            self.proposalId = proposalId
            self.refundedAt = refundedAt
        }
    }
}

extension OrdersWire.OrderRefundedV1 {
    package static let contract = MessageContract(
        type: "marketplace.orders.order-refunded.v1",
        topic: Topics.ordersEvents,
        owner: "orders",
        orderingKey: "/orderId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: ["refunds", "invoicing", "catalog"],
        personalData: [],
        person: nil,
        isDeprecated: false,
    )

    package var orderingKey: String { orderId }
}

extension OrdersWire.OrderRefundedV1 {
    private static let memberNames: JSONMemberNames = ["refundId", "orderId", "accountId", "vendorId", "amounts", "cashFen", "voucherFen", "method", "isWholeOrder", "demandId", "proposalId", "refundedAt"]
    private static let refundIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var refundId: String?
        var orderId: String?
        var accountId: String?
        var vendorId: String?
        var amounts: [OrdersWire.RefundedLine]?
        var cashFen: Money?
        var voucherFen: Money?
        var method: OrdersWire.PaymentMethod?
        var isWholeOrder: Bool?
        var demandId: String?
        var proposalId: String?
        var refundedAt: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: refundId = try reader.string(1...64, Self.refundIdPattern)
            case 1: orderId = try reader.string(1...64, Self.refundIdPattern)
            case 2: accountId = try reader.string(1...64, Self.refundIdPattern)
            case 3: vendorId = try reader.string(1...64, Self.refundIdPattern)
            case 4: amounts = try reader.array(1...100) { (reader) throws(JSONError) in try OrdersWire.RefundedLine(from: &reader) }
            case 5: cashFen = Money(fen: try reader.int64(0...10000000000000))
            case 6: voucherFen = Money(fen: try reader.int64(0...10000000000000))
            case 7: method = try OrdersWire.PaymentMethod(from: &reader)
            case 8: isWholeOrder = try reader.bool()
            case 9: demandId = try reader.string(1...64, Self.refundIdPattern)
            case 10: proposalId = try reader.string(1...64, Self.refundIdPattern)
            case 11: refundedAt = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let refundId else { throw reader.missing("refundId", in: cursor) }
        guard let orderId else { throw reader.missing("orderId", in: cursor) }
        guard let accountId else { throw reader.missing("accountId", in: cursor) }
        guard let vendorId else { throw reader.missing("vendorId", in: cursor) }
        guard let amounts else { throw reader.missing("amounts", in: cursor) }
        guard let cashFen else { throw reader.missing("cashFen", in: cursor) }
        guard let voucherFen else { throw reader.missing("voucherFen", in: cursor) }
        guard let method else { throw reader.missing("method", in: cursor) }
        guard let isWholeOrder else { throw reader.missing("isWholeOrder", in: cursor) }
        guard let refundedAt else { throw reader.missing("refundedAt", in: cursor) }
        self.refundId = refundId
        self.orderId = orderId
        self.accountId = accountId
        self.vendorId = vendorId
        self.amounts = amounts
        self.cashFen = cashFen
        self.voucherFen = voucherFen
        self.method = method
        self.isWholeOrder = isWholeOrder
        self.demandId = demandId
        self.proposalId = proposalId
        self.refundedAt = refundedAt
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
        writer.name("amounts")
        writer.beginArray()
        for element in amounts {
            element.encode(into: &writer)
        }
        writer.endArray()
        writer.name("cashFen")
        writer.int64(cashFen.fen)
        writer.name("voucherFen")
        writer.int64(voucherFen.fen)
        writer.name("method")
        method.encode(into: &writer)
        writer.name("isWholeOrder")
        writer.bool(isWholeOrder)
        if let demandId {
            writer.name("demandId")
            writer.string(demandId)
        }
        if let proposalId {
            writer.name("proposalId")
            writer.string(proposalId)
        }
        writer.name("refundedAt")
        refundedAt.encode(into: &writer)
        writer.endObject()
    }
}
