package import Kernel

/// How a SaaS product is connected (VND-05).
package enum ProductConnection: String, Codable, Sendable {
    case productionEndpoint = "production-endpoint"
    case activationCode = "activation-code"
}

/// ORD-14: whether what a line sells can be produced. Asked before money is taken, so that nothing is paid for and then waits for good.
package enum Producibility {
    /// - Parameter connection: of a SaaS product in the version for sale; nil while it is not known here, and for other types.
    /// - Returns: why it cannot; nil if it can.
    package static func fault(of terms: FrozenTerms, _ connection: ProductConnection?) -> Rejection? {
        switch terms.type {
        case .saas: return saasFault(terms, connection)
        // One project delivers all pieces.
        case .humanService:
            return terms.deliverySteps.isEmpty
                ? Rejection(
                    .conflict, "no-delivery-template", rule: "DLV-01",
                    "A human service cannot be ordered without a delivery template.") : nil
        case .partnerDomain: return terms.quantity == 1 ? nil : onlyOne(terms)
        case .image, .download, .licence, .api, .resourceOrchestration, .containerImage:
            return Rejection(
                .conflict, "type-not-sold", rule: "ORD-14",
                "Products of type \(terms.type.rawValue) cannot be ordered here yet.", items: [terms.type.rawValue])
        }
    }

    /// VND-05: a line of SaaS opens one instance, by the vendor's production endpoint.
    private static func saasFault(_ terms: FrozenTerms, _ connection: ProductConnection?) -> Rejection? {
        switch connection {
        case .productionEndpoint: return terms.quantity == 1 ? nil : onlyOne(terms)
        case .activationCode:
            return Rejection(
                .conflict, "activation-codes-not-sold", rule: "VND-05",
                "\(terms.productName) is opened by an activation code, and codes cannot be issued here yet.",
                items: [terms.productID])
        case nil:
            return Rejection(
                .conflict, "product-not-known-yet", rule: "VND-05",
                "The catalog's word on this version of \(terms.productName) has not arrived here yet: try again shortly.",
                items: [terms.productID])
        }
    }

    private static func onlyOne(_ terms: FrozenTerms) -> Rejection {
        Rejection(
            .invalid, "quantity-unfit", rule: "ORD-14",
            "An order line of \(terms.productName) brings one piece, not \(terms.quantity): order once for each.",
            items: ["quantity"])
    }
}
