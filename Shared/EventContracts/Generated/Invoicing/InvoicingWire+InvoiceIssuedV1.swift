// Written by scripts/contracts from invoicing/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension InvoicingWire {
    /// An invoice covers the order. Said once for every order on it.
    ///
    /// `marketplace.invoicing.invoice-issued.v1`
    package struct InvoiceIssuedV1: WireMessage {
        package var orderId: String
        /// The buyer.
        package var accountId: String
        /// The vendor, or 'first-party' for the platform's own goods.
        package var sellerId: String
        package var applicationId: String
        package var invoiceId: String
        /// As printed on the invoice.
        package var invoiceNumber: String
        package var medium: Medium
        /// The order's part before arrears were offset.
        package var amountFen: Money
        package var issuedAt: Instant

        package init(
            orderId: String,
            accountId: String,
            sellerId: String,
            applicationId: String,
            invoiceId: String,
            invoiceNumber: String,
            medium: Medium,
            amountFen: Money,
            issuedAt: Instant,
        ) {
            self.orderId = orderId
            self.accountId = accountId
            self.sellerId = sellerId
            self.applicationId = applicationId
            self.invoiceId = invoiceId
            self.invoiceNumber = invoiceNumber
            self.medium = medium
            self.amountFen = amountFen
            self.issuedAt = issuedAt
        }

        package enum Medium: WireEnum {
            case electronic
            case paper
            /// A word of a newer version.
            case unknown(String)

            package static let known: [Self] = [.electronic, .paper]

            package init(word: String) {
                switch word {
                case "electronic": self = .electronic
                case "paper": self = .paper
                default: self = .unknown(word)
                }
            }

            package var word: String {
                switch self {
                case .electronic: "electronic"
                case .paper: "paper"
                case .unknown(let word): word
                }
            }
        }
    }
}

extension InvoicingWire.InvoiceIssuedV1 {
    package static let contract = MessageContract(
        type: "marketplace.invoicing.invoice-issued.v1",
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

extension InvoicingWire.InvoiceIssuedV1 {
    private static let memberNames: JSONMemberNames = ["orderId", "accountId", "sellerId", "applicationId", "invoiceId", "invoiceNumber", "medium", "amountFen", "issuedAt"]
    private static let orderIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])
    private static let invoiceNumberPattern = TextPattern("^[0-9]+$", [
        .init(low: 0x3ff000000000000, high: 0x0, count: 1...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var orderId: String?
        var accountId: String?
        var sellerId: String?
        var applicationId: String?
        var invoiceId: String?
        var invoiceNumber: String?
        var medium: Medium?
        var amountFen: Money?
        var issuedAt: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: orderId = try reader.string(1...64, Self.orderIdPattern)
            case 1: accountId = try reader.string(1...64, Self.orderIdPattern)
            case 2: sellerId = try reader.string(1...64, Self.orderIdPattern)
            case 3: applicationId = try reader.string(1...64, Self.orderIdPattern)
            case 4: invoiceId = try reader.string(1...64, Self.orderIdPattern)
            case 5: invoiceNumber = try reader.string(8...20, Self.invoiceNumberPattern)
            case 6: medium = try Medium(from: &reader)
            case 7: amountFen = Money(fen: try reader.int64(0...10000000000000))
            case 8: issuedAt = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let orderId else { throw reader.missing("orderId", in: cursor) }
        guard let accountId else { throw reader.missing("accountId", in: cursor) }
        guard let sellerId else { throw reader.missing("sellerId", in: cursor) }
        guard let applicationId else { throw reader.missing("applicationId", in: cursor) }
        guard let invoiceId else { throw reader.missing("invoiceId", in: cursor) }
        guard let invoiceNumber else { throw reader.missing("invoiceNumber", in: cursor) }
        guard let medium else { throw reader.missing("medium", in: cursor) }
        guard let amountFen else { throw reader.missing("amountFen", in: cursor) }
        guard let issuedAt else { throw reader.missing("issuedAt", in: cursor) }
        self.orderId = orderId
        self.accountId = accountId
        self.sellerId = sellerId
        self.applicationId = applicationId
        self.invoiceId = invoiceId
        self.invoiceNumber = invoiceNumber
        self.medium = medium
        self.amountFen = amountFen
        self.issuedAt = issuedAt
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
        writer.name("invoiceNumber")
        writer.string(invoiceNumber)
        writer.name("medium")
        medium.encode(into: &writer)
        writer.name("amountFen")
        writer.int64(amountFen.fen)
        writer.name("issuedAt")
        issuedAt.encode(into: &writer)
        writer.endObject()
    }
}
