// Written by scripts/contracts from orders/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension OrdersWire {
    /// Every line is delivered: the instance opened, the domain got, the project accepted.
    ///
    /// `marketplace.orders.order-produced.v1`
    package struct OrderProducedV1: WireMessage {
        package var orderId: String
        /// The buyer.
        package var accountId: String
        package var vendorId: String
        /// Whose sale it is: the platform's own goods or a vendor's.
        package var seller: Seller
        package var orderType: OrderType
        package var lines: [ProducedLine]
        package var totalFen: Money
        /// What was paid in cash.
        package var cashFen: Money
        /// What was paid by vouchers.
        package var voucherFen: Money
        /// The crowdsourcing demand the order came from.
        package var demandId: String?
        /// The proposal that was accepted.
        package var proposalId: String?
        package var paidAt: Instant
        package var producedAt: Instant

        package init(
            orderId: String,
            accountId: String,
            vendorId: String,
            seller: Seller,
            orderType: OrderType,
            lines: [ProducedLine],
            totalFen: Money,
            cashFen: Money,
            voucherFen: Money,
            demandId: String? = nil,
            proposalId: String? = nil,
            paidAt: Instant,
            producedAt: Instant,
        ) {
            self.orderId = orderId
            self.accountId = accountId
            self.vendorId = vendorId
            self.seller = seller
            self.orderType = orderType
            self.lines = lines
            self.totalFen = totalFen
            self.cashFen = cashFen
            self.voucherFen = voucherFen
            self.demandId = demandId
            self.proposalId = proposalId
            self.paidAt = paidAt
            self.producedAt = producedAt
        }

        package enum OrderType: WireEnum {
            case new
            /// A word of a newer version.
            case unknown(String)

            package static let known: [Self] = [.new]

            package init(word: String) {
                switch word {
                case "new": self = .new
                default: self = .unknown(word)
                }
            }

            package var word: String {
                switch self {
                case .new: "new"
                case .unknown(let word): word
                }
            }
        }
    }
}

extension OrdersWire.OrderProducedV1 {
    package static let contract = MessageContract(
        type: "marketplace.orders.order-produced.v1",
        topic: Topics.ordersEvents,
        owner: "orders",
        orderingKey: "/orderId",
        dedupeID: "ce_id",
        tombstone: nil,
        replayPolicy: .replay,
        consumers: ["invoicing", "refunds", "crowdsourcing"],
        personalData: [],
        person: nil,
        isDeprecated: false,
    )

    package var orderingKey: String { orderId }
}

extension OrdersWire.OrderProducedV1 {
    private static let memberNames: JSONMemberNames = ["orderId", "accountId", "vendorId", "seller", "orderType", "lines", "totalFen", "cashFen", "voucherFen", "demandId", "proposalId", "paidAt", "producedAt"]
    private static let orderIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var orderId: String?
        var accountId: String?
        var vendorId: String?
        var seller: OrdersWire.Seller?
        var orderType: OrderType?
        var lines: [OrdersWire.ProducedLine]?
        var totalFen: Money?
        var cashFen: Money?
        var voucherFen: Money?
        var demandId: String?
        var proposalId: String?
        var paidAt: Instant?
        var producedAt: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: orderId = try reader.string(1...64, Self.orderIdPattern)
            case 1: accountId = try reader.string(1...64, Self.orderIdPattern)
            case 2: vendorId = try reader.string(1...64, Self.orderIdPattern)
            case 3: seller = try OrdersWire.Seller(from: &reader)
            case 4: orderType = try OrderType(from: &reader)
            case 5: lines = try reader.array(1...100) { (reader) throws(JSONError) in try OrdersWire.ProducedLine(from: &reader) }
            case 6: totalFen = Money(fen: try reader.int64(0...10000000000000))
            case 7: cashFen = Money(fen: try reader.int64(0...10000000000000))
            case 8: voucherFen = Money(fen: try reader.int64(0...10000000000000))
            case 9: demandId = try reader.string(1...64, Self.orderIdPattern)
            case 10: proposalId = try reader.string(1...64, Self.orderIdPattern)
            case 11: paidAt = try Instant(from: &reader)
            case 12: producedAt = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let orderId else { throw reader.missing("orderId", in: cursor) }
        guard let accountId else { throw reader.missing("accountId", in: cursor) }
        guard let vendorId else { throw reader.missing("vendorId", in: cursor) }
        guard let seller else { throw reader.missing("seller", in: cursor) }
        guard let orderType else { throw reader.missing("orderType", in: cursor) }
        guard let lines else { throw reader.missing("lines", in: cursor) }
        guard let totalFen else { throw reader.missing("totalFen", in: cursor) }
        guard let cashFen else { throw reader.missing("cashFen", in: cursor) }
        guard let voucherFen else { throw reader.missing("voucherFen", in: cursor) }
        guard let paidAt else { throw reader.missing("paidAt", in: cursor) }
        guard let producedAt else { throw reader.missing("producedAt", in: cursor) }
        self.orderId = orderId
        self.accountId = accountId
        self.vendorId = vendorId
        self.seller = seller
        self.orderType = orderType
        self.lines = lines
        self.totalFen = totalFen
        self.cashFen = cashFen
        self.voucherFen = voucherFen
        self.demandId = demandId
        self.proposalId = proposalId
        self.paidAt = paidAt
        self.producedAt = producedAt
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("orderId")
        writer.string(orderId)
        writer.name("accountId")
        writer.string(accountId)
        writer.name("vendorId")
        writer.string(vendorId)
        writer.name("seller")
        seller.encode(into: &writer)
        writer.name("orderType")
        orderType.encode(into: &writer)
        writer.name("lines")
        writer.beginArray()
        for element in lines {
            element.encode(into: &writer)
        }
        writer.endArray()
        writer.name("totalFen")
        writer.int64(totalFen.fen)
        writer.name("cashFen")
        writer.int64(cashFen.fen)
        writer.name("voucherFen")
        writer.int64(voucherFen.fen)
        if let demandId {
            writer.name("demandId")
            writer.string(demandId)
        }
        if let proposalId {
            writer.name("proposalId")
            writer.string(proposalId)
        }
        writer.name("paidAt")
        paidAt.encode(into: &writer)
        writer.name("producedAt")
        producedAt.encode(into: &writer)
        writer.endObject()
    }
}
