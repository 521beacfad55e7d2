// Written by scripts/contracts from refunds/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension RefundsWire {
    /// An operator rejected the application: the product opens again.
    ///
    /// `marketplace.refunds.refund-rejected.v1`
    package struct RefundRejectedV1: WireMessage {
        /// The case.
        package var refundId: String
        package var orderId: String
        /// The buyer.
        package var accountId: String
        package var vendorId: String
        /// What the operator tells the buyer.
        package var reason: String
        package var rejectedAt: Instant

        package init(
            refundId: String,
            orderId: String,
            accountId: String,
            vendorId: String,
            reason: String,
            rejectedAt: Instant,
        ) {
            self.refundId = refundId
            self.orderId = orderId
            self.accountId = accountId
            self.vendorId = vendorId
            self.reason = reason
            self.rejectedAt = rejectedAt
        }
    }
}

extension RefundsWire.RefundRejectedV1 {
    package static let contract = MessageContract(
        type: "marketplace.refunds.refund-rejected.v1",
        topic: Topics.refundsEvents,
        owner: "refunds",
        orderingKey: "/orderId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: ["orders"],
        personalData: ["/reason"],
        person: "/accountId",
        isDeprecated: false,
    )

    package var orderingKey: String { orderId }
}

extension RefundsWire.RefundRejectedV1 {
    private static let memberNames: JSONMemberNames = ["refundId", "orderId", "accountId", "vendorId", "reason", "rejectedAt"]
    private static let refundIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var refundId: String?
        var orderId: String?
        var accountId: String?
        var vendorId: String?
        var reason: String?
        var rejectedAt: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: refundId = try reader.string(1...64, Self.refundIdPattern)
            case 1: orderId = try reader.string(1...64, Self.refundIdPattern)
            case 2: accountId = try reader.string(1...64, Self.refundIdPattern)
            case 3: vendorId = try reader.string(1...64, Self.refundIdPattern)
            case 4: reason = try reader.string(0...500)
            case 5: rejectedAt = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let refundId else { throw reader.missing("refundId", in: cursor) }
        guard let orderId else { throw reader.missing("orderId", in: cursor) }
        guard let accountId else { throw reader.missing("accountId", in: cursor) }
        guard let vendorId else { throw reader.missing("vendorId", in: cursor) }
        guard let reason else { throw reader.missing("reason", in: cursor) }
        guard let rejectedAt else { throw reader.missing("rejectedAt", in: cursor) }
        self.refundId = refundId
        self.orderId = orderId
        self.accountId = accountId
        self.vendorId = vendorId
        self.reason = reason
        self.rejectedAt = rejectedAt
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
        writer.name("reason")
        writer.string(reason)
        writer.name("rejectedAt")
        rejectedAt.encode(into: &writer)
        writer.endObject()
    }
}
