package import Kernel

/// An order as it was paid, as far as invoices need it.
package struct PaidOrder: Codable, Hashable, Sendable {
    package let orderID: String
    package let accountID: String
    package let seller: Seller
    package let lines: [Line]
    /// Whose feed a domain was listed by; nil for everything but domains.
    package let domainSource: String?
    package let paidAt: Instant

    package struct Line: Codable, Hashable, Sendable {
        package let name: String
        package let specification: String
        package let taxClass: TaxClass
        package let quantity: Int64
        /// What was paid for it in cash; vouchers are not invoiced.
        package let cash: Money

        package init(name: String, specification: String, taxClass: TaxClass, quantity: Int64, cash: Money) {
            self.name = name
            self.specification = specification
            self.taxClass = taxClass
            self.quantity = quantity
            self.cash = cash
        }
    }

    package init(
        orderID: String, accountID: String, seller: Seller, lines: [Line], domainSource: String?, paidAt: Instant
    ) {
        self.orderID = orderID
        self.accountID = accountID
        self.seller = seller
        self.lines = lines
        self.domainSource = domainSource
        self.paidAt = paidAt
    }

    /// INV-06: what was actually paid in cash.
    package var cash: Money { lines.map(\.cash).sum() }

    /// The lines as items of an invoice that are worth `amount` together.
    func items(worth amount: Money) -> [InvoiceItem] {
        zip(lines, amount.split(by: lines.map(\.cash.fen))).compactMap { line, part in
            part == .zero
                ? nil
                : InvoiceItem(
                    name: line.name, specification: line.specification, taxClass: line.taxClass,
                    quantity: line.quantity, amount: part)
        }
    }
}

/// How an order stands towards being invoiced.
package enum Standing: Codable, Hashable, Sendable {
    case open(Money)
    /// INV-09: a domain purchase that has not succeeded yet.
    case notProduced
    /// CAT-11: the platform only guaranteed the trade.
    case guaranteedOnly
    case taken(applicationID: String)
    /// Paid by vouchers, or refunded.
    case nothingLeft
    case unpaid

    package var word: String {
        switch self {
        case .open: "open"
        case .notProduced: "not-produced"
        case .guaranteedOnly: "guaranteed-only"
        case .taken: "taken"
        case .nothingLeft: "nothing-left"
        case .unpaid: "unpaid"
        }
    }

    package var amount: Money {
        if case .open(let amount) = self { amount } else { .zero }
    }
}

extension Invoiceable.State {
    /// There is no rule about how long ago an order was paid (INV-08).
    package var standing: Standing {
        guard let order else { return .unpaid }
        if let claim { return .taken(applicationID: claim.applicationID) }
        if let source = order.domainSource {
            guard Self.partners.contains(source) else { return .guaranteedOnly }
            guard isProduced else { return .notProduced }
        }
        let left = order.cash - deducted
        return left > .zero ? .open(left) : .nothingLeft
    }

    /// Those whose domains the platform sells; of any other source it only guarantees the trade.
    private static let partners: Set<String> = ["sedo", "afternic", "yumi", "other"]
}
