package import Kernel

package enum OrderStatus: String, Codable, CaseIterable, Sendable {
    /// Never placed.
    case absent
    case unpaid
    /// Paid; who gets the domain is being settled (ORD-12).
    case claiming
    /// 处理中 (ORD-14)
    case processing
    case produced
    /// The domain could not be got; the money goes back (DOM-05).
    case failed
    case cancelled
    case lapsed
    /// Another buyer's payment was first (ORD-12).
    case domainTaken = "domain-taken"
    case refunded
}

/// How an order came to be (ORD-08). Renewals, upgrades and the like are not sold yet.
package enum OrderType: String, Codable, CaseIterable, Sendable {
    case new
}

package enum PaymentMethod: String, Codable, CaseIterable, Sendable {
    case balance, online
}

/// The one payment that may be under way for an order (ORD-06).
package struct PaymentAttempt: Codable, Hashable, Sendable {
    package enum Stage: String, Codable, CaseIterable, Sendable {
        /// The wallet was asked for money or vouchers; it answers within one step.
        case debiting
        case awaitingProvider = "awaiting-provider"
    }

    package let id: String
    package let method: PaymentMethod
    package let cash: Money
    package let voucher: Money
    package internal(set) var stage: Stage
    /// Where the buyer pays, once the provider has told.
    package internal(set) var payURL: String?
}

/// The payment that counted.
package struct Settlement: Codable, Hashable, Sendable {
    package let paymentID: String
    package let method: PaymentMethod
    package let paidAt: Instant
}

/// Money on its way back. It has moved when nothing is awaited any more.
package struct Refund: Codable, Hashable, Sendable {
    package enum Leg: String, Codable, Sendable {
        case wallet, provider
    }

    package let id: String
    package let amounts: [LineAmount]
    package internal(set) var awaited: [Leg]
    package internal(set) var doneAt: Instant?
}

package struct Vendor: Codable, Hashable, Sendable {
    package let id: String
    package let name: String

    package init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}

/// Where an order came from besides the catalog.
package struct ProposalOrigin: Codable, Hashable, Sendable {
    package let demandID: String
    package let proposalID: String
    /// Each acceptance leads to one order.
    package let acceptanceID: String

    package init(demandID: String, proposalID: String, acceptanceID: String) {
        self.demandID = demandID
        self.proposalID = proposalID
        self.acceptanceID = acceptanceID
    }
}

/// Who will own a domain (ORD-11). A reference only: names and document numbers stay with the identity system.
package struct DomainOwner: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, CaseIterable, Sendable {
        case individual, enterprise
    }

    package let kind: Kind
    package let registrantTemplateID: String
    /// Whether the identity papers that some registries want are on the template (DOM-04).
    package let papersOnTemplate: Bool
}

package struct OrderState: Codable, Sendable {
    package let id: String
    package internal(set) var status = OrderStatus.absent
    package internal(set) var type = OrderType.new
    package internal(set) var buyer = ""
    package internal(set) var subAccount: String?
    package internal(set) var vendor = Vendor(id: "", name: "")
    package internal(set) var origin: ProposalOrigin?
    package internal(set) var owner: DomainOwner?
    package internal(set) var lines: [OrderLine] = []
    package internal(set) var placedAt: Instant?
    package internal(set) var attempt: PaymentAttempt?
    /// Why the last payment did not come about: `balance-too-low`, `closed-by-provider` …
    package internal(set) var lastPaymentFailure: String?
    package internal(set) var settlement: Settlement?
    package internal(set) var refunds: [Refund] = []
    /// The refund case for which the product is closed (REF-07).
    package internal(set) var refundCase: String?
    /// Cases that were cancelled or rejected: told of again, they do not close the product again.
    package internal(set) var withdrawnCases: [String] = []
    /// Refunds that were refused, so that one that is told again is not refused again.
    package internal(set) var refusedRefunds: [String] = []
    /// The partner that was asked for the domain.
    package internal(set) var domainPartner: String?
    package internal(set) var priceChanges = 0
    /// What the vendor said of the latest changes of the price (ORD-03), oldest first.
    package internal(set) var priceReasons: [Personal] = []
    /// Why the order is cancelled as soon as the payment under way is decided (CRW-07).
    package internal(set) var withdrawal: String?
    package internal(set) var endReason: String?

    package var total: Money { lines.map(\.price).sum() }
    package var domain: DomainTerms? { lines.first?.terms.domain }
    package var paidAmounts: [LineAmount] {
        lines.map { LineAmount(lineID: $0.id, cash: $0.paidCash, voucher: $0.paidVoucher) }
    }

    /// What went back, or is on its way back, for a line.
    package func returned(ofLine lineID: String) -> LineAmount {
        let amounts = refunds.flatMap(\.amounts).filter { $0.lineID == lineID }
        return LineAmount(lineID: lineID, cash: amounts.totalCash, voucher: amounts.totalVoucher)
    }

    /// CAT-07, REF-03: whether nothing of the order is left to its buyer: all its lines were refunded, by their cash. Vouchers that were
    /// used do not come back, and say nothing about that.
    package var isWhollyRefunded: Bool { !lines.isEmpty && lines.allSatisfy { $0.state == .refunded } }

    func hasRefund(ofLine lineID: String) -> Bool {
        refunds.contains { $0.amounts.contains { $0.lineID == lineID } }
    }

    func line(_ id: String) -> OrderLine? { lines.first { $0.id == id } }

    mutating func updateLines(_ ids: [String], _ change: (inout OrderLine) -> Void) {
        for index in lines.indices where ids.contains(lines[index].id) { change(&lines[index]) }
    }
}
