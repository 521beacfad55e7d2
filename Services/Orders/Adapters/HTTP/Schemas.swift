import HTTPServer

func listSchema(of name: String) -> JSONSchema {
    .object(["items": .array(of: .reference(name)), "next": .string], optional: ["next"])
}

private let instantSchema = JSONSchema.string(format: "date-time")

let orderSchema: JSONSchema = .object(
    [
        "orderId": .string, "type": .string, "status": .string, "statusText": .string, "accountId": .string,
        "accountName": .string,
        "subAccountId": .string, "vendorId": .string, "vendorName": .string, "lines": .array(of: orderLineSchema),
        "totalFen": .integer,
        "cashFen": .integer, "voucherFen": .integer, "placedAt": instantSchema, "payableUntil": instantSchema,
        "payment": paymentSchema,
        "lastPaymentFailure": .string,
        "refunds": .array(
            of: .object(
                ["refundId": .string, "cashFen": .integer, "voucherFen": .integer, "refundedAt": instantSchema],
                optional: ["refundedAt"])),
        "isClosedForRefund": .boolean, "endReason": .string,
        "owner": .object(["kind": .string, "registrantTemplateId": .string]),
        "demandId": .string, "proposalId": .string, "actions": .array(of: .string),
        "timeline": .array(of: .object(["at": instantSchema, "what": .string])),
    ],
    optional: [
        "accountName", "subAccountId", "payment", "lastPaymentFailure", "endReason", "owner", "demandId", "proposalId",
        "timeline",
    ])

private let orderLineSchema: JSONSchema = .object(
    [
        "lineId": .string, "role": .string(oneOf: ["product", "domain", "renewal"]), "productId": .string,
        "productVersion": .integer,
        "productName": .string, "productType": .string, "choiceId": .string, "specification": .string,
        "billing": .string, "quantity": .integer,
        "priceFen": .integer, "cashFen": .integer, "voucherFen": .integer, "hasFiveDayRefund": .boolean,
        "validityMonths": .integer,
        "agreement": .object(["version": .string, "digest": .string, "acceptedAt": instantSchema]), "state": .string,
        "deliveredAt": instantSchema, "domain": .string,
    ], optional: ["validityMonths", "deliveredAt", "domain"])

private let paymentSchema: JSONSchema = .object(
    [
        "paymentId": .string, "method": .string(oneOf: ["balance", "online"]), "status": .string, "cashFen": .integer,
        "voucherFen": .integer,
        "payUrl": .string, "paidAt": instantSchema,
    ], optional: ["payUrl", "paidAt"])

let entitlementSchema: JSONSchema = .object(
    [
        "entitlementId": .string, "orderId": .string, "accountId": .string, "vendorId": .string, "productId": .string,
        "productName": .string,
        "choiceId": .string, "status": .string, "statusText": .string, "openedAt": instantSchema,
        "expiresAt": instantSchema,
        "instanceId": .string, "frontUrl": .string, "adminUrl": .string, "adminUser": .string, "adminPassword": .string,
        "tries": .integer,
        "isParked": .boolean, "lastFailure": .string,
    ],
    optional: [
        "openedAt", "expiresAt", "instanceId", "frontUrl", "adminUrl", "adminUser", "adminPassword", "lastFailure",
    ])

let deliverySchema: JSONSchema = .object(
    [
        "deliveryId": .string, "orderId": .string, "accountId": .string, "vendorId": .string, "productName": .string,
        "quantity": .integer(minimum: 1), "status": .string,
        "steps": .array(
            of: .object(
                [
                    "number": .integer, "name": .string, "actor": .string, "state": .string,
                    "needsConfirmation": .boolean,
                    "filesRequirement": .boolean, "startedAt": instantSchema, "finishedAt": instantSchema,
                ], optional: ["startedAt", "finishedAt"])),
        "presentStep": .integer, "requirement": .string, "rating": .integer,
        "deadlines": .array(of: .object(["name": .string, "due": instantSchema])),
    ], optional: ["requirement", "rating"])

let walletSchema: JSONSchema = .object(
    [
        "accountId": .string, "cashFen": .integer, "voucherFen": .integer,
        "movements": .array(
            of: .object(["at": instantSchema, "memo": .string, "account": .string, "amountFen": .integer])),
    ], optional: ["movements"])

let onlinePaymentSchema: JSONSchema = .object(
    [
        "paymentId": .string, "orderId": .string, "stage": .string, "amountFen": .integer, "receivedFen": .integer,
        "payUrl": .string,
        "returns": .array(
            of: .object(
                [
                    "refundId": .string, "purpose": .string, "amountFen": .integer, "isDone": .boolean,
                    "refusal": .string,
                ], optional: ["refusal"])),
    ], optional: ["orderId", "amountFen", "payUrl"])
