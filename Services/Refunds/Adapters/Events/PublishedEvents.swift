import EventContracts
import Kernel
import RefundsDomain

/// What this service says to the others.
enum PublishedEvents {
    private typealias Wire = RefundsWire

    /// nil for what stays inside.
    static func message(_ event: Guarantee.Event, _ state: Guarantee.State, at instant: Instant) -> (any WireMessage)? {
        guard let order = state.order, let id = event.refundID, let refund = state.cases.first(where: { $0.id == id })
        else { return nil }
        switch event {
        case .requested: return requested(refund, order)
        case .cancelled:
            return Wire.RefundCancelledV1(
                refundId: id, orderId: order.orderID, accountId: order.accountID, vendorId: order.vendorID,
                cancelledAt: instant)
        case .rejected, .refused: return rejected(refund, order, instant)
        case .approved: return approved(refund, order, instant)
        case .completed(_, let returnedAt): return completed(refund, order, returnedAt, instant)
        default: return nil
        }
    }

    private static func requested(_ refund: RefundCase, _ order: PaidOrder) -> Wire.RefundRequestedV1 {
        Wire.RefundRequestedV1(
            refundId: refund.id, orderId: order.orderID, accountId: order.accountID, vendorId: order.vendorID,
            amounts: lines(refund),
            cashFen: refund.cash, voucherFen: refund.voucher, requestedAt: refund.appliedAt)
    }

    private static func rejected(_ refund: RefundCase, _ order: PaidOrder, _ instant: Instant) -> Wire.RefundRejectedV1
    {
        Wire.RefundRejectedV1(
            refundId: refund.id, orderId: order.orderID, accountId: order.accountID, vendorId: order.vendorID,
            reason: refund.rejectedBecause?.text ?? "", rejectedAt: instant)
    }

    private static func approved(_ refund: RefundCase, _ order: PaidOrder, _ instant: Instant) -> Wire.RefundApprovedV1
    {
        Wire.RefundApprovedV1(
            refundId: refund.id, orderId: order.orderID, accountId: order.accountID, vendorId: order.vendorID,
            amounts: lines(refund),
            cashFen: refund.cash, voucherFen: refund.voucher, automatic: refund.isAutomatic,
            destination: .originalPayment,
            approvedAt: instant)
    }

    private static func completed(
        _ refund: RefundCase, _ order: PaidOrder, _ returnedAt: Instant, _ instant: Instant
    ) -> Wire.RefundCompletedV1 {
        Wire.RefundCompletedV1(
            refundId: refund.id, orderId: order.orderID, accountId: order.accountID, vendorId: order.vendorID,
            amounts: lines(refund),
            cashFen: refund.cash, voucherFen: refund.voucher, automatic: refund.isAutomatic, returnedAt: returnedAt,
            completedAt: instant)
    }

    private static func lines(_ refund: RefundCase) -> [Wire.RefundLine] {
        refund.amounts.map { Wire.RefundLine(lineId: $0.lineID, cashFen: $0.cash, voucherFen: $0.voucher) }
    }
}

extension Guarantee.Event {
    /// The case an event is about; nil for facts.
    var refundID: String? {
        switch self {
        case .requested(let refund), .openedByFailure(let refund): refund.id
        case .cancelled(let id), .rejected(let id, _, _), .approved(let id, _), .completed(let id, _),
            .refused(let id, _):
            id
        case .opened, .requirementFiled, .deliveryAccepted, .deliveryExpired, .deliveryPaused, .deliveryResumed,
            .delivered,
            .invoiceIssued, .invoiceReversed,
            .domainSettled, .found:
            nil
        }
    }
}
