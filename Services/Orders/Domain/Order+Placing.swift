internal import Kernel

extension Order {
    static func place(_ state: OrderState, _ command: PlaceOrder, _ cause: Cause) throws(Rejection) -> Decision<Order> {
        guard state.status == .absent else {
            throw Rejection(
                .conflict, "offer-used", rule: "ORD-01",
                "This offer has been used for order \(state.id): fetch a new one.", items: [state.id])
        }
        try requirePolicies(command.purchaser)
        guard let first = command.offers.first else {
            throw Rejection(
                .invalid, "no-offer", rule: "ORD-01", "An order needs at least one signed offer of the catalog.")
        }
        try requireFitOffers(command.offers, of: command.purchaser.account, at: cause.now)
        guard command.offers.allSatisfy({ $0.vendor.id == first.vendor.id }) else {
            throw Rejection(
                .invalid, "several-vendors", rule: "ORD-01",
                "Offers of different vendors must be placed as separate orders.")
        }
        try requireAcceptedAgreements(command)
        let owner = try requiredOwner(command)
        return placed(
            buyer: command.purchaser.account, subAccount: command.purchaser.subAccount, vendor: first.vendor,
            offers: command.offers,
            origin: nil, owner: owner, cause)
    }

    /// CRW-06: the buyer accepted the proposal and its agreement in the crowdsourcing service, which is the authority on both.
    static func placeForProposal(_ state: OrderState, _ proposal: AcceptedProposal, _ cause: Cause) -> Decision<Order> {
        guard state.status == .absent, !proposal.items.isEmpty else { return .nothing }
        return placed(
            buyer: proposal.buyer, subAccount: nil, vendor: proposal.vendor, offers: proposal.items,
            origin: proposal.origin, owner: nil,
            cause)
    }

    // ORD-01: prices, terms and product version are the offer's and stay so. ORD-07: unpaid orders lapse.
    private static func placed(
        buyer: String, subAccount: String?, vendor: Vendor, offers: [VerifiedOffer], origin: ProposalOrigin?,
        owner: DomainOwner?,
        _ cause: Cause
    ) -> Decision<Order> {
        var lines: [OrderLine] = []
        for offer in offers {
            for (role, price) in businessLines(of: offer) {
                lines.append(
                    OrderLine(
                        id: "\(cause.aggregateID)-\(lines.count + 1)", role: role, terms: offer.terms, price: price))
            }
        }
        var decision = Decision<Order>(
            .placed(buyer: buyer, subAccount: subAccount, vendor: vendor, lines: lines, origin: origin, owner: owner))
        decision.wake(lapseTimer, due: lapseInstant(placedAt: cause.now), .lapseDue)
        return decision
    }

    // ORD-10: a domain order has two business lines, domain and first-year renewal; their prices add up to the price paid.
    static func businessLines(of offer: VerifiedOffer) -> [(LineRole, Money)] {
        guard let domain = offer.terms.domain else { return [(.product, offer.price)] }
        let renewal = min(domain.renewalPrice, offer.price)
        return [(.domain, offer.price - renewal), (.renewal, renewal)]
    }

    // ORD-04
    static func requirePolicies(_ purchaser: Purchaser) throws(Rejection) {
        guard purchaser.subAccount != nil else { return }
        let missing = ["AliyunBSSOrderAccess", "AliyunBSSFullAccess", "AliyunMarketplaceFullAccess"]
            .filter { !purchaser.policies.contains($0) }
        guard missing.isEmpty else {
            throw Rejection(
                .forbidden, "policies-missing", rule: "ORD-04",
                "This sub-account may not buy: grant it \(missing.joined(separator: ", ")).", items: missing)
        }
    }

    private static func requireFitOffers(_ offers: [VerifiedOffer], of buyer: String, at now: Instant) throws(Rejection)
    {
        guard offers.allSatisfy({ $0.buyer == buyer }) else {
            throw Rejection(
                .forbidden, "offer-of-another", rule: "ORD-01", "An offer was made for another account: fetch your own."
            )
        }
        let expired = offers.filter { now >= $0.expiresAt }.map(\.terms.offerID)
        guard expired.isEmpty else {
            throw Rejection(
                .conflict, "offer-expired", rule: "ORD-01", "An offer has expired: fetch a new one from the catalog.",
                items: expired)
        }
        guard offers.allSatisfy({ $0.price >= .zero && $0.terms.quantity >= 1 }) else {
            throw Rejection(
                .invalid, "offer-unfit", rule: "ORD-01",
                "An offer needs a quantity of at least one and no negative price.")
        }
        guard offers.allSatisfy({ $0.terms.type != .humanService || !$0.terms.deliverySteps.isEmpty }) else {
            throw Rejection(
                .conflict, "no-delivery-template", rule: "DLV-01",
                "A human service cannot be ordered without a delivery template.")
        }
        guard offers.count == 1 || offers.allSatisfy({ $0.terms.domain == nil }) else {
            throw Rejection(
                .invalid, "domain-not-alone", rule: "ORD-10",
                "A partner domain is an order of its own: order the rest separately.")
        }
    }

    // VND-07: what was not accepted cannot be bought.
    private static func requireAcceptedAgreements(_ command: PlaceOrder) throws(Rejection) {
        let open = command.offers.map(\.terms.agreement.digest).filter { !command.acceptedDigests.contains($0) }
        guard open.isEmpty else {
            throw Rejection(
                .invalid, "agreement-not-accepted", rule: "VND-07",
                "The agreement of every product must be accepted by its digest; show the buyer the text first.",
                items: open)
        }
    }

    // ORD-11
    private static func requiredOwner(_ command: PlaceOrder) throws(Rejection) -> DomainOwner? {
        guard command.offers.contains(where: { $0.terms.domain != nil }) else { return nil }
        guard let template = command.registrant, let kind = command.ownerKind else {
            throw Rejection(
                .invalid, "owner-missing", rule: "ORD-11",
                "A domain needs an owner: name its kind and one of your registrant templates.", items: ["owner"])
        }
        guard template.kind == kind else {
            throw Rejection(
                .invalid, "owner-kind-differs", rule: "ORD-11",
                "The registrant template is not one of the owner kind \(kind.rawValue).",
                items: ["owner.kind"])
        }
        guard template.isVerified else {
            throw Rejection(
                .conflict, "owner-not-verified", rule: "ORD-11",
                "The registrant template has not been real-name verified yet.",
                items: ["owner.registrantTemplateId"])
        }
        guard template.isComplete else {
            throw Rejection(
                .conflict, "owner-incomplete", rule: "ORD-11",
                "The registrant template lacks data that become the domain's registration data: complete it.",
                items: ["owner.registrantTemplateId"])
        }
        return DomainOwner(kind: kind, registrantTemplateID: template.id, papersOnTemplate: template.hasPapers)
    }
}
