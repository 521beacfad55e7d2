import EventContracts
import Kernel
import Messaging
import OrdersDomain

/// What an order's events are to others; nil for what stays inside.
func orderMessage(_ event: OrderEvent, _ context: EventContext<Order>) -> (any WireMessage)? {
    let order = context.state
    let now = context.cause.now
    switch event {
    case .placed: return OrdersWire.OrderPlacedV1(order, at: now)
    case .priceChanged(let old, _, let reason):
        return OrdersWire.OrderPriceChangedV1(order, old: old, reason: reason.text ?? "", at: now)
    case .cancelled(let reason): return OrdersWire.OrderCancelledV1(order, reason: reason, at: now)
    // ORD-12: who paid second never had the order, so others hear of no payment and no refund.
    case .domainTaken: return OrdersWire.OrderCancelledV1(order, reason: "domain-taken", at: now)
    case .lapsed:
        return OrdersWire.OrderLapsedV1(
            orderId: order.id, accountId: order.buyer, vendorId: order.vendor.id, totalFen: order.total,
            demandId: order.origin?.demandID,
            proposalId: order.origin?.proposalID, lapsedAt: now)
    case .confirmed: return OrdersWire.OrderPaidV1(order)
    case .produced: return OrdersWire.OrderProducedV1(order, at: now)
    case .deliveryProgressed(let lineID, let milestone): return deliveryMessage(milestone, lineID, order, at: now)
    case .refunded(let refundID):
        return order.status == .domainTaken ? nil : OrdersWire.OrderRefundedV1(order, refundID: refundID, at: now)
    case .refundRefused(let refundID, let rule, let reason):
        return OrdersWire.OrderRefundRefusedV1(
            refundId: refundID, orderId: order.id, accountId: order.buyer, vendorId: order.vendor.id, rule: rule,
            reason: reason, refusedAt: now)
    case .paymentStarted, .voucherHeld, .paymentOpened, .paymentEnded, .charged, .domainPurchaseStarted, .lineProduced,
        .domainPurchaseFailed,
        .withdrawalNoted, .closedForRefund, .reopened, .refundStarted, .refundLegDone, .moneyTurnedAway:
        return nil
    }
}

private func deliveryMessage(_ milestone: DeliveryMilestone, _ lineID: String, _ order: OrderState, at now: Instant)
    -> any WireMessage
{
    let (demand, proposal) = (order.origin?.demandID, order.origin?.proposalID)
    switch milestone {
    case .requirementFiled:
        return OrdersWire.RequirementFiledV1(
            orderId: order.id, lineId: lineID, accountId: order.buyer, vendorId: order.vendor.id, demandId: demand,
            proposalId: proposal,
            filedAt: now)
    case .accepted(let bySystem, let rating):
        return OrdersWire.DeliveryAcceptedV1(
            orderId: order.id, lineId: lineID, accountId: order.buyer, vendorId: order.vendor.id, demandId: demand,
            proposalId: proposal,
            bySystem: bySystem, rating: rating.map(Int64.init), acceptedAt: now)
    case .expired:
        return OrdersWire.DeliveryExpiredV1(
            orderId: order.id, lineId: lineID, accountId: order.buyer, vendorId: order.vendor.id, demandId: demand,
            proposalId: proposal,
            expiredAt: now)
    case .paused:
        return OrdersWire.DeliveryPausedV1(
            orderId: order.id, lineId: lineID, accountId: order.buyer, vendorId: order.vendor.id, demandId: demand,
            proposalId: proposal, pausedAt: now)
    case .resumed:
        return OrdersWire.DeliveryResumedV1(
            orderId: order.id, lineId: lineID, accountId: order.buyer, vendorId: order.vendor.id, demandId: demand,
            proposalId: proposal, resumedAt: now)
    case .confirmationReminded(let day):
        return OrdersWire.DeliveryConfirmationRemindedV1(
            orderId: order.id, lineId: lineID, accountId: order.buyer, vendorId: order.vendor.id, demandId: demand,
            proposalId: proposal,
            day: Int64(day), remindedAt: now)
    }
}
