import CrowdsourcingApplication
import CrowdsourcingDomain
import JSON
import Kernel

/// Demands as HTTP shows them: to the buyer all, to a vendor only what concerns it.
enum DemandJSON {
    /// What every command is answered, whoever gave it.
    static func outcome(_ state: Demand.State) -> [UInt8] {
        JSONValue.object(["demandId": .string(state.id), "phase": .string(state.phase.rawValue)]).bytes(
            order: .asWritten)
    }

    static func forBuyer(_ state: Demand.State) -> JSONMembers {
        var members = common(state)
        members["targetVendorId"] = state.targetVendorID.map(JSONValue.string)
        members["vendors"] = .array(
            state.grabs.map { grab in
                var vendor: JSONMembers = ["vendorId": .string(grab.vendorID), "vendorName": .string(grab.shownName)]
                vendor["call"] = call(state, grab.vendorID)
                return .object(vendor)
            })
        members["proposals"] = .array(state.proposals.map(proposal))
        members["acceptance"] = state.acceptance.map(acceptance)
        return members
    }

    /// CRW-04: nothing tells who the buyer is. Other vendors' proposals stay theirs.
    static func forVendor(_ state: Demand.State, _ vendorID: String) -> JSONMembers {
        var members = common(state)
        members["isGrabbed"] = .bool(state.grabs.contains { $0.vendorID == vendorID })
        members["proposals"] = .array(state.proposals.filter { $0.vendorID == vendorID }.map(proposal))
        members["call"] = call(state, vendorID)
        if let acceptance = state.acceptance,
            state.proposals.contains(where: { $0.id == acceptance.proposalID && $0.vendorID == vendorID })
        {
            members["acceptance"] = self.acceptance(acceptance)
        }
        return members
    }

    private static func common(_ state: Demand.State) -> JSONMembers {
        var members: JSONMembers = [
            "demandId": .string(state.id), "phase": .string(state.phase.rawValue),
            "isTargeted": .bool(state.targetVendorID != nil),
            "grabs": .int(Int64(state.grabs.count)),
        ]
        if let content = state.content {
            members["market"] = .string(content.market.rawValue)
            members["subtype"] = content.subtype.text.map(JSONValue.string)
            members["sentence"] = content.sentence.text.map(JSONValue.string)
            members["details"] = content.details.text.map(JSONValue.string)
            members["budget"] = content.budget.map { .string($0.rawValue) }
            members["region"] = content.region.text.map(JSONValue.string)
        }
        members["publishedAt"] = state.publishedAt.map { .string($0.rfc3339) }
        return members
    }

    private static func proposal(_ proposal: Proposal) -> JSONValue {
        var members: JSONMembers = [
            "proposalId": .string(proposal.id), "vendorId": .string(proposal.vendorID),
            "standing": .string(proposal.standing.rawValue), "versions": .array(proposal.versions.map(version)),
        ]
        members["title"] = proposal.title.text.map(JSONValue.string)
        return .object(members)
    }

    private static func version(_ version: Proposal.Version) -> JSONValue {
        var members: JSONMembers = [
            "version": .int(Int64(version.number)), "totalFen": .int(version.total.fen),
            "at": .string(version.at.rfc3339),
            "lines": .array(
                version.lines.map { line in
                    [
                        "productId": .string(line.productID), "productName": .string(line.productName),
                        "choiceId": .string(line.choiceID),
                        "quantity": .int(Int64(line.quantity)), "amountFen": .int(line.amount.fen),
                    ]
                }),
        ]
        members["remark"] = version.remark.text.text.map(JSONValue.string)
        return .object(members)
    }

    private static func acceptance(_ acceptance: Acceptance) -> JSONValue {
        var members: JSONMembers = [
            "proposalId": .string(acceptance.proposalID), "version": .int(Int64(acceptance.version)),
            "totalFen": .int(acceptance.total.fen),
        ]
        members["orderId"] = acceptance.orderID.map(JSONValue.string)
        return .object(members)
    }

    private static func call(_ state: Demand.State, _ vendorID: String) -> JSONValue? {
        guard let call = state.calls.last(where: { $0.vendorID == vendorID }) else { return nil }
        var members: JSONMembers = ["callId": .string(call.id), "status": .string(call.status.rawValue)]
        if call.status == .bound { members["relayNumber"] = .string(call.relayNumber) }
        members["expiresAt"] = call.expiresAt.map { .string($0.rfc3339) }
        if call.status == .refused { members["refusal"] = .string(call.refusal) }
        return .object(members)
    }

    static func summary(_ summary: DemandSummary) -> JSONValue {
        var members: JSONMembers = [
            "demandId": .string(summary.id), "phase": .string(summary.phase), "isTargeted": .bool(summary.isTargeted),
            "market": .string(summary.market),
            "budget": .string(summary.budget), "grabs": .int(Int64(summary.grabs)),
            "proposals": .int(Int64(summary.proposals)), "publishedAt": .string(summary.publishedAt.rfc3339),
        ]
        members["subtype"] = summary.subtype.map(JSONValue.string)
        members["sentence"] = summary.sentence.map(JSONValue.string)
        members["region"] = summary.region.map(JSONValue.string)
        return .object(members)
    }

    /// What a command about the proof is answered.
    static func outcome(_ state: PhoneProof.State) -> [UInt8] {
        var members: JSONMembers = ["isProven": .bool(state.challenge == nil && state.proof != nil)]
        members["provenUntil"] = state.proof.map { .string(($0.at + PhoneProof.proofLifetime).rfc3339) }
        members["codeExpiresAt"] = state.challenge.map { .string($0.expiresAt.rfc3339) }
        members["triesLeft"] = state.challenge.map { .int(Int64($0.triesLeft)) }
        return JSONValue.object(members).bytes(order: .asWritten)
    }
}
