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
        isDeprecated: false,
    )

    package var orderingKey: String { applicationId }
}

extension InvoicingWire.InvoiceIssueRemindedV1 {
    private static let memberNames: JSONMemberNames = ["applicationId", "accountId", "sellerId", "amountFen", "reminders", "dueAt", "remindedAt"]

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
            case 0: applicationId = try reader.string()
            case 1: accountId = try reader.string()
            case 2: sellerId = try reader.string()
            case 3: amountFen = try Money(from: &reader)
            case 4: reminders = try reader.int64()
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
        amountFen.encode(into: &writer)
        writer.name("reminders")
        writer.int64(reminders)
        writer.name("dueAt")
        dueAt.encode(into: &writer)
        writer.name("remindedAt")
        remindedAt.encode(into: &writer)
        writer.endObject()
    }
}
