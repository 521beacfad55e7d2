package import Kernel

/// CRW-05: what a vendor offers for a demand, in versions.
package struct Proposal: Codable, Hashable, Sendable {
    package enum Standing: String, Codable, CaseIterable, Sendable {
        case standing, paid, closed
    }

    package struct Line: Codable, Hashable, Sendable {
        package var productID: String
        package var productName: String
        package var choiceID: String
        package var quantity: Int
        /// For the whole quantity.
        package var amount: Money

        /// A hundred million yuan.
        package static let amountMax = Money(yuan: 100_000_000)

        package init(productID: String, productName: String, choiceID: String, quantity: Int, amount: Money) {
            self.productID = productID
            self.productName = productName
            self.choiceID = choiceID
            self.quantity = quantity
            self.amount = amount
        }
    }

    /// A line as asked for, with what the catalog says of its product.
    package struct DraftLine: Codable, Hashable, Sendable {
        package var line: Line
        /// Whether it is a choice of a listed product of this vendor.
        package var isForSale: Bool

        package init(line: Line, isForSale: Bool) {
            self.line = line
            self.isForSale = isForSale
        }
    }

    /// What the vendor adds in words.
    package struct Remark: Codable, Hashable, Sendable {
        package var text: Personal
        /// Keyed digest by which the same words are recognised, also when they are forgotten; hexadecimal.
        package var digest: String

        package init(text: Personal, digest: String) {
            self.text = text
            self.digest = digest
        }
    }

    package struct Draft: Codable, Hashable, Sendable {
        package var lines: [DraftLine]
        package var remark: Remark

        package init(lines: [DraftLine], remark: Remark) {
            self.lines = lines
            self.remark = remark
        }
    }

    package struct Version: Codable, Hashable, Sendable {
        /// From 1.
        package var number: Int
        package var lines: [Line]
        package var remark: Remark
        package var at: Instant

        package var total: Money { lines.map(\.amount).sum() }
    }

    package var id: String
    package var vendorID: String
    package var title: Personal
    /// Oldest first, never empty.
    package var versions: [Version]
    package var standing = Standing.standing

    package var current: Version? { versions.last }
}

extension Demand {
    static let proposalsPerVendorMax = 5
    package static let proposalsMax = grabsMax * proposalsPerVendorMax
    package static let versionsMax = 50

    static func propose(
        _ state: State, _ vendorID: String, _ proposalID: String, _ title: Personal, _ draft: Proposal.Draft,
        _ now: Instant
    ) throws(Rejection) -> Decision<Self> {
        guard state.isVisible(toVendor: vendorID) else { throw absent }
        guard !state.proposals.contains(where: { $0.id == proposalID }) else { return .nothing }
        try checkOpen(state)
        guard state.grabs.contains(where: { $0.vendorID == vendorID }) else {
            throw Rejection(.conflict, "demand-not-grabbed", rule: "CRW-03", "Grab the demand before you propose.")
        }
        guard state.proposals.count(where: { $0.vendorID == vendorID }) < proposalsPerVendorMax else {
            throw Rejection(
                .conflict, "too-many-proposals", rule: "CRW-03",
                "A vendor has at most \(proposalsPerVendorMax) proposals: change one of them.")
        }
        guard title.satisfies({ (1...60).contains($0.codePointCount) }) else {
            throw Rejection(.invalid, "title-missing", rule: "CRW-05", "Name the proposal in 1 to 60 characters.")
        }
        let version = try version(1, draft, now)
        return Decision(.proposed(Proposal(id: proposalID, vendorID: vendorID, title: title, versions: [version])))
    }

    static func revise(
        _ state: State, _ vendorID: String, _ proposalID: String, _ draft: Proposal.Draft, _ now: Instant
    ) throws(Rejection) -> Decision<Self> {
        guard let proposal = state.proposals.first(where: { $0.id == proposalID && $0.vendorID == vendorID }),
            let current = proposal.current
        else { throw Rejection(.notFound, "proposal-unknown", "There is no such proposal.") }
        try checkOpen(state)
        guard state.acceptance?.proposalID != proposalID else {
            throw Rejection(
                .conflict, "proposal-accepted", rule: "CRW-06",
                "The buyer has accepted this version: change the price of the unpaid order instead.")
        }
        guard proposal.versions.count < versionsMax else {
            throw Rejection(
                .conflict, "too-many-versions", rule: "CRW-05",
                "A proposal has at most \(versionsMax) versions: make another one.")
        }
        let next = try version(current.number + 1, draft, now)
        guard next.lines != current.lines || next.remark.digest != current.remark.digest else { return .nothing }
        return Decision(.revised(proposalID: proposalID, next))
    }

    private static func version(_ number: Int, _ draft: Proposal.Draft, _ now: Instant) throws(Rejection)
        -> Proposal.Version
    {
        let lines = draft.lines.map(\.line)
        guard (1...20).contains(lines.count), draft.remark.text.satisfies({ $0.codePointCount <= 500 }) else {
            throw Rejection(
                .invalid, "proposal-empty", rule: "CRW-05",
                "A proposal names 1 to 20 products and remarks of at most 500 characters.")
        }
        let notForSale = draft.lines.filter { !$0.isForSale }.map(\.line.productID)
        guard notForSale.isEmpty else {
            throw Rejection(
                .invalid, "product-not-for-sale", rule: "CRW-05",
                "Only choices of your own listed products can be proposed.", items: notForSale)
        }
        let amounts = Money.zero...Proposal.Line.amountMax
        guard lines.allSatisfy({ amounts.contains($0.amount) && (1...1_000).contains($0.quantity) }),
            lines.map(\.amount).sum() > .zero
        else {
            throw Rejection(
                .invalid, "amount-out-of-range", rule: "CRW-05",
                "Amounts are 0 to \(Proposal.Line.amountMax) yuan, quantities 1 to 1,000, and the total is more than nothing."
            )
        }
        return Proposal.Version(number: number, lines: lines, remark: draft.remark, at: now)
    }

    static func evolveProposals(_ state: inout State, _ event: Event) {
        switch event {
        case .proposed(let proposal):
            state.proposals.append(proposal)
            state.phase = .awaitingPayment
        case .revised(let id, let version):
            guard let index = state.proposals.firstIndex(where: { $0.id == id }) else { return }
            state.proposals[index].versions.append(version)
        default: break
        }
    }
}
