import Kernel
import Offers
import OrdersApplication
import OrdersDomain

/// Reads the catalog's signed offers.
struct OfferBook: OfferChecking {
    let verifier: OfferVerifier

    func check(_ token: String, at now: Instant) throws -> CheckedOffer {
        let offer: Offer
        do {
            offer = try verifier.verify(token, now: now)
        } catch {
            throw Rejection(
                error.code == .expired ? .conflict : .invalid, error.code.rawValue, rule: "ORD-01", error.message,
                items: ["offers"])
        }
        guard let type = ProductType(rawValue: offer.productType.rawValue) else {
            throw Rejection(
                .conflict, "type-not-sold", rule: "ORD-14",
                "Products of type \(offer.productType.rawValue) cannot be ordered here yet.",
                items: [offer.productType.rawValue])
        }
        let verified = VerifiedOffer(
            buyer: offer.buyerID, vendor: Vendor(id: offer.vendorID, name: offer.vendorName), price: offer.total,
            expiresAt: offer.expiresAt,
            terms: terms(of: offer, type, acceptedAt: now))
        return CheckedOffer(offer: verified, issuedAt: offer.issuedAt)
    }

    private func terms(of offer: Offer, _ type: ProductType, acceptedAt: Instant) -> FrozenTerms {
        FrozenTerms(
            productID: offer.productID, productVersion: offer.productVersion, productName: offer.productName,
            type: type,
            choice: Choice(
                id: offer.choice.id, specification: offer.choice.specification, billing: offer.choice.billing.rawValue),
            quantity: offer.quantity, offerID: offer.id,
            seller: offer.settlement == .firstParty ? .firstParty : .thirdParty,
            hasFiveDayRefund: offer.hasFiveDayRefund, validityMonths: offer.choice.periodMonths ?? offer.validityMonths,
            agreement: AcceptedAgreement(
                version: offer.terms.version, digest: offer.terms.digest, acceptedAt: acceptedAt),
            deliverySteps: offer.deliverySteps.map {
                StepTemplate(
                    name: $0.name, actor: StepActor(rawValue: $0.actor.rawValue) ?? .vendor,
                    needsConfirmation: $0.needsBuyerConfirmation)
            },
            domain: offer.domain.map {
                DomainTerms(
                    name: $0.name, partner: $0.partner,
                    listingID: $0.partnerReference.isEmpty ? nil : $0.partnerReference,
                    renewalPrice: $0.firstYearRenewal)
            })
    }
}
