import EventContracts
import Kernel
import OrdersDomain

extension OrdersWire.OrderedLine {
    init(_ line: OrderLine) {
        let terms = line.terms
        self.init(
            lineId: line.id, role: .init(line.role), productId: terms.productID,
            productVersion: Int64(terms.productVersion),
            productName: terms.productName, productType: .init(word: terms.type.rawValue), choiceId: terms.choice.id,
            specification: terms.choice.specification, billing: .init(word: terms.choice.billing),
            quantity: Int64(terms.quantity),
            priceFen: line.price, hasFiveDayRefund: terms.hasFiveDayRefund,
            validityMonths: terms.validityMonths.map(Int64.init),
            agreementVersion: terms.agreement.version, agreementDigest: terms.agreement.digest,
            agreementAcceptedAt: terms.agreement.acceptedAt,
            offerId: terms.offerID)
    }
}

extension OrdersWire.PaidLine {
    init(_ line: OrderLine) {
        let terms = line.terms
        self.init(
            lineId: line.id, role: .init(line.role), productId: terms.productID,
            productVersion: Int64(terms.productVersion),
            productName: terms.productName, productType: .init(word: terms.type.rawValue), choiceId: terms.choice.id,
            specification: terms.choice.specification, billing: .init(word: terms.choice.billing),
            quantity: Int64(terms.quantity),
            priceFen: line.price, hasFiveDayRefund: terms.hasFiveDayRefund,
            validityMonths: terms.validityMonths.map(Int64.init),
            agreementVersion: terms.agreement.version, agreementDigest: terms.agreement.digest,
            agreementAcceptedAt: terms.agreement.acceptedAt,
            offerId: terms.offerID, cashFen: line.paidCash, voucherFen: line.paidVoucher)
    }
}

extension OrdersWire.DomainPurchase {
    /// nil for other orders.
    init?(_ order: OrderState) {
        guard let domain = order.domain, let owner = order.owner else { return nil }
        self.init(
            name: domain.name, source: .init(word: domain.partner), listingId: domain.listingID,
            ownerKind: .init(owner.kind),
            registrantTemplateId: owner.registrantTemplateID, papersOnTemplate: owner.papersOnTemplate)
    }
}
