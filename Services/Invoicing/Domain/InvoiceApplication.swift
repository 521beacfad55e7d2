package import Kernel

/// One application for an invoice over orders of one seller, until the invoice is issued or reversed.
package enum InvoiceApplication: Decider {
    package static let kind = "invoice-application"
    /// INV-07.
    package static let issueWithin = Instant.Span.days(7)
    package static let remindEvery = Instant.Span.days(1)
    package static let ordersMax = 200

    package enum Status: String, Codable, Hashable, Sendable, CaseIterable {
        /// The orders are being reserved.
        case claiming
        /// Arrears are being offset.
        case offsetting
        /// The vendor, or for the platform's own paper an operator, has to issue it.
        case awaitingIssuer = "awaiting-issuer"
        /// The files are being made.
        case issuing
        case issued
        /// Arrears covered all of it; there is nothing to issue.
        case settled
        case reversing, reversed
        /// An order was not to be had.
        case refused
        case cancelled
    }

    package struct State: Codable, Hashable, Sendable {
        package var request: InvoiceRequest?
        package var status = Status.claiming
        package var claims: [ClaimedOrder] = []
        package var refusals: [Refusal] = []
        package var offset: Money = .zero
        package var invoice: Invoice?
        package var redInvoice: Invoice?
        package var reversalReason: Reversal.Reason?
        package var shipment: Shipment?
        package var appliedAt: Instant?
        package var dueAt: Instant?
        package var reminders = 0
        /// Its account is gone.
        package var isBuyerForgotten = false

        package init() {}

        /// What was chosen, before arrears.
        package var gross: Money { claims.map(\.amount).sum() }
        /// INV-06: what the invoice is for.
        package var net: Money { gross - offset }

        /// Whether an order was applied for and has neither given itself nor refused yet.
        func awaits(_ orderID: String) -> Bool {
            (request?.orders ?? []).contains { $0.orderID == orderID }
                && !claims.contains { $0.orderID == orderID } && !refusals.contains { $0.orderID == orderID }
        }
    }

    package struct Refusal: Codable, Hashable, Sendable {
        package let orderID: String
        /// As of `Standing.word`.
        package let because: String
    }

    package enum Input: Codable, Hashable, Sendable {
        case apply(InvoiceRequest)
        case claimed(ClaimedOrder)
        case claimRefused(orderID: String, because: String)
        case offset(Money)
        case numbered(String)
        case rendered(invoiceID: String)
        case deadline
        case issue(IssueCommand)
        case cancel(accountID: String)
        /// The account is gone: of its buyer only what an invoice says may be kept.
        case forgetBuyer
        case reverse(Reversal.Reason, by: Party)
    }

    package enum Event: Codable, Hashable, Sendable {
        case applied(InvoiceRequest)
        case claimed(ClaimedOrder)
        case claimRefused(Refusal)
        /// All orders are reserved.
        case claimedAll
        case refused
        case offset(Money, dueAt: Instant?)
        case settled(Money)
        case reminded(dueAt: Instant)
        case issuing(Issuer)
        case drawn(Invoice)
        case issued(Invoice, Shipment?)
        case cancelled
        case buyerForgotten
        case reversing(Reversal.Reason)
        case redDrawn(Invoice)
        case reversed(Reversal)
    }

    package static func initial(_ id: String) -> State { State() }
}

/// Who does something about an invoice besides its buyer.
package enum Party: Codable, Hashable, Sendable {
    case `operator`
    case vendor(String)
}

/// Orders that gave themselves to an application.
package struct ClaimedOrder: Codable, Hashable, Sendable {
    package let orderID: String
    package let items: [InvoiceItem]
    package let amount: Money

    package init(orderID: String, items: [InvoiceItem], amount: Money) {
        self.orderID = orderID
        self.items = items
        self.amount = amount
    }
}

/// What a buyer applies with, and what is known at that moment.
package struct InvoiceRequest: Codable, Hashable, Sendable {
    package let accountID: String
    package let seller: Seller
    package let orders: [Choice]
    package let medium: Medium
    package internal(set) var title: BillingProfile.Title?
    package internal(set) var address: AddressBook.Address?
    package let terms: IssuingTerms

    package struct Choice: Codable, Hashable, Sendable {
        package let orderID: String
        /// nil for an order the account does not have.
        package let found: Found?

        package init(orderID: String, found: Found?) {
            self.orderID = orderID
            self.found = found
        }
    }

    package struct Found: Codable, Hashable, Sendable {
        package let sellerID: String
        package let standing: Standing

        package init(sellerID: String, standing: Standing) {
            self.sellerID = sellerID
            self.standing = standing
        }
    }

    package init(
        accountID: String, seller: Seller, orders: [Choice], medium: Medium, title: BillingProfile.Title?,
        address: AddressBook.Address?,
        terms: IssuingTerms
    ) {
        self.accountID = accountID
        self.seller = seller
        self.orders = orders
        self.medium = medium
        self.title = title
        self.address = address
        self.terms = terms
    }
}

/// By whom and in which series of numbers electronic invoices of a seller are issued.
package struct IssuingTerms: Codable, Hashable, Sendable {
    /// nil where the seller has not switched electronic invoices on (INV-05).
    package let issuer: Issuer?
    /// Two digits of the region and one of the channel.
    package let series: String

    package init(issuer: Issuer?, series: String) {
        self.issuer = issuer
        self.series = series
    }
}

/// That an issuer issues what it was applied for.
package struct IssueCommand: Codable, Hashable, Sendable {
    package let by: Party
    /// Present for paper.
    package let paper: Paper?

    package struct Paper: Codable, Hashable, Sendable {
        package let number: String
        package let issuer: Issuer
        package let shipment: Shipment

        package init(number: String, issuer: Issuer, shipment: Shipment) {
            self.number = number
            self.issuer = issuer
            self.shipment = shipment
        }
    }

    package init(by: Party, paper: Paper?) {
        self.by = by
        self.paper = paper
    }
}

/// How paper was sent.
package struct Shipment: Codable, Hashable, Sendable {
    package let carrier: String
    package let trackingNumber: String

    package init(carrier: String, trackingNumber: String) {
        self.carrier = carrier
        self.trackingNumber = trackingNumber
    }
}
