import HTTPServer
import PartnerDomainFulfilmentApplication
import PartnerDomainFulfilmentDomain

/// What domain purchases answer.
enum Schemas {
    static let purchase = purchaseItself.named("Purchase")

    static let purchaseWithSteps = purchaseItself.adding(["steps": steps]).named("PurchaseWithSteps")

    static let inspectedPurchase = purchaseItself.adding(inside, optional: insideOptional).named("UnfinishedPurchase")

    static let inspectedPurchaseWithSteps = purchaseItself.adding(inside, optional: insideOptional)
        .adding(["steps": steps]).named("InspectedPurchase")

    private static let purchaseItself = JSONSchema.object(
        [
            "orderId": .id, "domain": .domainName, "source": .words(Source.self), "status": .words(Progress.self),
            "statusText": .text(1...20), "startedAt": .instant, "settledAt": .instant, "expiresOn": .date,
            "holder": holder, "papersNeeded": .boolean, "failureReason": .words(FailureReason.self),
            "failureText": .text(1...100),
        ], optional: ["settledAt", "expiresOn", "holder", "papersNeeded", "failureReason", "failureText"])

    private static let holder = JSONSchema.words(["buyer", "former-holder"])

    private static let steps = JSONSchema.array(
        of: .object(["step": .words(PurchaseStep.Kind.self), "at": .instant]).named("PurchaseStep"), count: 0...100)

    /// What only operators see.
    private static let inside: KeyValuePairs<String, JSONSchema> = [
        "accountId": .id, "phase": .words(Purchase.Phase.self, except: .unopened), "partnerReference": .text(1...200),
        "nextAskAt": .instant, "rounds": .count, "silentInARow": .count, "lastTrouble": .words(Trouble.self),
    ]
    private static let insideOptional: Set = ["partnerReference", "nextAskAt", "lastTrouble"]

    static let domain = JSONSchema.object([
        "domain": .domainName, "orderId": .id, "expiresOn": .date, "holder": holder, "papersNeeded": .boolean,
        "ownedSince": .instant,
    ]).named("OwnedDomain")

    static let partners = JSONSchema.object([
        "partners": .array(
            of: .object(
                [
                    "source": .words(Source.self), "circuit": .words(["closed", "open", "probing"]),
                    "failuresInARow": .count,
                ], optional: ["failuresInARow"]
            ).named("Partner"), count: 0...20)
    ])
}
