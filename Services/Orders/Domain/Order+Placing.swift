internal import Kernel

extension Order {
    /// As many as readers of an order take.
    package static let offersMax = 100

    static func place(_ state: OrderState, _ command: PlaceOrder, _ cause: Cause) throws(Rejection) -> Decision<Order> {
        guard let first = command.offers.first else {
            throw Rejection(
                .invalid, "no-offer", rule: "ORD-01", "An order needs at least one signed offer of the catalog.")
        }
        try requireFree(state, command, first)
        try requireKnownBuyer(command)
        try requirePolicies(command.purchaser)
        try requireFitOffers(command.offers, of: command.purchaser.account, at: cause.now)
        guard command.offers.allSatisfy({ $0.vendor.id == first.vendor.id }) else {
            throw Rejection(
                .invalid, "several-vendors", rule: "ORD-01",
                "Offers of different vendors must be placed as separate orders.")
        }
        for offer in command.offers {
            let connection = command.connections[offer.terms.productID]
            if let fault = Producibility.fault(of: offer.terms, connection) { throw fault }
        }
        try requireAcceptedAgreements(command)
        let owner = try requiredOwner(command)
        return placed(
            buyer: command.purchaser.account, subAccount: command.purchaser.subAccount, vendor: first.vendor,
            command.offers.map { ($0.terms, $0.price) }, origin: nil, owner: owner, cause)
    }

    /// ORD-01: an offer makes one order. An order of another offer that happens to have the number is nobody's business.
    private static func requireFree(_ state: OrderState, _ command: PlaceOrder, _ first: VerifiedOffer)
        throws(Rejection)
    {
        guard state.status != .absent else { return }
        let isSame =
            state.origin == nil && state.buyer == command.purchaser.account
            && state.lines.first?.terms.offerID == first.terms.offerID
        guard isSame else {
            throw Rejection(
                .conflict, "number-taken", rule: "ORD-01",
                "The number that follows from this offer is another order's: fetch a new offer.")
        }
        throw Rejection(
            .conflict, "offer-used", rule: "ORD-01",
            "This offer has been used for order \(state.id): fetch a new one.", items: [state.id])
    }

    private static func requireKnownBuyer(_ command: PlaceOrder) throws(Rejection) {
        guard command.isForgotten else { return }
        throw Rejection(
            .forbidden, "account-forgotten",
            "The account was deleted at the identity system; it cannot order any more.")
    }

    /// CRW-06: the buyer accepted the proposal and its agreement in the crowdsourcing service, which is the authority on both. An
    /// order that cannot be produced is cancelled at once, so that nobody pays for it and the buyer may choose again (ORD-14).
    static func placeForProposal(
        _ state: OrderState, _ proposal: AcceptedProposal, _ products: [ProposalAcceptance.ToldProduct], _ cause: Cause
    ) -> Decision<Order> {
        guard state.status == .absent else { return numberTaken(state, proposal.origin) }
        guard let lines = proposal.terms(products), !lines.isEmpty else { return .nothing }
        var decision = placed(
            buyer: proposal.buyer, subAccount: proposal.subAccount, vendor: proposal.vendor, lines,
            origin: proposal.origin, owner: nil, cause)
        let isProducible = lines.allSatisfy { line in
            let product = products.first { $0.id == line.terms.productID }
            return line.terms.type != .partnerDomain
                && Producibility.fault(of: line.terms, product?.listing.connection) == nil
        }
        if !isProducible { cancelUnpaid(because: "cannot-be-produced", &decision) }
        return decision
    }

    private static func numberTaken(_ state: OrderState, _ origin: ProposalOrigin) -> Decision<Order> {
        guard state.origin?.acceptanceID != origin.acceptanceID else { return .nothing }
        var decision = Decision<Order>()
        decision.tell(ProposalAcceptance.self, origin.acceptanceID, .numberTaken(orderID: state.id))
        return decision
    }

    /// ORD-01: prices, terms and product version are the offer's and stay so. ORD-07: unpaid orders lapse.
    private static func placed(
        buyer: String, subAccount: String?, vendor: Vendor, _ sold: [(terms: FrozenTerms, price: Money)],
        origin: ProposalOrigin?, owner: DomainOwner?, _ cause: Cause
    ) -> Decision<Order> {
        var lines: [OrderLine] = []
        for item in sold {
            for (role, price) in businessLines(of: item.terms, for: item.price) {
                let id = "\(cause.aggregateID)-\(lines.count + 1)"
                lines.append(OrderLine(id: id, role: role, terms: item.terms, price: price))
            }
        }
        var decision = Decision<Order>(
            .placed(buyer: buyer, subAccount: subAccount, vendor: vendor, lines: lines, origin: origin, owner: owner))
        decision.wake(lapseTimer, due: lapseInstant(placedAt: cause.now), .lapseDue)
        return decision
    }

    /// ORD-10: a domain order has two business lines, domain and first-year renewal; their prices add up to the price paid.
    static func businessLines(of terms: FrozenTerms, for price: Money) -> [(LineRole, Money)] {
        guard let domain = terms.domain else { return [(.product, price)] }
        let renewal = min(domain.renewalPrice, price)
        return [(.domain, price - renewal), (.renewal, renewal)]
    }

    /// ORD-04
    static func requirePolicies(_ purchaser: Purchaser) throws(Rejection) {
        try BuyingPolicies.check(subAccount: purchaser.subAccount, granted: purchaser.policies)
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
        guard offers.count <= offersMax, offers.map(\.price).sum().isWithinLimit else {
            throw Rejection(
                .invalid, "order-too-large", rule: "ORD-01",
                "An order has at most \(offersMax) lines and \(Money.limit) yuan: place some of the offers apart.",
                items: ["offers"])
        }
        guard offers.allSatisfy({ $0.price >= .zero && $0.terms.quantity >= 1 }) else {
            throw Rejection(
                .invalid, "offer-unfit", rule: "ORD-01",
                "An offer needs a quantity of at least one and no negative price.")
        }
        guard offers.count == 1 || offers.allSatisfy({ $0.terms.domain == nil }) else {
            throw Rejection(
                .invalid, "domain-not-alone", rule: "ORD-10",
                "A partner domain is an order of its own: order the rest separately.")
        }
    }

    /// VND-07: what was not accepted cannot be bought.
    private static func requireAcceptedAgreements(_ command: PlaceOrder) throws(Rejection) {
        let open = command.offers.map(\.terms.agreement.digest).filter { !command.acceptedDigests.contains($0) }
        guard open.isEmpty else {
            throw Rejection(
                .invalid, "agreement-not-accepted", rule: "VND-07",
                "The agreement of every product must be accepted by its digest; show the buyer the text first.",
                items: open)
        }
    }

    /// ORD-11
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
