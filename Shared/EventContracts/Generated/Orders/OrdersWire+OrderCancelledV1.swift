// Written by scripts/contracts from orders/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension OrdersWire {
    /// The order will not come about.
    ///
    /// `marketplace.orders.order-cancelled.v1`
    package struct OrderCancelledV1: WireMessage {
        package var orderId: String
        /// The buyer.
        package var accountId: String
        package var vendorId: String
        /// domain-taken: another buyer paid for the domain first, and all money goes back. demand-withdrawn: the crowdsourcing demand it came from. acceptance-replaced: the buyer accepted again before this order came. cannot-be-produced: a product of the accepted proposal is of a kind, or in a quantity, that is not sold; cancelled as soon as it was placed.
        package var reason: Reason
        package var totalFen: Money
        /// The crowdsourcing demand the order came from.
        package var demandId: String?
        /// The proposal that was accepted.
        package var proposalId: String?
        package var cancelledAt: Instant

        package init(
            orderId: String,
            accountId: String,
            vendorId: String,
            reason: Reason,
            totalFen: Money,
            demandId: String? = nil,
            proposalId: String? = nil,
            cancelledAt: Instant,
        ) {
            self.orderId = orderId
            self.accountId = accountId
            self.vendorId = vendorId
            self.reason = reason
            self.totalFen = totalFen
            self.demandId = demandId
            self.proposalId = proposalId
            self.cancelledAt = cancelledAt
        }

        package enum Reason: WireEnum {
            case cancelledByBuyer
            case domainTaken
            case demandWithdrawn
            case acceptanceReplaced
            case cannotBeProduced
            /// A word of a newer version.
            case unknown(String)

            package static let known: [Self] = [.cancelledByBuyer, .domainTaken, .demandWithdrawn, .acceptanceReplaced, .cannotBeProduced]

            package init(word: String) {
                switch word {
                case "cancelled-by-buyer": self = .cancelledByBuyer
                case "domain-taken": self = .domainTaken
                case "demand-withdrawn": self = .demandWithdrawn
                case "acceptance-replaced": self = .acceptanceReplaced
                case "cannot-be-produced": self = .cannotBeProduced
                default: self = .unknown(word)
                }
            }

            package var word: String {
                switch self {
                case .cancelledByBuyer: "cancelled-by-buyer"
                case .domainTaken: "domain-taken"
                case .demandWithdrawn: "demand-withdrawn"
                case .acceptanceReplaced: "acceptance-replaced"
                case .cannotBeProduced: "cannot-be-produced"
                case .unknown(let word): word
                }
            }
        }
    }
}

extension OrdersWire.OrderCancelledV1 {
    package static let contract = MessageContract(
        type: "marketplace.orders.order-cancelled.v1",
        topic: Topics.ordersEvents,
        owner: "orders",
        orderingKey: "/orderId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: ["crowdsourcing"],
        personalData: [],
        person: nil,
        isDeprecated: false,
    )

    package var orderingKey: String { orderId }
}

extension OrdersWire.OrderCancelledV1 {
    private static let memberNames: JSONMemberNames = ["orderId", "accountId", "vendorId", "reason", "totalFen", "demandId", "proposalId", "cancelledAt"]
    private static let orderIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var orderId: String?
        var accountId: String?
        var vendorId: String?
        var reason: Reason?
        var totalFen: Money?
        var demandId: String?
        var proposalId: String?
        var cancelledAt: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: orderId = try reader.string(1...64, Self.orderIdPattern)
            case 1: accountId = try reader.string(1...64, Self.orderIdPattern)
            case 2: vendorId = try reader.string(1...64, Self.orderIdPattern)
            case 3: reason = try Reason(from: &reader)
            case 4: totalFen = Money(fen: try reader.int64(0...10000000000000))
            case 5: demandId = try reader.string(1...64, Self.orderIdPattern)
            case 6: proposalId = try reader.string(1...64, Self.orderIdPattern)
            case 7: cancelledAt = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let orderId else { throw reader.missing("orderId", in: cursor) }
        guard let accountId else { throw reader.missing("accountId", in: cursor) }
        guard let vendorId else { throw reader.missing("vendorId", in: cursor) }
        guard let reason else { throw reader.missing("reason", in: cursor) }
        guard let totalFen else { throw reader.missing("totalFen", in: cursor) }
        guard let cancelledAt else { throw reader.missing("cancelledAt", in: cursor) }
        self.orderId = orderId
        self.accountId = accountId
        self.vendorId = vendorId
        self.reason = reason
        self.totalFen = totalFen
        self.demandId = demandId
        self.proposalId = proposalId
        self.cancelledAt = cancelledAt
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("orderId")
        writer.string(orderId)
        writer.name("accountId")
        writer.string(accountId)
        writer.name("vendorId")
        writer.string(vendorId)
        writer.name("reason")
        reason.encode(into: &writer)
        writer.name("totalFen")
        writer.int64(totalFen.fen)
        if let demandId {
            writer.name("demandId")
            writer.string(demandId)
        }
        if let proposalId {
            writer.name("proposalId")
            writer.string(proposalId)
        }
        writer.name("cancelledAt")
        cancelledAt.encode(into: &writer)
        writer.endObject()
    }
}
