// Written by scripts/contracts from posting/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension PostingWire {
    /// Adds to an account, or takes from it if the balance suffices.
    ///
    /// `marketplace.posting.post-amount.v1`
    package struct PostAmountV1: WireMessage {
        package var accountId: String
        package var orderId: String
        package var amount: Money
        package var currency: Currency
        package var kind: Kind
        package var at: Instant
        /// The line of the statement, written by the service that posts; not about a person.
        package var note: String?

        package init(
            accountId: String,
            orderId: String,
            amount: Money,
            currency: Currency,
            kind: Kind,
            at: Instant,
            note: String? = nil,
        ) {
            self.accountId = accountId
            self.orderId = orderId
            self.amount = amount
            self.currency = currency
            self.kind = kind
            self.at = at
            self.note = note
        }

        package enum Kind: ClosedWireEnum {
            case credit
            case debit

            package init?(word: String) {
                switch word {
                case "credit": self = .credit
                case "debit": self = .debit
                default: return nil
                }
            }

            package var word: String {
                switch self {
                case .credit: "credit"
                case .debit: "debit"
                }
            }
        }
    }
}

extension PostingWire.PostAmountV1 {
    package static let contract = MessageContract(
        type: "marketplace.posting.post-amount.v1",
        topic: Topics.postingCommands,
        owner: "posting",
        orderingKey: "/accountId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: ["posting"],
        personalData: [],
        person: nil,
        isDeprecated: false,
    )

    package var orderingKey: String { accountId }
}

extension PostingWire.PostAmountV1 {
    private static let memberNames: JSONMemberNames = ["accountId", "orderId", "amount", "currency", "kind", "at", "note"]
    private static let accountIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var accountId: String?
        var orderId: String?
        var amount: Money?
        var currency: PostingWire.Currency?
        var kind: Kind?
        var at: Instant?
        var note: String?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: accountId = try reader.string(1...64, Self.accountIdPattern)
            case 1: orderId = try reader.string(1...64, Self.accountIdPattern)
            case 2: amount = Money(fen: try reader.int64(0...10000000000000))
            case 3: currency = try PostingWire.Currency(from: &reader)
            case 4: kind = try Kind(from: &reader)
            case 5: at = try Instant(from: &reader)
            case 6: note = try reader.string(0...500)
            default: try reader.skip()
            }
        }
        guard let accountId else { throw reader.missing("accountId", in: cursor) }
        guard let orderId else { throw reader.missing("orderId", in: cursor) }
        guard let amount else { throw reader.missing("amount", in: cursor) }
        guard let currency else { throw reader.missing("currency", in: cursor) }
        guard let kind else { throw reader.missing("kind", in: cursor) }
        guard let at else { throw reader.missing("at", in: cursor) }
        self.accountId = accountId
        self.orderId = orderId
        self.amount = amount
        self.currency = currency
        self.kind = kind
        self.at = at
        self.note = note
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("accountId")
        writer.string(accountId)
        writer.name("orderId")
        writer.string(orderId)
        writer.name("amount")
        writer.int64(amount.fen)
        writer.name("currency")
        currency.encode(into: &writer)
        writer.name("kind")
        kind.encode(into: &writer)
        writer.name("at")
        at.encode(into: &writer)
        if let note {
            writer.name("note")
            writer.string(note)
        }
        writer.endObject()
    }
}
