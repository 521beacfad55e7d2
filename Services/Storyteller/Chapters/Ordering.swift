import JSON

struct Purchase {
    let orderID: String
    let name: String
    let totalFen: Int64

    /// The first line, which is also the id of what it brings: an instance, a delivery project.
    var lineID: String { orderID + "-1" }
}

struct Orders {
    let saas: Purchase
    let domain: Purchase
    let staleDomain: Purchase
    let humanService: Purchase
    /// What the buyer's wallet holds when all is paid.
    let walletFen: Int64
}

/// A price that catalog has signed, with the agreement to accept.
private struct SignedOffer {
    let token: String
    let digest: String
    let totalFen: Int64
    let name: String

    init(_ answer: Answer) throws(StoryFailure) {
        token = try answer.text("/token")
        digest = try answer.text("/terms/digest")
        totalFen = try answer.number("/totalFen")
        name = try answer.text("/productName")
    }
}

extension Story {
    /// Offers, orders and payments: by balance, and online at the provider (ORD-01, ORD-06).
    func order(_ products: Products, _ domains: Domains) async throws -> Orders {
        Teller.chapter(4, "The buyer orders and pays")
        let before = try await wallet()
        try await topUp(3_000_000, from: before)
        let saas = try await place("the SaaS product", try await offer(products.saas))
        let domain = try await place("the domain", try await offer("the domain", domains.wanted), owner: owner)
        let stale = try await place(
            "the second domain", try await offer("the second domain", domains.stale), owner: owner)
        let humanService = try await place("the human service", try await offer(products.humanService))
        try await web.send(
            .get("read another's order", .orders, "/orders/\(saas.orderID)", as: .secondBuyer).expecting(404))
        Teller.tell("Another buyer who asks for order \(saas.orderID) is told that there is none.")
        try await prepareOutsideWorld(saas: products.saas, domains)
        try await payByBalance(saas)
        try await payOnline(domain)
        try await payOnline(stale)
        try await payByBalance(humanService)
        let after = before + 3_000_000 - saas.totalFen - humanService.totalFen
        try Teller.expect("read the wallet after paying", "the wallet's balance in fen", try await wallet(), is: after)
        Teller.tell("The wallet holds \(Teller.yuan(after)).")
        return Orders(saas: saas, domain: domain, staleDomain: stale, humanService: humanService, walletFen: after)
    }

    func wallet() async throws -> Int64 {
        try await web.send(.get("read the wallet", .orders, "/wallet", as: .buyer)).number("/cashFen")
    }

    private func topUp(_ fen: Int64, from before: Int64) async throws {
        let call = Call.post(
            "top up the wallet", .orders, "/accounts/A-buyer-1/wallet/top-ups", as: .operator,
            ["amountFen": .int(fen), "reference": .string("BANK-\(options.run)")])
        try await web.send(call).expect("/cashFen", is: before + fen)
        Teller.tell("An operator books \(Teller.yuan(fen)) that came by bank transfer.")
    }

    private func offer(_ product: ListedProduct) async throws -> SignedOffer {
        let body: JSONValue = ["productId": .string(product.id), "choiceId": .string(product.choiceID)]
        let offer = try SignedOffer(
            try await web.send(.post("offer for \(product.id)", .catalog, "/offers", as: .buyer, body)))
        try Teller.expect("offer for \(product.id)", "the offer's total in fen", offer.totalFen, is: product.priceFen)
        return offer
    }

    private func offer(_ what: String, _ domain: FoundDomain) async throws -> SignedOffer {
        let body: JSONValue = ["domain": .string(domain.name), "source": .string(domain.source)]
        let offer = try SignedOffer(
            try await web.send(.post("offer for \(what)", .catalog, "/domain-offers", as: .buyer, body)))
        try Teller.expect("offer for \(what)", "the offer's total in fen", offer.totalFen, is: domain.priceFen)
        return offer
    }

    private var owner: JSONValue { ["kind": "enterprise", "registrantTemplateId": .string(options.template)] }

    private func place(_ what: String, _ offer: SignedOffer, owner: JSONValue? = nil) async throws -> Purchase {
        var body: JSONValue = ["offers": [.string(offer.token)], "acceptedAgreements": [.string(offer.digest)]]
        body["owner"] = owner
        let order = try await web.send(.post("order \(what)", .orders, "/orders", as: .buyer, body))
        try order.expect("/status", is: "unpaid")
        try order.expect("/totalFen", is: offer.totalFen)
        let purchase = Purchase(orderID: try order.text("/orderId"), name: offer.name, totalFen: offer.totalFen)
        Teller.tell(
            "Order \(purchase.orderID): \(purchase.name) for \(Teller.yuan(purchase.totalFen)), at the signed price.")
        return purchase
    }

    /// The vendor needs three calls, the first domain a second look, and the second domain is sold already.
    private func prepareOutsideWorld(saas: ListedProduct, _ domains: Domains) async throws {
        let scripts: [(Place, key: String, JSONValue)] = [
            (.vendorSimulator, saas.id, ["notReadyCalls": 2]),
            (.partnerSimulator, domains.wanted.name, ["outcome": "bought", "afterLookUps": 1]),
            (.partnerSimulator, domains.stale.name, ["refuseOrder": true, "reason": "stale-listing"]),
        ]
        for (place, key, script) in scripts {
            try await web.send(.put("script \(place.name)", place, "/_control/scripts/\(key)", script))
        }
    }
}
