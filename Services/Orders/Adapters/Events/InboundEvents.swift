import EventContracts
import Kernel
import Messaging
import OrdersApplication
import OrdersDomain

/// Which messages of others concern orders, and what they mean to it.
func inboundRoutes(digest: @escaping @Sendable (String) -> [UInt8]) -> [InboundRoute] {
    refundRoutes + domainRoutes + factRoutes + [
        InboundRoute(Topics.crowdsourcingEvents, CrowdsourcingWire.ProposalAcceptedV1.self) { message, context in
            let id = OrderNumber.make(day: message.at, digest: digest("acceptance:\(message.acceptanceId)"))
            return [Delivery(Order.self, id: id, input: .placeForProposal(acceptedProposal(message)))]
        },
        InboundRoute(Topics.crowdsourcingEvents, CrowdsourcingWire.DemandWithdrawnV1.self) { message, _ in
            message.openOrderId.map { [Delivery(Order.self, id: $0, input: .demandWithdrawn)] } ?? []
        },
    ]
}

private let refundRoutes: [InboundRoute] = [
    InboundRoute(Topics.refundsEvents, RefundsWire.RefundRequestedV1.self) { message, _ in
        [Delivery(Order.self, id: message.orderId, input: .refundRequested(refundID: message.refundId))]
    },
    InboundRoute(Topics.refundsEvents, RefundsWire.RefundCancelledV1.self) { message, _ in
        [
            Delivery(
                Order.self, id: message.orderId,
                input: .refundWithdrawn(refundID: message.refundId, reason: "cancelled"))
        ]
    },
    InboundRoute(Topics.refundsEvents, RefundsWire.RefundRejectedV1.self) { message, _ in
        [
            Delivery(
                Order.self, id: message.orderId, input: .refundWithdrawn(refundID: message.refundId, reason: "rejected")
            )
        ]
    },
    InboundRoute(Topics.refundsEvents, RefundsWire.RefundApprovedV1.self) { message, _ in
        let amounts = message.amounts.map { LineAmount(lineID: $0.lineId, cash: $0.cashFen, voucher: $0.voucherFen) }
        return [
            Delivery(
                Order.self, id: message.orderId, input: .refundApproved(refundID: message.refundId, amounts: amounts))
        ]
    },
]

private let domainRoutes: [InboundRoute] = [
    InboundRoute(Topics.partnerDomainFulfilmentEvents, PartnerDomainFulfilmentWire.DomainPurchaseStartedV1.self) {
        message, _ in
        [Delivery(Order.self, id: message.orderId, input: .domainPurchaseStarted(partner: message.source.word))]
    },
    InboundRoute(Topics.partnerDomainFulfilmentEvents, PartnerDomainFulfilmentWire.DomainPurchasedV1.self) {
        message, _ in
        [Delivery(Order.self, id: message.orderId, input: .domainPurchased)]
    },
    InboundRoute(Topics.partnerDomainFulfilmentEvents, PartnerDomainFulfilmentWire.DomainPurchaseFailedV1.self) {
        message, _ in
        [Delivery(Order.self, id: message.orderId, input: .domainPurchaseFailed(reason: message.reason.word))]
    },
]

private let factRoutes: [InboundRoute] = [
    InboundRoute(Topics.catalogEvents, CatalogWire.ProductListedV1.self) { message, _ in
        let endpoint = message.connection.flatMap { $0.mode == .productionEndpoint ? $0.url : nil }
        let listing = ProductFact.Listing(
            version: Int(message.version), name: message.name, productionEndpoint: endpoint, guideURL: message.guideUrl)
        return [Delivery(ProductFact.self, id: message.productId, input: .listed(listing))]
    },
    InboundRoute(Topics.accounts, AccountsWire.AccountChangedV1.self) { message, _ in
        let templates = (message.registrantTemplates ?? []).map {
            RegistrantTemplate(
                id: $0.templateId, kind: DomainOwner.Kind($0.kind), isVerified: $0.isVerified,
                isComplete: $0.isComplete,
                hasPapers: $0.hasPapers)
        }
        let profile = AccountFact.Profile(name: message.name, registrantTemplates: message.isClosed ? [] : templates)
        return [Delivery(AccountFact.self, id: message.accountId, input: .changed(profile))]
    },
]

/// What a proposal names has no offer of the catalog; its parts take the offer's place. The amounts always add up to the total.
private func acceptedProposal(_ message: CrowdsourcingWire.ProposalAcceptedV1) -> AcceptedProposal {
    let vendor = Vendor(id: message.vendorId, name: message.vendorName)
    let prices = message.lines.isEmpty ? [] : message.totalFen.split(by: message.lines.map { max($0.amountFen.fen, 0) })
    let items = zip(message.lines, prices).map { line, price in
        VerifiedOffer(
            buyer: message.buyerId, vendor: vendor, price: price, expiresAt: message.at,
            terms: FrozenTerms(
                productID: line.productId, productVersion: Int(message.proposalVersion), productName: line.productName,
                type: .humanService,
                choice: Choice(id: line.choiceId, specification: message.title, billing: "once"),
                quantity: Int(line.quantity),
                offerID: message.proposalId, seller: .thirdParty, hasFiveDayRefund: true, validityMonths: nil,
                agreement: AcceptedAgreement(
                    version: message.agreementVersion, digest: message.agreementDigest, acceptedAt: message.at),
                deliverySteps: StepTemplate.crowdsourcing))
    }
    return AcceptedProposal(
        origin: ProposalOrigin(
            demandID: message.demandId, proposalID: message.proposalId, acceptanceID: message.acceptanceId),
        buyer: message.buyerId,
        vendor: vendor, items: items)
}

extension DomainOwner.Kind {
    init(_ kind: AccountsWire.RegistrantTemplate.Kind) {
        switch kind {
        case .individual: self = .individual
        case .enterprise: self = .enterprise
        }
    }
}
