import CrowdsourcingDomain
import DomainTestKit
import Kernel

extension Instant {
    static let start = ShanghaiCalendar.start(of: CivilDate(daysSince1970: 20_000)) + .hours(9)
}

extension Scenario {
    init(_ id: String) { self.init(id, at: .start) }
}

enum Sample {
    static let buyerPhone = Phone(number: Personal("13800138000", of: "A-1"), digest: "digest-buyer")
    static let vendorPhone = Phone(number: Personal("13900139000", of: "A-2"), digest: "digest-vendor")
    static let proof = PhoneProof.Proof(phone: buyerPhone, at: .start)
    static let content = Demand.Content(
        market: .websites, subtype: "企业展示", sentence: "做一个企业展示网站", budget: .from5000, of: "A-1")
    static let remark = Proposal.Remark(text: Personal("", of: "A-2"), digest: "digest-none")
    static let agreement = Terms(version: "2026-1", digest: "d")

    static func publish(target: String? = nil) -> Demand.Input {
        .publish(buyerID: "A-1", content: content, targetVendorID: target, acceptsRules: true, proof: proof)
    }

    /// The account of V-1 is A-V-1.
    static func grab(_ vendor: String, phone: Phone? = vendorPhone) -> Demand.Input {
        let facts = Account.Facts(vendorID: vendor, name: Personal("服务商", of: "A-\(vendor)"), phone: phone)
        return .grab(Demand.Grab(vendorID: vendor, accountID: "A-\(vendor)", facts))
    }

    static func offer(yuan: Int64, isForSale: Bool = true) -> Proposal.Draft {
        let line = Proposal.Line(
            productID: "P-1", productName: "网站", choiceID: "basic", quantity: 1, amount: Money(yuan: yuan))
        return Proposal.Draft(lines: [Proposal.DraftLine(line: line, isForSale: isForSale)], remark: remark)
    }

    static func accept(
        _ proposal: String, version: Int = 1, yuan: Int64, agreement: Terms? = agreement, subAccount: String? = nil,
        policies: [String] = []
    ) -> Demand.Input {
        .accept(
            Acceptance.Request(
                buyerID: "A-1", subAccountID: subAccount, policies: policies, proposalID: proposal, version: version,
                total: Money(yuan: yuan),
                agreement: agreement,
                currentAgreement: Sample.agreement))
    }

    /// A demand with proposals PR-1 of V-1 over 4,200 yuan and PR-2 of V-2 over 5,000.
    static func withProposals() throws -> Scenario<Demand> {
        var demand = Scenario<Demand>("D-1")
        try demand.take(publish())
        try demand.take(grab("V-1"))
        try demand.take(grab("V-2"))
        try demand.take(
            .propose(vendorID: "V-1", proposalID: "PR-1", title: Personal("方案一", of: "A-2"), offer: offer(yuan: 4_200)))
        try demand.take(
            .propose(vendorID: "V-2", proposalID: "PR-2", title: Personal("方案二", of: "A-4"), offer: offer(yuan: 5_000)))
        return demand
    }
}
