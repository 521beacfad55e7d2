import EventContracts
import Kernel
import Messaging
import OrdersApplication
import OrdersDomain

/// Which messages of others concern orders, and what they mean to it.
func inboundRoutes(digest: @escaping @Sendable (String) -> [UInt8]) -> [InboundRoute] {
    refundRoutes + domainRoutes + factRoutes + [
        InboundRoute(Topics.crowdsourcingEvents, CrowdsourcingWire.ProposalAcceptedV1.self) { message, _ in
            let number = OrderNumber(day: message.at, digest: digest("acceptance:\(message.acceptanceId)"))
            let replaced = message.replacedAcceptanceId.map { withdrawal(of: $0, "acceptance-replaced") }
            return [
                Delivery(
                    ProposalAcceptance.self, id: message.acceptanceId,
                    input: .accepted(acceptedProposal(message), number))
            ] + [replaced].compactMap(\.self)
        },
        InboundRoute(Topics.crowdsourcingEvents, CrowdsourcingWire.DemandWithdrawnV1.self) { message, _ in
            message.openAcceptanceId.map { [withdrawal(of: $0, "demand-withdrawn")] } ?? []
        },
    ]
}

private func withdrawal(of acceptanceID: String, _ reason: String) -> Delivery {
    Delivery(ProposalAcceptance.self, id: acceptanceID, input: .withdrawn(reason: reason))
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
        [Delivery(ProductFact.self, id: message.productId, input: .listed(listing(message)))]
    },
    InboundRoute(Topics.accounts, AccountsWire.AccountChangedV1.self) { message, _ in
        let templates = (message.registrantTemplates ?? []).map {
            RegistrantTemplate(
                id: $0.templateId, kind: DomainOwner.Kind($0.kind), isVerified: $0.isVerified,
                isComplete: $0.isComplete,
                hasPapers: $0.hasPapers)
        }
        let profile = AccountFact.Profile(
            name: Personal(message.name, of: message.accountId),
            registrantTemplates: message.isClosed ? [] : templates)
        return [Delivery(AccountFact.self, id: message.accountId, input: .changed(profile))]
    },
    InboundRoute(accountGoneOn: Topics.accounts) { account in
        [Delivery(AccountFact.self, id: account, input: .forgotten)]
    },
]

private func listing(_ message: CatalogWire.ProductListedV1) -> ProductFact.Listing {
    let steps = message.deliverySteps.compactMap { step in
        StepActor(rawValue: step.actor.word).map {
            StepTemplate(name: step.name, actor: $0, needsConfirmation: step.needsBuyerConfirmation)
        }
    }
    // Who moves a step is not guessed: a template with a new word is as good as a new type.
    let isReadable = steps.count == message.deliverySteps.count
    return ProductFact.Listing(
        version: Int(clamping: message.version), name: message.name,
        type: isReadable ? ProductType(rawValue: message.type.word) : nil,
        choices: message.choices.map {
            ProductFact.Choice(
                id: $0.choiceId, specification: $0.specification, billing: $0.billing.word,
                periodMonths: $0.periodMonths.map { Int(clamping: $0) })
        },
        deliverySteps: steps, hasFiveDayRefund: message.hasFiveDayRefund, allowsCredit: message.allowsCredit,
        validityMonths: message.validityMonths.map { Int(clamping: $0) },
        connection: message.connection.flatMap { ProductConnection(rawValue: $0.mode.word) },
        productionEndpoint: message.connection.flatMap { $0.mode == .productionEndpoint ? $0.url : nil },
        guideURL: message.guideUrl)
}

/// The lines' prices always add up to the total.
private func acceptedProposal(_ message: CrowdsourcingWire.ProposalAcceptedV1) -> AcceptedProposal {
    let prices = message.lines.isEmpty ? [] : message.totalFen.split(by: message.lines.map { max($0.amountFen.fen, 0) })
    return AcceptedProposal(
        origin: ProposalOrigin(
            demandID: message.demandId, proposalID: message.proposalId, acceptanceID: message.acceptanceId),
        buyer: message.buyerId, subAccount: message.subAccountId,
        vendor: Vendor(id: message.vendorId, name: message.vendorName),
        agreement: AcceptedAgreement(
            version: message.agreementVersion, digest: message.agreementDigest, acceptedAt: message.at),
        lines: zip(message.lines, prices).map { line, price in
            AcceptedProposal.Line(
                productID: line.productId, productName: line.productName, choiceID: line.choiceId,
                quantity: Int(clamping: line.quantity), price: price)
        })
}

extension DomainOwner.Kind {
    init(_ kind: AccountsWire.RegistrantTemplate.Kind) {
        switch kind {
        case .individual: self = .individual
        case .enterprise: self = .enterprise
        }
    }
}
