/// Who sold, and therefore who owes the invoice (INV-03).
package struct Seller: Codable, Hashable, Sendable {
    package static let firstPartyID = "first-party"

    /// The vendor's id, or `first-party` for the platform's own goods.
    package let id: String
    package let name: String

    package init(id: String, name: String) {
        self.id = id
        self.name = name
    }

    package var isFirstParty: Bool { id == Self.firstPartyID }
}

/// Whose name and tax number an invoice bears as the seller's.
package struct Issuer: Codable, Hashable, Sendable {
    package let name: String
    package let taxNumber: String

    package init(name: String, taxNumber: String) {
        self.name = name
        self.taxNumber = taxNumber
    }
}

/// How an invoice reaches the buyer (INV-05).
package enum Medium: String, Codable, Hashable, Sendable, CaseIterable {
    case electronic, paper
}

/// What a good or service is for the tax; decides how it is named on the invoice and at which rate it is taxed.
package enum TaxClass: String, Codable, Hashable, Sendable {
    case software
    case informationService = "information-service"

    /// What is handed over as software is a good; what is provided is a service. nil for a type that nobody has classed: a rate is never
    /// guessed.
    ///
    /// - Parameter productType: as in `order-paid`.
    package init?(productType: String) {
        switch productType {
        case "licence", "download", "image", "container-image": self = .software
        case "saas", "api", "human-service", "resource-orchestration", "partner-domain": self = .informationService
        default: return nil
        }
    }

    package var ratePercent: Int64 { self == .software ? 13 : 6 }
    /// The short name that stands between asterisks before the item's own.
    package var shortName: String { self == .software ? "软件" : "信息技术服务" }
}
