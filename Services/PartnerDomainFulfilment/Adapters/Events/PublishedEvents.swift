import EventContracts
import Kernel
import PartnerDomainFulfilmentDomain

/// What this service says to the others.
enum PublishedEvents {
    private typealias Wire = PartnerDomainFulfilmentWire

    /// nil for what stays inside.
    static func message(_ event: Purchase.Event, _ state: Purchase.State, at instant: Instant) -> (any WireMessage)? {
        guard let order = state.order else { return nil }
        switch event {
        case .started:
            return Wire.DomainPurchaseStartedV1(
                orderId: order.orderID, lineId: order.lineID, accountId: order.accountID, domain: order.domain,
                source: source(order),
                startedAt: instant)
        case .bought(let owned, _):
            return Wire.DomainPurchasedV1(
                orderId: order.orderID, lineId: order.lineID, accountId: order.accountID, domain: order.domain,
                source: source(order),
                partnerReference: state.partnerReference, expiresOn: owned.expiresOn,
                holder: owned.holder == .buyer ? .buyer : .formerHolder,
                papersNeeded: owned.holder == .formerPapersNeeded, purchasedAt: instant)
        case .failed(let reason, _):
            return Wire.DomainPurchaseFailedV1(
                orderId: order.orderID, lineId: order.lineID, accountId: order.accountID, domain: order.domain,
                source: source(order),
                listingId: order.listingID, reason: .init(word: reason.rawValue), listingStale: reason.listingIsStale,
                failedAt: instant)
        case .accepted, .stillProcessing, .partnerSilent, .asked, .mailed, .papersFiled, .holderChanged:
            return nil
        }
    }

    private static func source(_ order: PaidDomainOrder) -> Wire.Source { .init(word: order.source.rawValue) }
}
