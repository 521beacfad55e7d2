import HTTPServer
import InvoicingDomain

/// What invoicing is told and answers.
enum Schemas {
    private static let status = JSONSchema.words(InvoiceApplication.Status.self)
    private static let medium = JSONSchema.words(Medium.self)

    // MARK: Profiles

    /// INV-01: the bank account is never shown whole.
    static let profile = JSONSchema.object(
        [
            "kind": .words(profileKinds), "name": .text(1...100),
            "invoiceType": .words(BillingProfile.InvoiceType.self), "taxNumber": .text(1...32),
            "bank": .text(1...100), "bankAccountEndsWith": .text(1...8),
        ], optional: ["invoiceType", "taxNumber", "bank", "bankAccountEndsWith"]
    ).named("BillingProfile")

    static let profileKinds = ["individual", "enterprise"]

    static let profileRequest = JSONSchema.object(
        [
            "kind": .words(profileKinds).described(as: "An enterprise needs all that follows, an individual nothing."),
            "name": .text(1...100),
            "invoiceType": .words(BillingProfile.InvoiceType.self), "taxNumber": .text(1...32),
            "bank": .text(1...100), "bankAccount": .text(pattern: "^[0-9]+$", 8...32).described(as: "digits only"),
        ], optional: ["name", "invoiceType", "taxNumber", "bank", "bankAccount"])

    static let addresses = JSONSchema.object([
        "addresses": .array(of: address, count: 0...AddressBook.addressesMax)
    ])

    static let addressesRequest = JSONSchema.object([
        "addresses": .array(
            of: .object(
                [
                    "recipient": .text(1...60), "phone": .text(5...20), "region": .text(1...60),
                    "street": .text(1...120), "postcode": .text(max: 10), "default": .boolean,
                ], optional: ["postcode"]), count: 0...AddressBook.addressesMax)
    ])

    private static let address = JSONSchema.object([
        "recipient": .text(1...60), "phone": .text(5...20), "region": .text(1...60), "street": .text(1...120),
        "postcode": .text(max: 10), "default": .boolean,
    ]).named("MailingAddress")

    // MARK: Applications

    private static let seller = JSONSchema.object([
        "sellerId": .id, "sellerName": .text(1...200), "orders": .count, "invoiceableFen": .fen, "arrearsFen": .fen,
    ]).named("SellerToInvoice")

    private static let order = JSONSchema.object([
        "orderId": .id, "productName": .text(1...200), "paidFen": .fen, "invoiceableFen": .fen, "paidAt": .instant,
    ]).named("OrderToInvoice")

    /// Sellers, or with `seller` the orders of one.
    static let invoiceable = JSONSchema.object(
        [
            "sellers": .array(of: seller, count: 0...10_000),
            "orders": .array(of: order, count: 0...PageRequest.limitMax), "next": .text(1...PageRequest.cursorBytesMax),
        ], optional: ["sellers", "orders", "next"])

    static let applicationRequest = JSONSchema.object([
        "sellerId": .id, "orderIds": .array(of: .id, count: 0...InvoiceApplication.ordersMax), "medium": medium,
    ])

    /// What every command about an application is answered.
    static let outcome = JSONSchema.object([
        "status": status, "orders": .integer(0...Int64(InvoiceApplication.ordersMax)),
    ])
    .named("ApplicationOutcome")

    static let summary = JSONSchema.object(
        [
            "applicationId": .id, "sellerId": .id, "status": status, "medium": medium, "chosenFen": .fen,
            "arrearsFen": .fen, "amountFen": .fen, "reminders": .count, "appliedAt": .instant, "dueAt": .instant,
        ], optional: ["dueAt"]
    ).named("ApplicationSummary")

    private static let applicationItself = JSONSchema.object(
        [
            "applicationId": .id, "status": status, "chosenFen": .fen, "arrearsFen": .fen, "amountFen": .fen,
            "sellerId": .id, "sellerName": .text(1...200), "medium": medium,
            "orderIds": .array(of: .id, count: 1...InvoiceApplication.ordersMax),
            "refusals": .array(
                of: .object(["orderId": .id, "because": .text(1...200)]), count: 0...InvoiceApplication.ordersMax),
            "appliedAt": .instant, "dueAt": .instant, "invoiceId": .id, "reversedBy": .id,
            "shipment": .object(["carrier": .text(1...40), "trackingNumber": .text(1...40)]),
        ], optional: ["dueAt", "invoiceId", "reversedBy", "shipment"])

    static let application = applicationItself.named("Application")

    /// With title and address, for who issues it.
    static let applicationForIssuer = applicationItself.adding(
        ["title": profile, "address": address], optional: ["title", "address"]
    ).named("ApplicationForIssuer")

    static let issueRequest = JSONSchema.object(
        [
            "paper": .object([
                "number": .text(1...20), "issuerName": .text(1...100), "issuerTaxNumber": .text(1...32),
                "carrier": .text(1...40), "trackingNumber": .text(1...40),
            ])
        ], optional: ["paper"])

    static let issuingRequest = JSONSchema.object([
        "name": .text(1...100), "taxNumber": .text(1...32), "electronic": .boolean,
    ])

    // MARK: Invoices

    private static let colour = JSONSchema.words(["blue", "red"])

    static let invoice = JSONSchema.object(
        [
            "invoiceId": .id, "applicationId": .id, "number": .text(1...20), "kind": colour, "medium": medium,
            "sellerId": .id, "sellerName": .text(1...200), "totalFen": .signedFen, "taxFen": .signedFen,
            "reversed": .boolean, "issuedAt": .instant, "originalId": .id,
        ], optional: ["originalId"]
    ).named("Invoice")

    /// INV-05: the same figures for machines.
    static let invoiceData = JSONSchema.object(
        [
            "format": .words(["marketplace-invoice-1"]), "kind": colour, "number": .text(1...20), "issuedOn": .date,
            "currency": .words(["CNY"]), "seller": .object(["name": .text(1...200), "taxNumber": .text(1...32)]),
            "buyer": .object(
                [
                    "name": .text(1...100), "taxNumber": .text(1...32),
                    "invoiceType": .words(BillingProfile.InvoiceType.self), "bank": .text(1...100),
                    "bankAccount": .text(8...32),
                ], optional: ["taxNumber", "bank", "bankAccount"]),
            "items": .array(of: item, count: 1...10_000), "netFen": .signedFen, "taxFen": .signedFen,
            "totalFen": .signedFen, "totalInWords": .text(1...100),
            "original": .object(["number": .text(1...20), "reason": .words(Reversal.Reason.self)]),
        ], optional: ["original"]
    ).named("InvoiceData")

    private static let item = JSONSchema.object([
        "name": .text(1...300), "taxClass": .text(1...20), "specification": .text(max: 300),
        "quantity": .integer(-1_000_000...1_000_000), "netFen": .signedFen, "taxRatePercent": .integer(0...100),
        "taxFen": .signedFen, "totalFen": .signedFen,
    ]).named("InvoiceItem")
}
