// Written by scripts/contracts from posting/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension PostingWire {
    /// A posting was booked or rejected; says the balance afterwards.
    ///
    /// `marketplace.posting.account-posted.v1`
    package struct AccountPostedV1: WireMessage {
        package var accountId: String
        package var orderId: String
        /// Grows by one with every posting of the account.
        package var version: Int64
        /// After this posting.
        package var balance: Money
        package var outcome: Outcome
        /// The id of the command.
        package var causationId: String
        package var currency: Currency
        package var at: Instant

        package init(
            accountId: String,
            orderId: String,
            version: Int64,
            balance: Money,
            outcome: Outcome,
            causationId: String,
            currency: Currency,
            at: Instant,
        ) {
            self.accountId = accountId
            self.orderId = orderId
            self.version = version
            self.balance = balance
            self.outcome = outcome
            self.causationId = causationId
            self.currency = currency
            self.at = at
        }

        package enum Outcome: WireEnum {
            case credited
            case debited
            case rejected
            /// A word of a newer version.
            case unknown(String)

            package static let known: [Self] = [.credited, .debited, .rejected]

            package init(word: String) {
                switch word {
                case "credited": self = .credited
                case "debited": self = .debited
                case "rejected": self = .rejected
                default: self = .unknown(word)
                }
            }

            package var word: String {
                switch self {
                case .credited: "credited"
                case .debited: "debited"
                case .rejected: "rejected"
                case .unknown(let word): word
                }
            }
        }
    }
}

extension PostingWire.AccountPostedV1 {
    package static let contract = MessageContract(
        type: "marketplace.posting.account-posted.v1",
        topic: Topics.postingEvents,
        owner: "posting",
        orderingKey: "/accountId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: [],
        personalData: [],
        person: nil,
        isDeprecated: false,
    )

    package var orderingKey: String { accountId }
}

extension PostingWire.AccountPostedV1 {
    private static let memberNames: JSONMemberNames = ["accountId", "orderId", "version", "balance", "outcome", "causationId", "currency", "at"]
    private static let accountIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var accountId: String?
        var orderId: String?
        var version: Int64?
        var balance: Money?
        var outcome: Outcome?
        var causationId: String?
        var currency: PostingWire.Currency?
        var at: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: accountId = try reader.string(1...64, Self.accountIdPattern)
            case 1: orderId = try reader.string(1...64, Self.accountIdPattern)
            case 2: version = try reader.int64(1...9007199254740991)
            case 3: balance = Money(fen: try reader.int64(-10000000000000...10000000000000))
            case 4: outcome = try Outcome(from: &reader)
            case 5: causationId = try reader.string(1...255)
            case 6: currency = try PostingWire.Currency(from: &reader)
            case 7: at = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let accountId else { throw reader.missing("accountId", in: cursor) }
        guard let orderId else { throw reader.missing("orderId", in: cursor) }
        guard let version else { throw reader.missing("version", in: cursor) }
        guard let balance else { throw reader.missing("balance", in: cursor) }
        guard let outcome else { throw reader.missing("outcome", in: cursor) }
        guard let causationId else { throw reader.missing("causationId", in: cursor) }
        guard let currency else { throw reader.missing("currency", in: cursor) }
        guard let at else { throw reader.missing("at", in: cursor) }
        self.accountId = accountId
        self.orderId = orderId
        self.version = version
        self.balance = balance
        self.outcome = outcome
        self.causationId = causationId
        self.currency = currency
        self.at = at
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("accountId")
        writer.string(accountId)
        writer.name("orderId")
        writer.string(orderId)
        writer.name("version")
        writer.int64(version)
        writer.name("balance")
        writer.int64(balance.fen)
        writer.name("outcome")
        outcome.encode(into: &writer)
        writer.name("causationId")
        writer.string(causationId)
        writer.name("currency")
        currency.encode(into: &writer)
        writer.name("at")
        at.encode(into: &writer)
        writer.endObject()
    }
}
