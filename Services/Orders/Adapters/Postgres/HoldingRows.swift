import Kernel
import Messaging
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

func entitlementRows(_: Entitlement.Event, _ context: EventContext<Entitlement>) -> [SQL] {
    let state = context.state
    guard let view = EntitlementView(state) else { return [] }
    return [
        """
        INSERT INTO entitlement_row (id, order_id, account, product_id, status, is_parked, expires_at, sealed_password, document)
        VALUES (\(state.id), \(view.orderId), \(view.accountId), \(view.productId), \(view.status), \(state.isParked),
            \(state.expiresAt.map { Timestamp($0) }), \(state.instance?.sealedPassword), \(JSONB(bytes: viewJSON(view))))
        ON CONFLICT (id) DO UPDATE SET status = EXCLUDED.status, is_parked = EXCLUDED.is_parked, expires_at = EXCLUDED.expires_at,
            sealed_password = EXCLUDED.sealed_password, document = EXCLUDED.document
        """
    ]
}

/// A delivery project as both sides see it (DLV-01).
struct DeliveryView: Codable, Sendable {
    struct Step: Codable, Sendable {
        var number: Int
        var name, actor, state: String
        var needsConfirmation, filesRequirement: Bool
        var startedAt, finishedAt: Instant?
    }

    struct Deadline: Codable, Sendable {
        var name: String
        var due: Instant
    }

    var deliveryId, orderId, accountId, vendorId, productName, status: String
    var quantity: Int
    var steps: [Step]
    var presentStep: Int
    var requirement: String?
    var rating: Int?
    /// While paused or suspended they stand still.
    var deadlines: [Deadline]

    /// nil before the line was paid.
    init?(_ state: DeliveryProject.State) {
        guard let terms = state.terms else { return nil }
        deliveryId = state.id
        orderId = terms.orderID
        accountId = terms.buyer
        vendorId = terms.vendorID
        productName = terms.productName
        quantity = terms.quantity
        status = state.status.rawValue
        presentStep = state.present
        requirement = state.requirement
        rating = state.rating
        deadlines = state.clocks.map { Deadline(name: $0.name, due: $0.due) }
        steps = state.steps.enumerated().map { index, step in
            Step(
                number: index, name: step.template.name, actor: step.template.actor.rawValue,
                state: step.state.rawValue,
                needsConfirmation: step.template.needsConfirmation, filesRequirement: index == state.requirementStep,
                startedAt: step.startedAt, finishedAt: step.finishedAt)
        }
    }
}

func deliveryRows(_: DeliveryProject.Event, _ context: EventContext<DeliveryProject>) -> [SQL] {
    let state = context.state
    guard let view = DeliveryView(state) else { return [] }
    return [
        """
        INSERT INTO delivery_row (id, account, vendor_id, status, document)
        VALUES (\(state.id), \(view.accountId), \(view.vendorId), \(view.status), \(JSONB(bytes: viewJSON(view))))
        ON CONFLICT (id) DO UPDATE SET status = EXCLUDED.status, document = EXCLUDED.document
        """
    ]
}
