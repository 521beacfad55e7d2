// Written by scripts/contracts from refunds/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension RefundsWire {
    /// The buyer applied: the product closes now, a bundled server is released now.
    ///
    /// `marketplace.refunds.refund-requested.v1`
    package struct RefundRequestedV1: WireMessage {
        /// The case.
        package var refundId: String
        package var orderId: String
        /// The buyer.
        package var accountId: String
        package var vendorId: String
        /// Per line, all lines of the order: there are no partial refunds.
        package var amounts: [RefundLine]
        /// Sum over the lines.
        package var cashFen: Money
        /// Sum over the lines.
        package var voucherFen: Money
        package var requestedAt: Instant

        package init(
            refundId: String,
            orderId: String,
            accountId: String,
            vendorId: String,
            amounts: [RefundLine],
            cashFen: Money,
            voucherFen: Money,
            requestedAt: Instant,
        ) {
            self.refundId = refundId
            self.orderId = orderId
            self.accountId = accountId
            self.vendorId = vendorId
            self.amounts = amounts
            self.cashFen = cashFen
            self.voucherFen = voucherFen
            self.requestedAt = requestedAt
        }
    }
}

extension RefundsWire.RefundRequestedV1 {
    package static let contract = MessageContract(
        type: "marketplace.refunds.refund-requested.v1",
        topic: Topics.refundsEvents,
        owner: "refunds",
        orderingKey: "/orderId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replayGuarded,
        consumers: ["orders"],
        personalData: [],
        person: nil,
        isDeprecated: false,
    )

    package var orderingKey: String { orderId }
}

extension RefundsWire.RefundRequestedV1 {
    private static let memberNames: JSONMemberNames = ["refundId", "orderId", "accountId", "vendorId", "amounts", "cashFen", "voucherFen", "requestedAt"]
    private static let refundIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var refundId: String?
        var orderId: String?
        var accountId: String?
        var vendorId: String?
        var amounts: [RefundsWire.RefundLine]?
        var cashFen: Money?
        var voucherFen: Money?
        var requestedAt: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: refundId = try reader.string(1...64, Self.refundIdPattern)
            case 1: orderId = try reader.string(1...64, Self.refundIdPattern)
            case 2: accountId = try reader.string(1...64, Self.refundIdPattern)
            case 3: vendorId = try reader.string(1...64, Self.refundIdPattern)
            case 4: amounts = try reader.array(1...100) { (reader) throws(JSONError) in try RefundsWire.RefundLine(from: &reader) }
            case 5: cashFen = Money(fen: try reader.int64(0...10000000000000))
            case 6: voucherFen = Money(fen: try reader.int64(0...10000000000000))
            case 7: requestedAt = try Instant(from: &reader)
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
        guard let requestedAt else { throw reader.missing("requestedAt", in: cursor) }
        self.refundId = refundId
        self.orderId = orderId
        self.accountId = accountId
        self.vendorId = vendorId
        self.amounts = amounts
        self.cashFen = cashFen
        self.voucherFen = voucherFen
        self.requestedAt = requestedAt
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
        writer.name("requestedAt")
        requestedAt.encode(into: &writer)
        writer.endObject()
    }
}
