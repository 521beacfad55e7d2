import CrowdsourcingDomain
import HTTPServer
import Kernel

/// What crowdsourcing is told and answers.
enum Schemas {
    // MARK: Demands

    private static let phase = JSONSchema.words(Demand.Phase.self, except: .absent)

    private static let grabs = JSONSchema.integer(0...Int64(Demand.grabsMax))

    /// What every command about a demand is answered.
    static let outcome = JSONSchema.object(["demandId": .id, "phase": phase]).named("DemandOutcome")

    private static let common = JSONSchema.object(
        [
            "demandId": .id, "phase": phase, "isTargeted": .boolean, "grabs": grabs,
            "market": .words(Market.self), "subtype": .text(1...40), "sentence": .text(1...100),
            "details": .text(max: 2_000), "budget": .words(Budget.self), "region": .text(max: 40),
            "publishedAt": .instant,
            "proposals": .array(of: proposal, count: 0...Demand.proposalsMax), "acceptance": acceptance,
        ], optional: buyersWords.union(["budget", "acceptance"]))

    /// Left out once the buyer's account is gone.
    private static let buyersWords: Set = ["subtype", "sentence", "details", "region"]

    static let demandOfBuyer = common.adding(
        [
            "targetVendorId": .id,
            "vendors": .array(
                of: .object(["vendorId": .id, "vendorName": .text(1...200), "call": call], optional: ["call"]),
                count: 0...Demand.grabsMax),
        ], optional: ["targetVendorId"]
    ).named("DemandOfBuyer")

    /// CRW-04: nothing of the buyer.
    static let demandForVendor = common.adding(["isGrabbed": .boolean, "call": call], optional: ["call"])
        .named("DemandForVendor")

    static let summary = JSONSchema.object(
        [
            "demandId": .id, "phase": phase, "isTargeted": .boolean, "market": .words(Market.self),
            "subtype": .text(1...40), "sentence": .text(1...100),
            "budget": .words(Budget.allCases.map(\.rawValue) + [""]), "region": .text(max: 40),
            "grabs": grabs, "proposals": .count, "publishedAt": .instant,
        ], optional: ["subtype", "sentence", "region"]
    ).named("DemandSummary")

    static let content = JSONSchema.object(
        [
            "market": .words(Market.self), "subtype": .text(1...40), "sentence": .text(1...100),
            "details": .text(max: 2_000), "budget": .words(Budget.self), "region": .text(max: 40),
            "targetVendorId": .id, "acceptsRules": .boolean,
        ], optional: ["details", "budget", "region", "targetVendorId"])

    // MARK: Proposals

    // Title and remark are left out once the account that wrote them is gone.

    private static let proposal = JSONSchema.object(
        [
            "proposalId": .id, "vendorId": .id, "title": .text(1...60), "standing": .words(Proposal.Standing.self),
            "versions": .array(of: version, count: 1...Demand.versionsMax),
        ], optional: ["title"]
    ).named("Proposal")

    private static let version = JSONSchema.object(
        [
            "version": .integer(1...Int64(Demand.versionsMax)), "totalFen": .fen, "remark": .text(max: 500),
            "at": .instant,
            "lines": .array(
                of: .object([
                    "productId": .id, "productName": .text(1...200), "choiceId": .text(1...64),
                    "quantity": .integer(1...1_000), "amountFen": .fen,
                ]), count: 1...20),
        ], optional: ["remark"]
    ).named("ProposalVersion")

    static func draft(titled: Bool) -> JSONSchema {
        .object(
            [
                "title": .text(1...60),
                "lines": .array(
                    of: .object(
                        [
                            "productId": .id, "choiceId": .text(1...64), "quantity": .integer(1...1_000),
                            "amountFen": .integer(0...Proposal.Line.amountMax.fen),
                        ], optional: ["quantity"]), count: 1...20),
                "remark": .text(max: 500),
            ], optional: titled ? ["remark"] : ["title", "remark"])
    }

    static let acceptanceRequest = JSONSchema.object(
        [
            "proposalId": .id, "version": .integer(1...Int64(Demand.versionsMax)), "totalFen": .fen,
            "agreement": .object(["version": .text(1...20), "digest": .digest]),
        ], optional: ["agreement"])

    private static let acceptance = JSONSchema.object(
        ["proposalId": .id, "version": .integer(1...Int64(Demand.versionsMax)), "totalFen": .fen, "orderId": .id],
        optional: ["orderId"]
    ).named("Acceptance")

    // MARK: Calls and phones

    private static let call = JSONSchema.object(
        [
            "callId": .id, "status": .words(Call.Status.self), "relayNumber": .text(1...20), "expiresAt": .instant,
            "refusal": .text(1...200),
        ], optional: ["relayNumber", "expiresAt", "refusal"]
    ).named("Call")

    static let phone = JSONSchema.object([
        "phone": .text(pattern: "^1[3-9][0-9]{9}$", 11...11)
            .described(as: "a mobile number of mainland China, eleven digits")
    ])

    static let phoneProof = JSONSchema.object(
        ["isProven": .boolean, "provenUntil": .instant, "codeExpiresAt": .instant, "triesLeft": .integer(0...100)],
        optional: ["provenUntil", "codeExpiresAt", "triesLeft"]
    ).named("PhoneProof")

    // MARK: Public

    static let markets = JSONSchema.object([
        "markets": .array(
            of: .object([
                "market": .words(Market.self), "name": .text(1...20),
                "subtypes": .array(of: .text(1...40), count: 1...100),
            ]).named("Market"), count: 1...100),
        "budgets": .array(of: .words(Budget.self), count: 1...100),
    ])

    static let terms = JSONSchema.object([
        "version": .text(1...20), "digest": .digest, "text": .text(1...20_000),
    ]).named("Terms")
}
