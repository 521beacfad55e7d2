import CrowdsourcingDomain
import EventContracts
import Kernel
import Messaging

/// What the world hears of a demand. CRW-02: of a targeted one no more than that it exists, and what orders needs to place the order.
func published(_ event: Demand.Event, _ context: EventContext<Demand>) -> (any WireMessage)? {
    let (state, now) = (context.state, context.cause.now)
    let isTargeted = state.targetVendorID != nil
    switch event {
    case .published(let buyerID, let content, _, _):
        guard !isTargeted else {
            return CrowdsourcingWire.DemandPublishedV1(demandId: context.id, isTargeted: true, at: now)
        }
        return CrowdsourcingWire.DemandPublishedV1(
            demandId: context.id, isTargeted: false, at: now, buyerId: buyerID,
            market: .init(word: content.market.rawValue),
            subtype: content.subtype.text, sentence: content.sentence.text, budget: content.budget?.rawValue,
            region: content.region.text.flatMap { $0.isEmpty ? nil : $0 })
    case .grabbed(let grab):
        return CrowdsourcingWire.DemandGrabbedV1(
            demandId: context.id, isTargeted: isTargeted, grabs: Int64(state.grabs.count), at: now,
            vendorId: isTargeted ? nil : grab.vendorID)
    case .proposed(let proposal):
        return proposal.current.map { submitted(proposal.id, proposal.vendorID, $0, isTargeted, context) }
    case .revised(let proposalID, let version):
        guard let proposal = state.proposals.first(where: { $0.id == proposalID }) else { return nil }
        return submitted(proposalID, proposal.vendorID, version, isTargeted, context)
    case .accepted(let acceptance): return accepted(acceptance, context)
    case .withdrawn(let acceptanceID, let orderID):
        return CrowdsourcingWire.DemandWithdrawnV1(
            demandId: context.id, at: now, openAcceptanceId: acceptanceID, openOrderId: orderID)
    case .completed(let orderID):
        return CrowdsourcingWire.DemandCompletedV1(demandId: context.id, orderId: orderID, at: now)
    case .acceptanceEnded, .orderPlaced, .orderRepriced, .paid, .buyerForgotten, .vendorPhoneChanged, .callRequested,
        .callBound, .callRefused:
        return nil
    }
}

private func submitted(
    _ proposalID: String, _ vendorID: String, _ version: Proposal.Version, _ isTargeted: Bool,
    _ context: EventContext<Demand>
) -> CrowdsourcingWire.ProposalSubmittedV1 {
    .init(
        demandId: context.id, isTargeted: isTargeted, proposalId: proposalID, version: Int64(version.number),
        at: context.cause.now,
        vendorId: isTargeted ? nil : vendorID, totalFen: isTargeted ? nil : version.total)
}

private func accepted(_ acceptance: Acceptance, _ context: EventContext<Demand>) -> CrowdsourcingWire
    .ProposalAcceptedV1?
{
    let state = context.state
    guard let proposal = state.proposals.first(where: { $0.id == acceptance.proposalID }),
        let version = proposal.current
    else { return nil }
    let vendorName = state.grabs.first { $0.vendorID == proposal.vendorID }?.shownName ?? proposal.vendorID
    return .init(
        demandId: context.id, acceptanceId: acceptance.id, proposalId: proposal.id,
        proposalVersion: Int64(version.number), title: proposal.title.text ?? "",
        buyerId: state.buyerID,
        vendorId: proposal.vendorID, vendorName: vendorName,
        lines: version.lines.map { line in
            .init(
                productId: line.productID, productName: line.productName, choiceId: line.choiceID,
                quantity: Int64(line.quantity),
                amountFen: line.amount)
        },
        totalFen: version.total, agreementVersion: acceptance.agreement.version,
        agreementDigest: acceptance.agreement.digest,
        at: context.cause.now, subAccountId: acceptance.subAccountID, replacedAcceptanceId: acceptance.replacedID)
}
