// Written by scripts/contracts from orders/asyncapi.json: change that, not this.
package import JSON
package import Kernel

extension OrdersWire {
    /// An order was placed and waits for payment; prices, terms and versions are frozen.
    ///
    /// `marketplace.orders.order-placed.v1`
    package struct OrderPlacedV1: WireMessage {
        package var orderId: String
        /// The buyer.
        package var accountId: String
        package var vendorId: String
        package var vendorName: String
        /// Whose sale it is: the platform's own goods or a vendor's.
        package var seller: Seller
        /// The buyer's sub-account that ordered.
        package var subAccountId: String?
        package var orderType: OrderType
        package var lines: [OrderedLine]
        /// Present for partner-domain orders.
        package var domain: DomainPurchase?
        package var totalFen: Money
        /// The crowdsourcing demand the order came from.
        package var demandId: String?
        /// The proposal that was accepted.
        package var proposalId: String?
        /// The acceptance that the order follows.
        package var acceptanceId: String?
        package var placedAt: Instant
        /// From this instant on the order has lapsed.
        package var payableUntil: Instant

        package init(
            orderId: String,
            accountId: String,
            vendorId: String,
            vendorName: String,
            seller: Seller,
            subAccountId: String? = nil,
            orderType: OrderType,
            lines: [OrderedLine],
            domain: DomainPurchase? = nil,
            totalFen: Money,
            demandId: String? = nil,
            proposalId: String? = nil,
            acceptanceId: String? = nil,
            placedAt: Instant,
            payableUntil: Instant,
        ) {
            self.orderId = orderId
            self.accountId = accountId
            self.vendorId = vendorId
            self.vendorName = vendorName
            self.seller = seller
            self.subAccountId = subAccountId
            self.orderType = orderType
            self.lines = lines
            self.domain = domain
            self.totalFen = totalFen
            self.demandId = demandId
            self.proposalId = proposalId
            self.acceptanceId = acceptanceId
            self.placedAt = placedAt
            self.payableUntil = payableUntil
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

extension OrdersWire.OrderPlacedV1 {
    package static let contract = MessageContract(
        type: "marketplace.orders.order-placed.v1",
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

extension OrdersWire.OrderPlacedV1 {
    private static let memberNames: JSONMemberNames = ["orderId", "accountId", "vendorId", "vendorName", "seller", "subAccountId", "orderType", "lines", "domain", "totalFen", "demandId", "proposalId", "acceptanceId", "placedAt", "payableUntil"]
    private static let orderIdPattern = TextPattern("^[A-Za-z0-9][A-Za-z0-9._:-]*$", [
        .init(low: 0x3ff000000000000, high: 0x7fffffe07fffffe, count: 1...1),
        .init(low: 0x7ff600000000000, high: 0x7fffffe87fffffe, count: 0...Int.max),
    ])

    package init(from reader: inout JSONReader) throws(JSONError) {
        var orderId: String?
        var accountId: String?
        var vendorId: String?
        var vendorName: String?
        var seller: OrdersWire.Seller?
        var subAccountId: String?
        var orderType: OrderType?
        var lines: [OrdersWire.OrderedLine]?
        var domain: OrdersWire.DomainPurchase?
        var totalFen: Money?
        var demandId: String?
        var proposalId: String?
        var acceptanceId: String?
        var placedAt: Instant?
        var payableUntil: Instant?
        var cursor = try reader.beginObject()
        while let memberIndex = try reader.nextMember(&cursor, of: Self.memberNames) {
            if try reader.null() { continue }
            switch memberIndex {
            case 0: orderId = try reader.string(1...64, Self.orderIdPattern)
            case 1: accountId = try reader.string(1...64, Self.orderIdPattern)
            case 2: vendorId = try reader.string(1...64, Self.orderIdPattern)
            case 3: vendorName = try reader.string(0...100)
            case 4: seller = try OrdersWire.Seller(from: &reader)
            case 5: subAccountId = try reader.string(1...64, Self.orderIdPattern)
            case 6: orderType = try OrderType(from: &reader)
            case 7: lines = try reader.array(1...100) { (reader) throws(JSONError) in try OrdersWire.OrderedLine(from: &reader) }
            case 8: domain = try OrdersWire.DomainPurchase(from: &reader)
            case 9: totalFen = Money(fen: try reader.int64(0...10000000000000))
            case 10: demandId = try reader.string(1...64, Self.orderIdPattern)
            case 11: proposalId = try reader.string(1...64, Self.orderIdPattern)
            case 12: acceptanceId = try reader.string(1...64, Self.orderIdPattern)
            case 13: placedAt = try Instant(from: &reader)
            case 14: payableUntil = try Instant(from: &reader)
            default: try reader.skip()
            }
        }
        guard let orderId else { throw reader.missing("orderId", in: cursor) }
        guard let accountId else { throw reader.missing("accountId", in: cursor) }
        guard let vendorId else { throw reader.missing("vendorId", in: cursor) }
        guard let vendorName else { throw reader.missing("vendorName", in: cursor) }
        guard let seller else { throw reader.missing("seller", in: cursor) }
        guard let orderType else { throw reader.missing("orderType", in: cursor) }
        guard let lines else { throw reader.missing("lines", in: cursor) }
        guard let totalFen else { throw reader.missing("totalFen", in: cursor) }
        guard let placedAt else { throw reader.missing("placedAt", in: cursor) }
        guard let payableUntil else { throw reader.missing("payableUntil", in: cursor) }
        self.orderId = orderId
        self.accountId = accountId
        self.vendorId = vendorId
        self.vendorName = vendorName
        self.seller = seller
        self.subAccountId = subAccountId
        self.orderType = orderType
        self.lines = lines
        self.domain = domain
        self.totalFen = totalFen
        self.demandId = demandId
        self.proposalId = proposalId
        self.acceptanceId = acceptanceId
        self.placedAt = placedAt
        self.payableUntil = payableUntil
    }

    package func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("orderId")
        writer.string(orderId)
        writer.name("accountId")
        writer.string(accountId)
        writer.name("vendorId")
        writer.string(vendorId)
        writer.name("vendorName")
        writer.string(vendorName)
        writer.name("seller")
        seller.encode(into: &writer)
        if let subAccountId {
            writer.name("subAccountId")
            writer.string(subAccountId)
        }
        writer.name("orderType")
        orderType.encode(into: &writer)
        writer.name("lines")
        writer.beginArray()
        for element in lines {
            element.encode(into: &writer)
        }
        writer.endArray()
        if let domain {
            writer.name("domain")
            domain.encode(into: &writer)
        }
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
        if let acceptanceId {
            writer.name("acceptanceId")
            writer.string(acceptanceId)
        }
        writer.name("placedAt")
        placedAt.encode(into: &writer)
        writer.name("payableUntil")
        payableUntil.encode(into: &writer)
        writer.endObject()
    }
}
