import CatalogDomain
import EventContracts
import Kernel
import Messaging

/// What the world hears of a product.
func published(_ event: Product.Event, _ context: EventContext<Product>) -> (any WireMessage)? {
    switch event {
    case .listed, .amended: return listed(context)
    case .rejected(_, let reason, .listed): return delisted(context, by: .operator, reason)
    case .delisted(.vendor, let reason): return delisted(context, by: .vendor, reason)
    case .delisted(.operator, let reason): return delisted(context, by: .operator, reason)
    // A draft amended while listed is `.amended`; everything else is between vendor and operators.
    case .drafted, .edited, .submitted, .testingPassed, .rejected: return nil
    }
}

private func listed(_ context: EventContext<Product>) -> CatalogWire.ProductListedV1? {
    guard let content = context.state.content, let agreement = content.agreement else { return nil }
    return CatalogWire.ProductListedV1(
        productId: context.id, version: Int64(context.state.version), name: content.name, summary: content.summary,
        type: .init(word: content.type.rawValue), categoryId: content.categoryID, vendorId: context.state.vendorID,
        vendorName: context.state.vendorName, choices: content.choices.map(wire),
        deliverySteps: content.deliverySteps.map(wire),
        agreement: .init(
            version: "\(context.state.agreementVersion)", digest: agreement.digest,
            source: .init(word: agreement.source.rawValue)),
        allowsCredit: content.allowsCredit, hasFiveDayRefund: content.hasFiveDayRefund, guideUrl: content.guideURL,
        at: context.cause.now,
        validityMonths: content.validityMonths.map(Int64.init), connection: content.connection.map(wire))
}

private func wire(_ choice: Choice) -> CatalogWire.Choice {
    .init(
        choiceId: choice.id, specification: choice.specification, billing: .init(word: choice.billing.rawValue),
        unitPriceFen: choice.price,
        periodMonths: choice.periodMonths.map(Int64.init), packageUnits: choice.packageUnits)
}

private func wire(_ step: DeliveryStep) -> CatalogWire.DeliveryStep {
    .init(name: step.name, actor: .init(word: step.actor.rawValue), needsBuyerConfirmation: step.needsBuyerConfirmation)
}

private func wire(_ connection: Connection) -> CatalogWire.Connection {
    switch connection {
    case .productionEndpoint(let url): .init(mode: .productionEndpoint, url: url)
    case .activationCode(let url): .init(mode: .activationCode, url: url)
    }
}

private func delisted(_ context: EventContext<Product>, by party: CatalogWire.ProductDelistedV1.By, _ reason: Personal)
    -> CatalogWire.ProductDelistedV1
{
    .init(
        productId: context.id, version: Int64(context.state.version), vendorId: context.state.vendorID, by: party,
        reason: reason.text ?? "",
        at: context.cause.now)
}

func published(_ event: Feed.Event, _ context: EventContext<Feed>) -> CatalogWire.FeedIngestedV1 {
    switch event {
    case .ingested(let report):
        .init(
            partner: .init(word: report.partner.rawValue), runId: report.runID, kind: .init(word: report.kind.rawValue),
            generatedAt: report.generatedAt, lines: report.lines, added: report.added, changed: report.changed,
            removed: report.removed,
            broken: report.broken, brokenLines: report.brokenLines.map { .init(number: $0.number, reason: $0.reason) },
            at: context.cause.now)
    }
}

func published(_ event: ListingWatch.Event, _ context: EventContext<ListingWatch>) -> CatalogWire.ListingSuppressedV1? {
    guard case .suppressed(let partner, let reason, let orderID) = event else { return nil }
    return .init(
        domain: context.id, reason: reason.text ?? "", at: context.cause.now,
        partner: partner.map { .init(word: $0.rawValue) },
        orderId: orderID)
}
