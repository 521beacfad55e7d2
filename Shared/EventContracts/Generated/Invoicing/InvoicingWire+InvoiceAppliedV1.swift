// Written by scripts/contracts from invoicing/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension InvoicingWire {
    /// An order is taken into an application; no other application can take it until it is let go.
    ///
    /// `marketplace.invoicing.invoice-applied.v1`
    package struct InvoiceAppliedV1: WireMessage {
        package var orderId: String
        /// The buyer.
        package var accountId: String
        /// The vendor, or 'first-party' for the platform's own goods.
        package var sellerId: String
        package var applicationId: String
        /// What is invoiceable for the order.
        package var amountFen: Money
        package var appliedAt: Instant

        package init(
            orderId: String,
            accountId: String,
            sellerId: String,
            applicationId: String,
            amountFen: Money,
            appliedAt: Instant,
        ) {
            self.orderId = orderId
            self.accountId = accountId
            self.sellerId = sellerId
            self.applicationId = applicationId
            self.amountFen = amountFen
            self.appliedAt = appliedAt
        }
    }
}

extension InvoicingWire.InvoiceAppliedV1 {
    package static let contract = MessageContract(
        type: "marketplace.invoicing.invoice-applied.v1",
        topic: Topics.invoicingEvents,
        owner: "invoicing",
        orderingKey: "/orderId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: [],
        personalData: [],
        person: nil,
        isDeprecated: false,
    )

    package var orderingKey: String { orderId }
}

extension InvoicingWire.InvoiceAppliedV1 {
    private static let memberNames: JSONMemberNames = ["orderId", "accountId", "sellerId", "applicationId", "amountFen", "appliedAt"]
    private static let orderIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var orderId: String?
        var accountId: String?
        var sellerId: String?
        var applicationId: String?
        var amountFen: Money?
        var appliedAt: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: orderId = try reader.string(1...64, Self.orderIdPattern)
            case 1: accountId = try reader.string(1...64, Self.orderIdPattern)
            case 2: sellerId = try reader.string(1...64, Self.orderIdPattern)
            case 3: applicationId = try reader.string(1...64, Self.orderIdPattern)
            case 4: amountFen = Money(fen: try reader.int64(0...10000000000000))
            case 5: appliedAt = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let orderId else { throw reader.missing("orderId", in: cursor) }
        guard let accountId else { throw reader.missing("accountId", in: cursor) }
        guard let sellerId else { throw reader.missing("sellerId", in: cursor) }
        guard let applicationId else { throw reader.missing("applicationId", in: cursor) }
        guard let amountFen else { throw reader.missing("amountFen", in: cursor) }
        guard let appliedAt else { throw reader.missing("appliedAt", in: cursor) }
        self.orderId = orderId
        self.accountId = accountId
        self.sellerId = sellerId
        self.applicationId = applicationId
        self.amountFen = amountFen
        self.appliedAt = appliedAt
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("orderId")
        writer.string(orderId)
        writer.name("accountId")
        writer.string(accountId)
        writer.name("sellerId")
        writer.string(sellerId)
        writer.name("applicationId")
        writer.string(applicationId)
        writer.name("amountFen")
        writer.int64(amountFen.fen)
        writer.name("appliedAt")
        appliedAt.encode(into: &writer)
        writer.endObject()
    }
}
