import HTTPServer
import OrdersDomain

/// Orders and what hangs on them, as HTTP shows them.
enum Schemas {
    static let order = orderItself.named("Order")

    private static let orderItself = JSONSchema.object(
        [
            "orderId": .id, "type": .words(OrderType.self), "status": .words(OrderStatus.self, except: .absent),
            "statusText": .text(1...20), "accountId": .id,
            "accountName": .text(1...200).described(as: "In answers to questions, once the account is known."),
            "subAccountId": .id, "vendorId": .id,
            "vendorName": .text(1...100), "lines": .array(of: line, count: 1...Order.offersMax), "totalFen": .fen,
            "cashFen": .fen,
            "voucherFen": .fen, "placedAt": .instant, "payableUntil": .instant, "payment": payment,
            "lastPaymentFailure": .text(1...500), "refunds": .array(of: refund, count: 0...100),
            "isClosedForRefund": .boolean, "endReason": .text(1...500), "owner": owner, "demandId": .id,
            "proposalId": .id, "actions": .array(of: .words(["detail", "pay", "cancel"]), count: 1...3),
        ],
        optional: [
            "accountName", "subAccountId", "payment", "lastPaymentFailure", "endReason", "owner", "demandId",
            "proposalId",
        ])

    static let owner = JSONSchema.object([
        "kind": .words(DomainOwner.Kind.self), "registrantTemplateId": .id,
    ])

    private static let line = JSONSchema.object(
        [
            "lineId": .id, "role": .words(LineRole.self), "productId": .id, "productVersion": .count,
            "productName": .text(1...200), "productType": .words(ProductType.self), "choiceId": .text(1...253),
            "specification": .text(1...253), "billing": .words(["pay-as-you-go", "period", "package", "once"]),
            "quantity": .integer(1...1_000), "priceFen": .fen, "cashFen": .fen, "voucherFen": .fen,
            "hasFiveDayRefund": .boolean, "allowsCredit": .boolean, "validityMonths": .integer(0...1_200),
            "agreement": .object(["version": .text(1...20), "digest": .digest, "acceptedAt": .instant]),
            "state": .words(LineState.self), "deliveredAt": .instant, "domain": .domainName,
        ], optional: ["validityMonths", "deliveredAt", "domain"]
    ).named("OrderLine")

    private static let payment = JSONSchema.object(
        [
            "paymentId": .id, "method": .words(PaymentMethod.self),
            "status": .words(PaymentAttempt.Stage.allCases.map(\.rawValue) + ["paid"]), "cashFen": .fen,
            "voucherFen": .fen, "payUrl": .url, "paidAt": .instant,
        ], optional: ["payUrl", "paidAt"]
    ).named("OrderPayment")

    private static let refund = JSONSchema.object(
        ["refundId": .id, "cashFen": .fen, "voucherFen": .fen, "refundedAt": .instant], optional: ["refundedAt"]
    ).named("OrderRefund")

    /// ORD-09: an order with all that happened to it.
    static let orderWithTimeline = orderItself.adding(
        ["timeline": .array(of: timelineEntry, count: 1...10_000)]
    ).named("OrderWithTimeline")

    private static let timelineEntry = JSONSchema.object(
        [
            "at": .instant, "what": .text(1...64), "paymentId": .id, "refundId": .id, "lineId": .id,
            "method": .words(PaymentMethod.self),
            "reason": .text(max: 500), "partner": .text(1...64), "rule": .text(1...16), "oldTotalFen": .fen,
            "newTotalFen": .fen, "cashFen": .fen, "voucherFen": .fen, "amountFen": .fen, "day": .count,
            "rating": .integer(DeliveryProject.ratings),
        ],
        optional: [
            "paymentId", "refundId", "lineId", "method", "reason", "partner", "rule", "oldTotalFen", "newTotalFen",
            "cashFen", "voucherFen", "amountFen", "day", "rating",
        ]
    ).named("TimelineEntry")

    static let entitlement = JSONSchema.object(
        [
            "entitlementId": .id, "orderId": .id, "accountId": .id, "vendorId": .id, "productId": .id,
            "productName": .text(1...200), "choiceId": .text(1...64),
            "status": .words(Entitlement.Status.self, except: .absent), "statusText": .text(1...20),
            "openedAt": .instant, "expiresAt": .instant, "instanceId": .text(1...200), "frontUrl": .url,
            "adminUrl": .url, "adminUser": .text(max: 200), "adminPassword": .text(max: 4_096), "tries": .count,
            "isParked": .boolean, "lastFailure": .text(1...1_000),
        ],
        optional: [
            "openedAt", "expiresAt", "instanceId", "frontUrl", "adminUrl", "adminUser", "adminPassword", "lastFailure",
        ]
    ).named("Entitlement")

    static let delivery = JSONSchema.object(
        [
            "deliveryId": .id, "orderId": .id, "accountId": .id, "vendorId": .id, "productName": .text(1...200),
            "quantity": .integer(1...1_000), "status": .words(DeliveryProject.Status.self, except: .absent),
            "steps": .array(of: step, count: 1...30), "presentStep": .integer(0...30),
            "requirement": .text(1...DeliveryProject.requirementLengthMax),
            "rating": .integer(DeliveryProject.ratings),
            "deadlines": .array(of: .object(["name": .text(1...64), "due": .instant]), count: 0...20),
        ], optional: ["requirement", "rating"]
    ).named("Delivery")

    private static let step = JSONSchema.object(
        [
            "number": .integer(0...30), "name": .text(1...40), "actor": .words(StepActor.self),
            "state": .words(DeliveryProject.StepState.self), "needsConfirmation": .boolean,
            "filesRequirement": .boolean, "startedAt": .instant, "finishedAt": .instant,
        ], optional: ["startedAt", "finishedAt"]
    ).named("DeliveryStep")

    static let wallet = JSONSchema.object(["accountId": .id, "cashFen": .fen, "voucherFen": .fen]).named("Wallet")

    static let walletWithMovements = JSONSchema.object([
        "accountId": .id, "cashFen": .fen, "voucherFen": .fen, "movements": .array(of: movement, count: 0...50),
    ]).named("WalletWithMovements")

    private static let movement = JSONSchema.object([
        "at": .instant, "memo": .text(1...500), "account": ledgerAccount, "amountFen": .signedFen,
    ]).named("Movement")

    static let ledgerPage = JSONSchema.page(
        "balances", of: .object(["account": ledgerAccount, "balanceFen": .fenOfMany])
    ).adding(["sumFen": .fenOfMany])

    private static let ledgerAccount = JSONSchema.text(1...128)

    static let onlinePayment = JSONSchema.object(
        [
            "paymentId": .id, "orderId": .id, "stage": .words(OnlinePayment.Stage.self, except: .absent),
            "amountFen": .fen, "receivedFen": .fen, "payUrl": .url, "returns": .array(of: moneyReturn, count: 0...100),
        ], optional: ["orderId", "amountFen", "payUrl"]
    ).named("OnlinePayment")

    /// What a payment provider reports. It may tell more than is asked for.
    static let callback = JSONSchema.object(
        [
            "eventId": .text(1...200), "type": .text(1...64), "paymentId": .id, "paidFen": .fen,
            "refundId": .text(1...128), "occurredAt": .instant,
        ], optional: ["refundId", "occurredAt"]
    ).open

    private static let moneyReturn = JSONSchema.object(
        [
            "refundId": .text(1...128), "purpose": .words(OnlinePayment.Return.Purpose.self), "amountFen": .fen,
            "isDone": .boolean, "refusal": .text(1...500),
        ], optional: ["refusal"]
    ).named("MoneyReturn")
}
