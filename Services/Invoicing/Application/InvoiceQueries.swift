package import InvoicingDomain
package import Kernel

/// What an account can be invoiced by one seller (INV-03).
package struct SellerSummary: Hashable, Sendable {
    package let seller: Seller
    package let orders: Int
    package let open: Money
    /// INV-06: offset before anything is invoiced.
    package let arrears: Money

    package init(seller: Seller, orders: Int, open: Money, arrears: Money) {
        self.seller = seller
        self.orders = orders
        self.open = open
        self.arrears = arrears
    }
}

/// An order that can be ticked.
package struct InvoiceableOrder: Hashable, Sendable {
    package let orderID: String
    package let productName: String
    package let paid: Money
    package let open: Money
    package let paidAt: Instant

    package init(orderID: String, productName: String, paid: Money, open: Money, paidAt: Instant) {
        self.orderID = orderID
        self.productName = productName
        self.paid = paid
        self.open = open
        self.paidAt = paidAt
    }
}

/// An invoice in a list.
package struct InvoiceSummary: Hashable, Sendable {
    package let id: String
    package let applicationID: String
    package let accountID: String
    package let sellerID: String
    package let sellerName: String
    package let number: String
    package let medium: Medium
    package let originalID: String?
    package let total: Money
    package let tax: Money
    package let isReversed: Bool
    package let issuedAt: Instant

    package init(
        id: String, applicationID: String, accountID: String, sellerID: String, sellerName: String, number: String,
        medium: Medium,
        originalID: String?, total: Money, tax: Money, isReversed: Bool, issuedAt: Instant
    ) {
        self.id = id
        self.applicationID = applicationID
        self.accountID = accountID
        self.sellerID = sellerID
        self.sellerName = sellerName
        self.number = number
        self.medium = medium
        self.originalID = originalID
        self.total = total
        self.tax = tax
        self.isReversed = isReversed
        self.issuedAt = issuedAt
    }
}

/// An application in a list.
package struct ApplicationSummary: Hashable, Sendable {
    package let id: String
    package let accountID: String
    package let sellerID: String
    package let status: InvoiceApplication.Status
    package let medium: Medium
    package let gross: Money
    package let offset: Money
    package let reminders: Int
    package let appliedAt: Instant
    package let dueAt: Instant?

    package init(
        id: String, accountID: String, sellerID: String, status: InvoiceApplication.Status, medium: Medium,
        gross: Money, offset: Money,
        reminders: Int, appliedAt: Instant, dueAt: Instant?
    ) {
        self.id = id
        self.accountID = accountID
        self.sellerID = sellerID
        self.status = status
        self.medium = medium
        self.gross = gross
        self.offset = offset
        self.reminders = reminders
        self.appliedAt = appliedAt
        self.dueAt = dueAt
    }
}

/// Whose applications are listed.
package enum ApplicationAudience: Hashable, Sendable {
    case buyer(String)
    /// Those that wait for this seller to issue.
    case awaiting(sellerID: String)
    /// INV-07: those that are late, of all sellers.
    case late
}

/// The cursor is not one of ours.
package struct CursorUnusable: Error {
    package init() {}
}

/// One page of a list.
package struct Page<Item: Sendable>: Sendable {
    package let items: [Item]
    /// The cursor of the next page; nil if this is the last.
    package let next: String?

    package init(items: [Item], next: String?) {
        self.items = items
        self.next = next
    }
}

/// The files of an electronic invoice.
package struct InvoiceFiles: Hashable, Sendable {
    package let pdf: [UInt8]
    /// JSON.
    package let data: [UInt8]

    package init(pdf: [UInt8], data: [UInt8]) {
        self.pdf = pdf
        self.data = data
    }
}

/// The port through which invoices and what leads to them are read. Methods with a cursor throw `CursorUnusable`.
package protocol InvoiceQueries: Sendable {
    func profile(of accountID: String) async throws -> BillingProfile.State?
    func addresses(of accountID: String) async throws -> AddressBook.State?
    func issuing(of vendorID: String) async throws -> VendorIssuing.State?
    /// The orders that exist, by id.
    func invoiceables(_ orderIDs: [String]) async throws -> [String: Invoiceable.State]
    func sellers(of accountID: String) async throws -> [SellerSummary]
    /// Latest paid first.
    func orders(of accountID: String, sellerID: String, limit: Int, cursor: String?) async throws -> Page<
        InvoiceableOrder
    >
    func application(_ id: String) async throws -> InvoiceApplication.State?
    /// A buyer's latest first, the others oldest first.
    func applications(for audience: ApplicationAudience, limit: Int, cursor: String?) async throws -> Page<
        ApplicationSummary
    >
    func invoice(_ id: String) async throws -> InvoiceSummary?
    /// Latest first.
    func invoices(of accountID: String, limit: Int, cursor: String?) async throws -> Page<InvoiceSummary>
    /// nil while they are not made, and for paper.
    func files(of invoiceID: String) async throws -> InvoiceFiles?
}
