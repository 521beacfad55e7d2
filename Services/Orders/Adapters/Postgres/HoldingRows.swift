import Crypto
import Kernel
package import Messaging
import OrdersDomain
import PostgresClient

/// A SaaS instance as its owner sees it (ENT-01); the password is not in it.
struct EntitlementView: Codable, Sendable {
    var entitlementId, orderId, accountId, vendorId, productId, productName, choiceId, status, statusText: String
    var openedAt, expiresAt: Instant?
    var instanceId, frontUrl, adminUrl, adminUser: String?
    /// For operators: how the calls to the vendor stand.
    var tries: Int
    var isParked: Bool
    var lastFailure: String?

    /// nil before the line was paid.
    init?(_ state: Entitlement.State) {
        guard let terms = state.terms else { return nil }
        entitlementId = state.id
        orderId = terms.orderID
        accountId = terms.buyer
        vendorId = terms.vendorID
        productId = terms.productID
        productName = terms.productName
        choiceId = terms.choice
        status = state.status.rawValue
        openedAt = state.openedAt
        expiresAt = state.expiresAt
        instanceId = state.instance?.id
        frontUrl = state.instance?.frontURL
        adminUrl = state.instance?.adminURL
        adminUser = state.instance?.adminUser
        tries = state.tries
        isParked = state.isParked
        lastFailure = state.lastFailure
        statusText =
            switch state.status {
            case .absent, .opening: "处理中"
            case .open where state.wish == .open: "已开通"
            // REF-07: closed at once, though the vendor has still to say so.
            case .open, .frozen, .released: "已关闭"
            }
    }
}

extension OrdersService {
    /// Of what buyers hold, what the service's encryption keys seal. Only these rows are opened, never what aggregates and journal keep
    /// of it; but a row gets its value from a vendor's answer, as that was sealed when it came, which may wait for long.
    package static let sealed = [
        SealedColumn("entitlement_row", "sealed_password", id: "id") { VendorInterface.passwordContext($0) }
    ]
    package static let sealedInputs = SealedInputs(member: "sealedPassword")
}

func entitlementRows(_ event: Entitlement.Event, _ context: EventContext<Entitlement>) -> [SQL] {
    let state = context.state
    guard let view = EntitlementView(state) else { return [] }
    // Later the row's stays: it may have been sealed anew, under a newer key.
    let opened: Instance? = if case .opened(let instance) = event { instance } else { nil }
    let password = opened?.sealedPassword.flatMap { Base64.decode($0) }
    return [
        """
        INSERT INTO entitlement_row (id, order_id, account, product_id, status, is_parked, expires_at, sealed_password, document)
        VALUES (\(state.id), \(view.orderId), \(view.accountId), \(view.productId), \(view.status), \(state.isParked),
            \(state.expiresAt.map { Timestamp($0) }), \(password), \(JSONB(bytes: viewJSON(view))))
        ON CONFLICT (id) DO UPDATE SET status = EXCLUDED.status, is_parked = EXCLUDED.is_parked, expires_at = EXCLUDED.expires_at,
            document = EXCLUDED.document,
            sealed_password = CASE WHEN \(opened != nil) THEN EXCLUDED.sealed_password ELSE entitlement_row.sealed_password END
        """
    ]
}
