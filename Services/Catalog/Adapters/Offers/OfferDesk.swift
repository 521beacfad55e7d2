package import CatalogApplication
package import CatalogDomain
import Crypto
package import Kernel
package import Observability
package import Offers

/// Makes offers: what a product or a domain costs one buyer now, signed, for a while.
package struct OfferDesk: Sendable {
    let queries: any CatalogQueries
    private let names: NameRules
    private let signer: OfferSigner
    private let keyID: String
    private let lifetime: Instant.Span
    private let clock: any WallClock

    package init(
        queries: any CatalogQueries, names: NameRules, keys: OfferKeys, lifetime: Instant.Span, clock: any WallClock
    ) {
        self.queries = queries
        self.names = names
        signer = OfferSigner(keys: keys)
        keyID = keys.current
        self.lifetime = lifetime
        self.clock = clock
    }

    struct Signed {
        let offer: Offer
        let token: String
    }

    func product(_ productID: String, choiceID: String, quantity: Int, buyerID: String) async throws -> Signed {
        guard let state = try await queries.product(productID), let content = state.content,
            let agreement = content.agreement
        else {
            throw Rejection(.notFound, "product-not-listed", rule: "VND-04", "The product is not for sale.")
        }
        let quote = try Quote(state, choiceID: choiceID, quantity: quantity)
        return try sign { id, now in
            Offer(
                id: id, buyerID: buyerID, productID: productID, productVersion: state.version,
                productName: content.name,
                productType: translated(content.type), vendorID: state.vendorID, vendorName: state.vendorName,
                choice: translated(quote.choice),
                quantity: quote.quantity, total: quote.total, validityMonths: content.validityMonths,
                hasFiveDayRefund: content.hasFiveDayRefund,
                settlement: .thirdParty, allowsCredit: content.allowsCredit,
                terms: Offer.Terms(version: "\(state.agreementVersion)", digest: agreement.digest),
                deliverySteps: content.deliverySteps.map(translated), issuedAt: now, expiresAt: now + lifetime)
        }
    }

    func domain(_ text: String, partner: Partner, buyerID: String) async throws -> Signed {
        guard let name = names.lookedUp(text),
            let listed = try await queries.domain(name.description, partner: partner)
        else {
            throw Rejection(.notFound, "domain-not-listed", rule: "CAT-08", "The domain is not listed by this source.")
        }
        let renewal = try await queries.renewalPrice(tld: name.tld)
        guard let price = DomainPrice(total: listed.listing.price, renewal: renewal) else {
            throw Rejection(
                .conflict, "price-below-renewal", rule: "CAT-08",
                "The listed price does not cover the year of renewal that it includes: the domain cannot be sold for it."
            )
        }
        return try sign { id, now in
            Offer(
                id: id, buyerID: buyerID,
                productID: "DN-" + Hex.encode(Array(Digest.sha256("\(name)\n\(partner.rawValue)").prefix(8))),
                productVersion: 0, productName: name.description, productType: .partnerDomain,
                vendorID: Self.platformID,
                vendorName: Self.platformName,
                choice: Offer.Choice(
                    id: "domain", specification: name.description, billing: .once, unitPrice: listed.listing.price),
                quantity: 1,
                total: listed.listing.price, validityMonths: nil, hasFiveDayRefund: false, settlement: .firstParty,
                allowsCredit: false,
                terms: DomainTerms.current,
                domain: Offer.Domain(
                    name: name.description, partner: partner.rawValue, partnerReference: listed.listing.reference,
                    domainPrice: price.domain,
                    firstYearRenewal: price.firstYearRenewal),
                issuedAt: now, expiresAt: now + lifetime)
        }
    }

    private func sign(_ make: (String, Instant) -> Offer) throws -> Signed {
        let offer = make("OF-" + Hex.encode(try SystemRandom().bytes(8)), clock.now())
        return Signed(offer: offer, token: try signer.sign(offer, keyID: keyID))
    }

    /// Domains are sold by the platform itself.
    private static let platformID = "V-platform"
    private static let platformName = "云市场"
}

/// What buyers of partners' domains accept.
enum DomainTerms {
    static var text: String { String(decoding: PackageResources.domain_terms_txt, as: UTF8.self) }
    static let current = Offer.Terms(
        version: "2026-1", digest: Hex.encode(Digest.sha256(PackageResources.domain_terms_txt)))
}

private func translated(_ type: ProductType) -> Offer.ProductType {
    switch type {
    case .image: .image
    case .download: .download
    case .licence: .licence
    case .humanService: .humanService
    case .saas: .saas
    case .api: .api
    case .resourceOrchestration: .resourceOrchestration
    case .containerImage: .containerImage
    }
}

private func translated(_ choice: Choice) -> Offer.Choice {
    let billing: Offer.Billing =
        switch choice.billing {
        case .payAsYouGo: .payAsYouGo
        case .period: .period
        case .package: .package
        case .once: .once
        }
    return Offer.Choice(
        id: choice.id, specification: choice.specification, billing: billing, unitPrice: choice.price,
        periodMonths: choice.periodMonths,
        packageUnits: choice.packageUnits)
}

private func translated(_ step: DeliveryStep) -> Offer.DeliveryStep {
    let actor: Offer.DeliveryStep.Actor =
        switch step.actor {
        case .vendor: .vendor
        case .buyer: .buyer
        case .system: .system
        }
    return Offer.DeliveryStep(name: step.name, actor: actor, needsBuyerConfirmation: step.needsBuyerConfirmation)
}
