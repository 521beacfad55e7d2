import EventContracts
import Kernel
import Messaging
import PartnerDomainFulfilmentDomain

/// What other services say, as inputs of this one.
enum InboundEvents {
    static let routes = [
        InboundRoute(Topics.ordersEvents, OrdersWire.OrderPaidV1.self) { message, _ in
            domainOrder(message).map { [Delivery(Purchase.self, id: $0.orderID, input: .orderPaid($0))] } ?? []
        },
        InboundRoute(Topics.accounts, AccountsWire.AccountChangedV1.self) { message, _ in
            [Delivery(Account.self, id: message.accountId, input: .changed(facts(message)))]
        },
        InboundRoute(accountGoneOn: Topics.accounts) { [Delivery(Account.self, id: $0, input: .forgotten)] },
    ]

    /// nil for everything but a partner's domain. A source we do not know yet is bought by hand.
    static func domainOrder(_ message: OrdersWire.OrderPaidV1) -> PaidDomainOrder? {
        guard let domain = message.domain, let line = message.lines.first(where: { $0.role == .domain }) else {
            return nil
        }
        return PaidDomainOrder(
            orderID: message.orderId, lineID: line.lineId, accountID: message.accountId, domain: domain.name,
            source: Source(rawValue: domain.source.word) ?? .other, listingID: domain.listingId, price: line.priceFen,
            registrant: Registrant(
                templateID: domain.registrantTemplateId,
                kind: Registrant.Kind(domain.ownerKind),
                papersOnTemplate: domain.papersOnTemplate),
            paidAt: message.paidAt)
    }

    private static func facts(_ message: AccountsWire.AccountChangedV1) -> Account.State {
        let templates = (message.registrantTemplates ?? []).filter { $0.isVerified && $0.hasPapers }.map(\.templateId)
        return Account.State(
            mailAddress: message.email.map { Personal($0, of: message.accountId) },
            templatesWithPapers: templates.sorted())
    }
}

extension Registrant.Kind {
    fileprivate init(_ kind: OrdersWire.DomainPurchase.OwnerKind) {
        switch kind {
        case .individual: self = .individual
        case .enterprise: self = .enterprise
        }
    }
}
