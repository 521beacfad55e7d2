package import Kernel

/// The figures of one invoice, complete: whatever is printed or exported is computed from these.
package struct Invoice: Codable, Hashable, Sendable {
    package let id: String
    package let applicationID: String
    package let accountID: String
    package let number: String
    package let issuedAt: Instant
    package let medium: Medium
    package let seller: Issuer
    package let buyer: BillingProfile.Title
    package let items: [InvoiceItem]
    /// INV-10: what a red-letter invoice balances; nil for a blue one.
    package let original: Original?

    package struct Original: Codable, Hashable, Sendable {
        package let invoiceID: String
        package let number: String
        package let reason: Reversal.Reason
    }

    package init(
        id: String, applicationID: String, accountID: String, number: String, issuedAt: Instant, medium: Medium,
        seller: Issuer,
        buyer: BillingProfile.Title, items: [InvoiceItem], original: Original? = nil
    ) {
        self.id = id
        self.applicationID = applicationID
        self.accountID = accountID
        self.number = number
        self.issuedAt = issuedAt
        self.medium = medium
        self.seller = seller
        self.buyer = buyer
        self.items = items
        self.original = original
    }

    package var isRed: Bool { original != nil }
    package var total: Money { items.map(\.amount).sum() }
    package var tax: Money { items.map(\.tax).sum() }
    package var net: Money { items.map(\.net).sum() }
    package var reference: InvoiceReference { InvoiceReference(invoiceID: id, number: number, medium: medium) }

    /// INV-10: the red-letter invoice that balances this one to zero, item by item.
    package func reversed(number: String, reason: Reversal.Reason, at instant: Instant) -> Invoice {
        Invoice(
            id: Self.redID(of: id), applicationID: applicationID, accountID: accountID, number: number,
            issuedAt: instant, medium: medium,
            seller: seller, buyer: buyer, items: items.map(\.negated),
            original: Original(invoiceID: id, number: self.number, reason: reason))
    }

    package static func redID(of id: String) -> String { id + "-R" }
}

/// One line of an invoice.
package struct InvoiceItem: Codable, Hashable, Sendable {
    package let name: String
    package let specification: String
    package let taxClass: TaxClass
    /// Negative on a red-letter invoice.
    package let quantity: Int64
    /// Tax included.
    package let amount: Money

    package init(name: String, specification: String, taxClass: TaxClass, quantity: Int64, amount: Money) {
        self.name = name
        self.specification = specification
        self.taxClass = taxClass
        self.quantity = quantity
        self.amount = amount
    }

    /// The tax contained in the amount, rounded half up to the fen.
    package var tax: Money {
        let (rate, gross) = (taxClass.ratePercent, Int64(amount.fen.magnitude))
        let tax = Int64((Int128(gross) * Int128(rate) * 2 + Int128(100 + rate)) / (2 * Int128(100 + rate)))
        return Money(fen: amount.fen < 0 ? -tax : tax)
    }

    package var net: Money { amount - tax }

    var negated: InvoiceItem {
        InvoiceItem(name: name, specification: specification, taxClass: taxClass, quantity: -quantity, amount: -amount)
    }

    func worth(_ amount: Money) -> InvoiceItem {
        InvoiceItem(name: name, specification: specification, taxClass: taxClass, quantity: quantity, amount: amount)
    }
}

extension [InvoiceItem] {
    /// The same items for `offset` less, each by its share (INV-06).
    func lowered(by offset: Money) -> [InvoiceItem] {
        let total = map(\.amount).sum()
        return zip(self, (total - offset).split(by: map(\.amount.fen))).compactMap { $1 == .zero ? nil : $0.worth($1) }
    }
}

/// Makes the readable and the machine-readable file of an invoice and keeps them.
package struct RenderInvoice: Effect, Hashable {
    package static let port = "render"

    package let invoice: Invoice

    package init(_ invoice: Invoice) { self.invoice = invoice }
}
