package import Kernel

/// An accepted proposal of the crowdsourcing platform, which is the authority on products, amounts and agreement (CRW-06).
package struct AcceptedProposal: Codable, Hashable, Sendable {
    package struct Line: Codable, Hashable, Sendable {
        package let productID: String
        package let productName: String
        package let choiceID: String
        package let quantity: Int
        /// For the whole quantity: the proposal's own price.
        package let price: Money

        package init(productID: String, productName: String, choiceID: String, quantity: Int, price: Money) {
            self.productID = productID
            self.productName = productName
            self.choiceID = choiceID
            self.quantity = quantity
            self.price = price
        }
    }

    package let origin: ProposalOrigin
    package let buyer: String
    /// The sub-account that accepted, if one did. Whether it may buy is asked when it pays (ORD-04).
    package let subAccount: String?
    package let vendor: Vendor
    package let agreement: AcceptedAgreement
    package let lines: [Line]

    package init(
        origin: ProposalOrigin, buyer: String, subAccount: String?, vendor: Vendor,
        agreement: AcceptedAgreement, lines: [Line]
    ) {
        self.origin = origin
        self.buyer = buyer
        self.subAccount = subAccount
        self.vendor = vendor
        self.agreement = agreement
        self.lines = lines
    }

    /// CRW-08: what each line sells is what its product is; the proposal says how much of it and for what price.
    ///
    /// - Returns: nil if a product is missing or of a type that nobody here knows.
    func terms(_ products: [ProposalAcceptance.ToldProduct]) -> [(terms: FrozenTerms, price: Money)]? {
        var terms: [(FrozenTerms, Money)] = []
        for line in lines {
            guard let listing = products.first(where: { $0.id == line.productID })?.listing, let type = listing.type
            else { return nil }
            terms.append((self.terms(of: line, listing, type), line.price))
        }
        return terms
    }

    private func terms(of line: Line, _ listing: ProductFact.Listing, _ type: ProductType) -> FrozenTerms {
        let choice = listing.choices.first { $0.id == line.choiceID }
        var steps = listing.deliverySteps
        // A service whose product brings no template is delivered by the platform's own.
        if type == .humanService, steps.isEmpty { steps = StepTemplate.crowdsourcing }
        return FrozenTerms(
            productID: line.productID, productVersion: listing.version, productName: line.productName, type: type,
            choice: Choice(
                id: line.choiceID, specification: choice?.specification ?? line.productName,
                billing: choice?.billing ?? "once"),
            quantity: line.quantity, offerID: origin.proposalID,
            // Proposals are made by vendors, of their own products.
            seller: .thirdParty, hasFiveDayRefund: listing.hasFiveDayRefund,
            allowsCredit: listing.allowsCredit,
            validityMonths: choice?.periodMonths ?? listing.validityMonths, agreement: agreement, deliverySteps: steps)
    }
}
