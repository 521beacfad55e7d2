// Written by scripts/contracts from invoicing/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension InvoicingWire {
    /// The invoice that covered the order is balanced to zero or was returned; the order can be invoiced anew. Said once for every order on it.
    ///
    /// `marketplace.invoicing.invoice-reversed.v1`
    package struct InvoiceReversedV1: WireMessage {
        package var orderId: String
        /// The buyer.
        package var accountId: String
        /// The vendor, or 'first-party' for the platform's own goods.
        package var sellerId: String
        package var applicationId: String
        /// The invoice that no longer counts.
        package var invoiceId: String
        /// The red-letter invoice; absent when paper was returned.
        package var reversedBy: String?
        package var reason: Reason
        package var reversedAt: Instant

        package init(
            orderId: String,
            accountId: String,
            sellerId: String,
            applicationId: String,
            invoiceId: String,
            reversedBy: String? = nil,
            reason: Reason,
            reversedAt: Instant,
        ) {
            self.orderId = orderId
            self.accountId = accountId
            self.sellerId = sellerId
            self.applicationId = applicationId
            self.invoiceId = invoiceId
            self.reversedBy = reversedBy
            self.reason = reason
            self.reversedAt = reversedAt
        }

        package enum Reason: WireEnum {
            case wrong
            case returned
            case serviceEnded
            case allowance
            /// A word of a newer version.
            case unknown(String)

            package static let known: [Self] = [.wrong, .returned, .serviceEnded, .allowance]

            package init(word: String) {
                switch word {
                case "wrong": self = .wrong
                case "returned": self = .returned
                case "service-ended": self = .serviceEnded
                case "allowance": self = .allowance
                default: self = .unknown(word)
                }
            }

            package var word: String {
                switch self {
                case .wrong: "wrong"
                case .returned: "returned"
                case .serviceEnded: "service-ended"
                case .allowance: "allowance"
                case .unknown(let word): word
                }
            }
        }
    }
}

extension InvoicingWire.InvoiceReversedV1 {
    package static let contract = MessageContract(
        type: "marketplace.invoicing.invoice-reversed.v1",
        topic: Topics.invoicingEvents,
        owner: "invoicing",
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

extension InvoicingWire.InvoiceReversedV1 {
    private static let memberNames: JSONMemberNames = ["orderId", "accountId", "sellerId", "applicationId", "invoiceId", "reversedBy", "reason", "reversedAt"]
    private static let orderIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var orderId: String?
        var accountId: String?
        var sellerId: String?
        var applicationId: String?
        var invoiceId: String?
        var reversedBy: String?
        var reason: Reason?
        var reversedAt: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: orderId = try reader.string(1...64, Self.orderIdPattern)
            case 1: accountId = try reader.string(1...64, Self.orderIdPattern)
            case 2: sellerId = try reader.string(1...64, Self.orderIdPattern)
            case 3: applicationId = try reader.string(1...64, Self.orderIdPattern)
            case 4: invoiceId = try reader.string(1...64, Self.orderIdPattern)
            case 5: reversedBy = try reader.string(1...64, Self.orderIdPattern)
            case 6: reason = try Reason(from: &reader)
            case 7: reversedAt = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let orderId else { throw reader.missing("orderId", in: cursor) }
        guard let accountId else { throw reader.missing("accountId", in: cursor) }
        guard let sellerId else { throw reader.missing("sellerId", in: cursor) }
        guard let applicationId else { throw reader.missing("applicationId", in: cursor) }
        guard let invoiceId else { throw reader.missing("invoiceId", in: cursor) }
        guard let reason else { throw reader.missing("reason", in: cursor) }
        guard let reversedAt else { throw reader.missing("reversedAt", in: cursor) }
        self.orderId = orderId
        self.accountId = accountId
        self.sellerId = sellerId
        self.applicationId = applicationId
        self.invoiceId = invoiceId
        self.reversedBy = reversedBy
        self.reason = reason
        self.reversedAt = reversedAt
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
        writer.name("invoiceId")
        writer.string(invoiceId)
        if let reversedBy {
            writer.name("reversedBy")
            writer.string(reversedBy)
        }
        writer.name("reason")
        reason.encode(into: &writer)
        writer.name("reversedAt")
        reversedAt.encode(into: &writer)
        writer.endObject()
    }
}
