package import Kernel

/// A sub-account of a buyer and the policies its token carries.
package struct Purchaser: Codable, Sendable {
    package let account: String
    /// nil for the account itself.
    package let subAccount: String?
    package let policies: [String]

    package init(account: String, subAccount: String? = nil, policies: [String] = []) {
        self.account = account
        self.subAccount = subAccount
        self.policies = policies
    }
}

/// An offer of the catalog whose signature has been verified.
package struct VerifiedOffer: Codable, Sendable {
    /// The account it was made for.
    package let buyer: String
    package let vendor: Vendor
    /// For all pieces together.
    package let price: Money
    package let expiresAt: Instant
    package let terms: FrozenTerms

    package init(buyer: String, vendor: Vendor, price: Money, expiresAt: Instant, terms: FrozenTerms) {
        self.buyer = buyer
        self.vendor = vendor
        self.price = price
        self.expiresAt = expiresAt
        self.terms = terms
    }
}

/// A registrant template as the identity system knows it (ORD-11).
package struct RegistrantTemplate: Codable, Hashable, Sendable {
    package let id: String
    package let kind: DomainOwner.Kind
    package let isVerified: Bool
    package let isComplete: Bool
    package let hasPapers: Bool

    package init(id: String, kind: DomainOwner.Kind, isVerified: Bool, isComplete: Bool, hasPapers: Bool) {
        self.id = id
        self.kind = kind
        self.isVerified = isVerified
        self.isComplete = isComplete
        self.hasPapers = hasPapers
    }
}

package struct PlaceOrder: Codable, Sendable {
    package let purchaser: Purchaser
    package let offers: [VerifiedOffer]
    /// Digests of the agreements the buyer ticked.
    package let acceptedDigests: [String]
    /// For domains: which template was named and what is known of it; nil if none was named or there is none of this id.
    package let registrant: RegistrantTemplate?
    package let ownerKind: DomainOwner.Kind?
    /// The identity system has forgotten the buyer's account.
    package let isForgotten: Bool
    /// How the SaaS products of the offers are connected, by product; those not known here are missing (VND-05).
    package let connections: [String: ProductConnection]

    package init(
        purchaser: Purchaser, offers: [VerifiedOffer], acceptedDigests: [String], registrant: RegistrantTemplate? = nil,
        ownerKind: DomainOwner.Kind? = nil, isForgotten: Bool, connections: [String: ProductConnection]
    ) {
        self.purchaser = purchaser
        self.offers = offers
        self.acceptedDigests = acceptedDigests
        self.registrant = registrant
        self.ownerKind = ownerKind
        self.isForgotten = isForgotten
        self.connections = connections
    }
}

package struct PayOrder: Codable, Sendable {
    package let purchaser: Purchaser
    /// Id of the payment this command starts, if it starts one.
    package let paymentID: String
    package let method: PaymentMethod
    /// What the buyer saw and agreed to pay, vouchers included.
    package let expectedTotal: Money
    package let voucher: Money

    package init(purchaser: Purchaser, paymentID: String, method: PaymentMethod, expectedTotal: Money, voucher: Money) {
        self.purchaser = purchaser
        self.paymentID = paymentID
        self.method = method
        self.expectedTotal = expectedTotal
        self.voucher = voucher
    }
}

package enum OrderInput: Codable, Sendable {
    case place(PlaceOrder)
    /// - Parameter products: what each product of the proposal is.
    case placeForProposal(AcceptedProposal, [ProposalAcceptance.ToldProduct])
    case changePrice(vendorID: String, newTotal: Money, reason: Personal)
    case pay(PayOrder)
    case cancel(account: String)
    /// The acceptance that the order follows counts no longer: its demand was withdrawn (CRW-07), or another acceptance took its place.
    case withdrawn(acceptanceID: String, reason: String)

    case lapseDue

    case debited(paymentID: String)
    case debitRefused(paymentID: String, reason: String)
    case paymentOpened(paymentID: String, payURL: String)
    case moneyReceived(paymentID: String, amount: Money)
    case paymentClosed(paymentID: String, reason: String)

    case claimWon
    case claimLost
    case lineDelivered(lineID: String)
    case deliveryProgressed(lineID: String, DeliveryMilestone)

    case domainPurchaseStarted(partner: String)
    case domainPurchased
    case domainPurchaseFailed(reason: String)

    case refundRequested(refundID: String)
    case refundWithdrawn(refundID: String, reason: String)
    case refundApproved(refundID: String, amounts: [LineAmount])
    case refundLegDone(refundID: String, Refund.Leg)
}

/// What a delivery project tells its order, so that order and guarantee know.
package enum DeliveryMilestone: Codable, Hashable, Sendable {
    case requirementFiled
    /// `bySystem`: the buyer stayed silent (DLV-03).
    case accepted(bySystem: Bool, rating: Int?)
    case expired
    /// Its clocks stand still (DLV-07): the buyer paused it, or a refund is looked at.
    case paused
    case resumed
    case confirmationReminded(day: Int)
}
