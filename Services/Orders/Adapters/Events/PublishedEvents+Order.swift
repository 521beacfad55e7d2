import EventContracts
import Kernel
import OrdersDomain

extension OrdersWire.OrderPlacedV1 {
    init(_ order: OrderState, at now: Instant) {
        self.init(
            orderId: order.id, accountId: order.buyer, vendorId: order.vendor.id, vendorName: order.vendor.name,
            seller: .init(order.seller), subAccountId: order.subAccount,
            orderType: .init(word: order.type.rawValue),
            lines: order.lines.map(OrdersWire.OrderedLine.init), domain: OrdersWire.DomainPurchase(order),
            totalFen: order.total,
            demandId: order.origin?.demandID, proposalId: order.origin?.proposalID,
            acceptanceId: order.origin?.acceptanceID, placedAt: now,
            payableUntil: Order.lapseInstant(placedAt: now))
    }
}

extension OrdersWire.OrderPriceChangedV1 {
    init(_ order: OrderState, old: Money, reason: String, at now: Instant) {
        self.init(
            orderId: order.id, accountId: order.buyer, vendorId: order.vendor.id, oldTotalFen: old,
            newTotalFen: order.total,
            lines: order.lines.map { OrdersWire.LinePrice(lineId: $0.id, priceFen: $0.price) }, reason: reason,
            demandId: order.origin?.demandID, proposalId: order.origin?.proposalID, changedAt: now)
    }
}

extension OrdersWire.OrderCancelledV1 {
    init(_ order: OrderState, reason: String, at now: Instant) {
        self.init(
            orderId: order.id, accountId: order.buyer, vendorId: order.vendor.id, reason: .init(word: reason),
            totalFen: order.total,
            demandId: order.origin?.demandID, proposalId: order.origin?.proposalID, cancelledAt: now)
    }
}

extension OrdersWire.OrderPaidV1 {
    /// nil for an order that is not paid.
    init?(_ order: OrderState) {
        guard let settlement = order.settlement, let placedAt = order.placedAt else { return nil }
        let paid = order.paidAmounts
        self.init(
            orderId: order.id, accountId: order.buyer, vendorId: order.vendor.id, vendorName: order.vendor.name,
            seller: .init(order.seller), orderType: .init(word: order.type.rawValue),
            paymentId: settlement.paymentID,
            method: .init(settlement.method), lines: order.lines.map(OrdersWire.PaidLine.init),
            domain: OrdersWire.DomainPurchase(order), totalFen: order.total, cashFen: paid.totalCash,
            voucherFen: paid.totalVoucher,
            demandId: order.origin?.demandID, proposalId: order.origin?.proposalID, placedAt: placedAt,
            paidAt: settlement.paidAt)
    }
}

extension OrdersWire.OrderProducedV1 {
    /// nil for an order that is not paid.
    init?(_ order: OrderState, at now: Instant) {
        guard let settlement = order.settlement else { return nil }
        let paid = order.paidAmounts
        let lines = order.lines.map {
            OrdersWire.ProducedLine(
                lineId: $0.id, productId: $0.terms.productID, productType: .init(word: $0.terms.type.rawValue),
                deliveredAt: $0.deliveredAt ?? now)
        }
        self.init(
            orderId: order.id, accountId: order.buyer, vendorId: order.vendor.id,
            seller: .init(order.seller),
            orderType: .init(word: order.type.rawValue), lines: lines, totalFen: order.total, cashFen: paid.totalCash,
            voucherFen: paid.totalVoucher, demandId: order.origin?.demandID, proposalId: order.origin?.proposalID,
            paidAt: settlement.paidAt,
            producedAt: now)
    }
}

extension OrdersWire.OrderRefundedV1 {
    /// nil if there is no such refund.
    init?(_ order: OrderState, refundID: String, at now: Instant) {
        guard let refund = order.refunds.first(where: { $0.id == refundID }), let settlement = order.settlement else {
            return nil
        }
        self.init(
            refundId: refundID, orderId: order.id, accountId: order.buyer, vendorId: order.vendor.id,
            amounts: refund.amounts.map {
                OrdersWire.RefundedLine(lineId: $0.lineID, cashFen: $0.cash, voucherFen: $0.voucher)
            },
            cashFen: refund.amounts.totalCash, voucherFen: refund.amounts.totalVoucher,
            method: .init(settlement.method),
            isWholeOrder: order.isWhollyRefunded, demandId: order.origin?.demandID,
            proposalId: order.origin?.proposalID,
            refundedAt: now)
    }
}

extension OrderState {
    /// All lines of an order are one vendor's; they are the platform's own goods if one of them is.
    var seller: Seller { lines.contains { $0.terms.seller == .firstParty } ? .firstParty : .thirdParty }
}
