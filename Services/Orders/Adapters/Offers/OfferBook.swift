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
        let verified = VerifiedOffer(
            buyer: offer.buyerID, vendor: Vendor(id: offer.vendorID, name: offer.vendorName), price: offer.total,
            expiresAt: offer.expiresAt,
            terms: terms(of: offer, acceptedAt: now))
        return CheckedOffer(offer: verified, issuedAt: offer.issuedAt)
    }

    private func terms(of offer: Offer, acceptedAt: Instant) -> FrozenTerms {
        FrozenTerms(
            productID: offer.productID, productVersion: offer.productVersion, productName: offer.productName,
            type: ProductType(offer.productType),
            choice: Choice(
                id: offer.choice.id, specification: offer.choice.specification, billing: offer.choice.billing.rawValue),
            quantity: offer.quantity, offerID: offer.id,
            seller: offer.settlement == .firstParty ? .firstParty : .thirdParty,
            hasFiveDayRefund: offer.hasFiveDayRefund, allowsCredit: offer.allowsCredit,
            validityMonths: offer.choice.periodMonths ?? offer.validityMonths,
            agreement: AcceptedAgreement(
                version: offer.terms.version, digest: offer.terms.digest, acceptedAt: acceptedAt),
            deliverySteps: offer.deliverySteps.map {
                StepTemplate(
                    name: $0.name, actor: StepActor($0.actor),
                    needsConfirmation: $0.needsBuyerConfirmation)
            },
            domain: offer.domain.map {
                DomainTerms(
                    name: $0.name, partner: $0.partner,
                    listingID: $0.partnerReference.isEmpty ? nil : $0.partnerReference,
                    renewalPrice: $0.firstYearRenewal, offeredAt: offer.issuedAt)
            })
    }
}

extension ProductType {
    fileprivate init(_ type: Offer.ProductType) {
        self =
            switch type {
            case .image: .image
            case .download: .download
            case .licence: .licence
            case .saas: .saas
            case .api: .api
            case .humanService: .humanService
            case .resourceOrchestration: .resourceOrchestration
            case .containerImage: .containerImage
            case .partnerDomain: .partnerDomain
            }
    }
}

extension StepActor {
    fileprivate init(_ actor: Offer.DeliveryStep.Actor) {
        self =
            switch actor {
            case .buyer: .buyer
            case .vendor: .vendor
            case .system: .system
            }
    }
}
