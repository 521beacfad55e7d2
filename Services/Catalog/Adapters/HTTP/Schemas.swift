import CatalogDomain
import HTTPServer
import Kernel
import Offers

/// What catalog is told and answers.
enum Schemas {
    // MARK: Products

    private static let name = JSONSchema.text(ProductRules.nameLength)
    private static let summary = JSONSchema.text(max: ProductRules.summaryLengthMax)
    private static let validityMonths = JSONSchema.integer(
        Int64(ProductRules.validityMonths.lowerBound)...Int64(ProductRules.validityMonths.upperBound))

    /// All that its vendor and operators see of a product.
    static let product = JSONSchema.object(
        [
            "productId": .id, "phase": .words(Product.Phase.self, except: .absent), "version": .count,
            "revision": .count, "vendorId": .id, "vendorName": .text(1...100), "rejection": .text(1...500),
            "name": name, "summary": summary, "type": .words(ProductType.self),
            "categoryId": .text(max: 20), "choices": choices, "deliverySteps": steps, "allowsCredit": .boolean,
            "hasFiveDayRefund": .boolean, "guideUrl": .text(max: 500), "validityMonths": validityMonths,
            "connection": connection, "agreement": agreement,
            "warnings": .array(of: .text(1...500), count: 1...20), "createdAt": .instant, "listedAt": .instant,
        ], optional: ["rejection", "validityMonths", "connection", "agreement", "warnings", "listedAt"]
    ).named("Product")

    /// What everybody sees of one that is for sale.
    static let productForSale = JSONSchema.object(
        [
            "productId": .id, "phase": .words(["listed"]), "version": .count, "vendorId": .id,
            "vendorName": .text(1...100), "name": name, "summary": summary,
            "type": .words(ProductType.self), "categoryId": .text(1...20), "choices": choices, "deliverySteps": steps,
            "allowsCredit": .boolean, "hasFiveDayRefund": .boolean, "guideUrl": .text(max: 500),
            "validityMonths": validityMonths, "agreement": agreement, "createdAt": .instant, "listedAt": .instant,
            "deals180Days": .count,
        ], optional: ["validityMonths"]
    ).named("ProductForSale")

    static let productSummary = JSONSchema.object([
        "productId": .id, "name": name, "summary": summary, "type": .words(ProductType.self),
        "phase": .words(Product.Phase.self, except: .absent), "categoryId": .text(max: 20), "vendorId": .id,
        "vendorName": .text(1...100), "fromPriceFen": .fen, "hasFiveDayRefund": .boolean, "deals180Days": .count,
        "createdAt": .instant,
    ]).named("ProductSummary")

    /// A page with the number of all that was found.
    static let foundProducts = JSONSchema.page("products", of: productSummary).adding(["total": .count])

    /// What a vendor says of a product.
    static let content = JSONSchema.object(
        [
            "name": name, "summary": summary, "type": .words(ProductType.self),
            "categoryId": .text(max: 20), "choices": choices, "validityMonths": validityMonths,
            "connection": connection,
            "deliverySteps": .array(
                of: .object(
                    [
                        "name": .text(1...40), "actor": .words(DeliveryStep.Actor.self),
                        "needsBuyerConfirmation": .boolean,
                    ], optional: ["needsBuyerConfirmation"]), count: 0...30),
            "agreement": .object(["source": .words(Agreement.Source.self), "text": .text(1...20_000)]),
            "allowsCredit": .boolean, "hasFiveDayRefund": .boolean, "guideUrl": .text(max: 500),
        ],
        optional: [
            "summary", "categoryId", "choices", "validityMonths", "connection", "deliverySteps",
            "agreement", "allowsCredit", "hasFiveDayRefund", "guideUrl",
        ])

    private static let choices = JSONSchema.array(
        of: .object(
            [
                "choiceId": .text(1...64), "specification": .text(1...120), "billing": .words(Billing.self),
                "priceFen": .integer(0...Choice.priceMax.fen),
                "periodMonths": .integer(1...Choice.periodMonthsMax),
                "packageUnits": .integer(1...Choice.packageUnitsMax),
            ], optional: ["periodMonths", "packageUnits"]
        ).named("Choice"), count: 0...50)

    private static let steps = JSONSchema.array(
        of: .object([
            "name": .text(1...40), "actor": .words(DeliveryStep.Actor.self), "needsBuyerConfirmation": .boolean,
        ]).named("DeliveryStep"), count: 0...30)

    private static let connection = JSONSchema.object([
        "mode": .words(["production-endpoint", "activation-code"]), "url": .text(1...500),
    ]).named("Connection")

    private static let agreement = JSONSchema.object([
        "version": .text(1...20), "digest": .digest, "source": .words(Agreement.Source.self), "text": .text(1...20_000),
    ]).named("Agreement")

    /// Why something is put back, taken off sale or hidden.
    static func reason(_ length: ClosedRange<Int>) -> JSONSchema { .object(["reason": .text(length)]) }
    static let optionalReason = JSONSchema.object(["reason": .text(max: 500)], optional: ["reason"])

    static let categories = JSONSchema.object([
        "categories": .array(
            of: .object([
                "categoryId": .text(1...20), "parentId": .text(max: 20), "name": .text(1...100),
            ]).named("Category"), count: 0...10_000)
    ])

    // MARK: Domains

    static let domain = JSONSchema.object([
        "domain": .domainName, "source": .words(Partner.self), "priceFen": .fen, "seller": .text(max: 200),
        "expires": .text(max: 10), "reference": .text(max: 200),
    ]).named("DomainListing")

    static let domainTerms = JSONSchema.object([
        "version": .text(1...20), "digest": .digest, "text": .text(1...20_000),
    ]).named("DomainTerms")

    static let feedReport = feedReportItself.named("FeedReport")

    private static let feedReportItself = JSONSchema.object([
        "runId": .id, "partner": .words(Partner.self), "kind": .words(FeedKind.self), "generatedAt": .instant,
        "lines": .count, "added": .count, "changed": .count, "removed": .count, "broken": .count,
        "brokenLines": .array(
            of: .object(["number": .count, "reason": .text(1...200)]), count: 0...FeedReport.brokenLinesMax),
    ])

    static let waitingFeed = feedReportItself.adding(["waits": .boolean, "listed": .count]).named("WaitingFeed")

    static let waitingFeeds = JSONSchema.object(["feeds": .array(of: waitingFeed, count: 0...10_000)])

    static let rollback = JSONSchema.object(["runId": .id, "removed": .count, "restored": .count])
        .named("FeedRollback")

    // MARK: Offers

    static let offer = JSONSchema.object(
        [
            "offerId": .id, "token": .text(1...OfferSigner.tokenLengthMax), "productId": .text(1...253),
            "productName": .text(1...253),
            "productType": .words(ProductType.allCases.map(\.rawValue) + ["partner-domain"]), "vendorId": .id,
            "specification": .text(1...253), "quantity": .integer(1...Int64(Quote.quantityMax)), "unitPriceFen": .fen,
            "totalFen": .fen, "hasFiveDayRefund": .boolean, "allowsCredit": .boolean,
            "terms": .object(["version": .text(1...20), "digest": .digest]), "expiresAt": .instant,
            "domain": .object([
                "name": .domainName, "source": .words(Partner.self), "domainPriceFen": .fen,
                "firstYearRenewalFen": .fen,
            ]),
        ], optional: ["domain"]
    ).named("Offer")
}
