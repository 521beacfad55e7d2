// Written by scripts/contracts from invoicing/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension InvoicingWire {
    /// The vendor has not issued an invoice within seven days; repeated daily until it has.
    ///
    /// `marketplace.invoicing.invoice-issue-reminded.v1`
    package struct InvoiceIssueRemindedV1: WireMessage {
        package var applicationId: String
        /// The buyer.
        package var accountId: String
        /// The vendor, or 'first-party' for the platform's own goods.
        package var sellerId: String
        /// What the invoice has to be issued for.
        package var amountFen: Money
        /// Counts the reminders of this application.
        package var reminders: Int64
        /// Until when it had to be issued.
        package var dueAt: Instant
        package var remindedAt: Instant

        package init(
            applicationId: String,
            accountId: String,
            sellerId: String,
            amountFen: Money,
            reminders: Int64,
            dueAt: Instant,
            remindedAt: Instant,
        ) {
            self.applicationId = applicationId
            self.accountId = accountId
            self.sellerId = sellerId
            self.amountFen = amountFen
            self.reminders = reminders
            self.dueAt = dueAt
            self.remindedAt = remindedAt
        }
    }
}

extension InvoicingWire.InvoiceIssueRemindedV1 {
    package static let contract = MessageContract(
        type: "marketplace.invoicing.invoice-issue-reminded.v1",
        topic: Topics.invoicingEvents,
        owner: "invoicing",
        orderingKey: "/applicationId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: [],
        personalData: [],
        person: nil,
        isDeprecated: false,
    )

    package var orderingKey: String { applicationId }
}

extension InvoicingWire.InvoiceIssueRemindedV1 {
    private static let memberNames: JSONMemberNames = ["applicationId", "accountId", "sellerId", "amountFen", "reminders", "dueAt", "remindedAt"]
    private static let applicationIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var applicationId: String?
        var accountId: String?
        var sellerId: String?
        var amountFen: Money?
        var reminders: Int64?
        var dueAt: Instant?
        var remindedAt: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: applicationId = try reader.string(1...64, Self.applicationIdPattern)
            case 1: accountId = try reader.string(1...64, Self.applicationIdPattern)
            case 2: sellerId = try reader.string(1...64, Self.applicationIdPattern)
            case 3: amountFen = Money(fen: try reader.int64(0...10000000000000))
            case 4: reminders = try reader.int64(1...1000000000)
            case 5: dueAt = try Instant(from: &reader)
            case 6: remindedAt = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let applicationId else { throw reader.missing("applicationId", in: cursor) }
        guard let accountId else { throw reader.missing("accountId", in: cursor) }
        guard let sellerId else { throw reader.missing("sellerId", in: cursor) }
        guard let amountFen else { throw reader.missing("amountFen", in: cursor) }
        guard let reminders else { throw reader.missing("reminders", in: cursor) }
        guard let dueAt else { throw reader.missing("dueAt", in: cursor) }
        guard let remindedAt else { throw reader.missing("remindedAt", in: cursor) }
        self.applicationId = applicationId
        self.accountId = accountId
        self.sellerId = sellerId
        self.amountFen = amountFen
        self.reminders = reminders
        self.dueAt = dueAt
        self.remindedAt = remindedAt
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("applicationId")
        writer.string(applicationId)
        writer.name("accountId")
        writer.string(accountId)
        writer.name("sellerId")
        writer.string(sellerId)
        writer.name("amountFen")
        writer.int64(amountFen.fen)
        writer.name("reminders")
        writer.int64(reminders)
        writer.name("dueAt")
        dueAt.encode(into: &writer)
        writer.name("remindedAt")
        remindedAt.encode(into: &writer)
        writer.endObject()
    }
}
