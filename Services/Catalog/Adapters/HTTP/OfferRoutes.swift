import CatalogDomain
package import HTTPServer
import JSON
import Kernel
import Offers

/// Prices that orders trusts: signed, for the asker alone, for a while.
package struct OfferRoutes: Sendable {
    private let desk: OfferDesk

    package init(desk: OfferDesk) { self.desk = desk }

    package func add(to router: inout Router) {
        router.add(
            .post, "/offers",
            operation(
                "makeOffer", "What a choice of a product costs now.",
                .object(
                    [
                        "productId": .id, "choiceId": .text(1...64),
                        "quantity": .integer(1...Int64(Quote.quantityMax)),
                    ], optional: ["quantity"])),
            product)
        router.add(
            .post, "/domain-offers",
            operation(
                "makeDomainOffer", "What a domain costs now, one year of renewal included.",
                .object(["domain": .domainName, "source": .words(Partner.self)])),
            domain)
    }

    private func operation(_ id: String, _ summary: String, _ body: JSONSchema) -> Operation {
        Operation(
            id: id, summary: summary, access: .roles([.buyer]), tag: "offers", requestSchema: body,
            responses: [
                201: ResponseDescription("The offer; give its token to orders.", schema: Schemas.offer)
            ], refusals: [404])
    }

    private func product(_ request: HTTPRequest) async throws -> HTTPResponse {
        let body = try request.members()
        let (productID, choiceID) = (
            try body.string("productId"), try body.string("choiceId")
        )
        let quantity = try body.optionalInt("quantity") ?? 1
        try body.refuseUnknownMembers()
        let buyerID = try request.authenticatedPrincipal().account
        return answer(try await desk.product(productID, choiceID: choiceID, quantity: quantity, buyerID: buyerID))
    }

    private func domain(_ request: HTTPRequest) async throws -> HTTPResponse {
        let body = try request.members()
        let name = try body.string("domain")
        let partner = try body.choice("source", Partner.self)
        try body.refuseUnknownMembers()
        return answer(
            try await desk.domain(name, partner: partner, buyerID: try request.authenticatedPrincipal().account))
    }

    private func answer(_ signed: OfferDesk.Signed) -> HTTPResponse {
        let offer = signed.offer
        var members: JSONMembers = [
            "offerId": .string(offer.id), "token": .string(signed.token), "productId": .string(offer.productID),
            "productName": .string(offer.productName), "productType": .string(offer.productType.rawValue),
            "vendorId": .string(offer.vendorID),
            "specification": .string(offer.choice.specification), "quantity": .int(Int64(offer.quantity)),
            "unitPriceFen": .int(offer.choice.unitPrice.fen), "totalFen": .int(offer.total.fen),
            "hasFiveDayRefund": .bool(offer.hasFiveDayRefund), "allowsCredit": .bool(offer.allowsCredit),
            "terms": ["version": .string(offer.terms.version), "digest": .string(offer.terms.digest)],
            "expiresAt": .string(offer.expiresAt.rfc3339),
        ]
        members["domain"] = offer.domain.map { domain in
            [
                "name": .string(domain.name), "source": .string(domain.partner),
                "domainPriceFen": .int(domain.domainPrice.fen),
                "firstYearRenewalFen": .int(domain.firstYearRenewal.fen),
            ]
        }
        return .json(members, status: 201)
    }
}
