// Written by scripts/contracts from the services' documents: change those, not this.

extension ContractRegistry {
    /// All types of message, by owner.
    package static let messages: [any WireMessage.Type] = [
        AccountsWire.AccountChangedV1.self,
        CatalogWire.ProductListedV1.self,
        CatalogWire.ProductDelistedV1.self,
        CatalogWire.FeedIngestedV1.self,
        CatalogWire.ListingSuppressedV1.self,
        CrowdsourcingWire.DemandPublishedV1.self,
        CrowdsourcingWire.DemandGrabbedV1.self,
        CrowdsourcingWire.ProposalSubmittedV1.self,
        CrowdsourcingWire.ProposalAcceptedV1.self,
        CrowdsourcingWire.DemandWithdrawnV1.self,
        CrowdsourcingWire.DemandCompletedV1.self,
        PartnerDomainFulfilmentWire.DomainPurchaseStartedV1.self,
        PartnerDomainFulfilmentWire.DomainPurchasedV1.self,
        PartnerDomainFulfilmentWire.DomainPurchaseFailedV1.self,
        PostingWire.AccountPostedV1.self,
        PostingWire.PostAmountV1.self,
        RefundsWire.RefundRequestedV1.self,
        RefundsWire.RefundCancelledV1.self,
        RefundsWire.RefundRejectedV1.self,
        RefundsWire.RefundApprovedV1.self,
        RefundsWire.RefundCompletedV1.self,
    ]
}
