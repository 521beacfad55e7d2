// Written by scripts/contracts from orders/asyncapi.json: change that, not this.

extension OrdersWire {
    package enum ProductType: WireEnum {
        case image
        case download
        case licence
        case saas
        case api
        case humanService
        case resourceOrchestration
        case containerImage
        case partnerDomain
        /// A word of a newer version.
        case unknown(String)

        package static let known: [Self] = [.image, .download, .licence, .saas, .api, .humanService, .resourceOrchestration, .containerImage, .partnerDomain]

        package init(word: String) {
            switch word {
            case "image": self = .image
            case "download": self = .download
            case "licence": self = .licence
            case "saas": self = .saas
            case "api": self = .api
            case "human-service": self = .humanService
            case "resource-orchestration": self = .resourceOrchestration
            case "container-image": self = .containerImage
            case "partner-domain": self = .partnerDomain
            default: self = .unknown(word)
            }
        }

        package var word: String {
            switch self {
            case .image: "image"
            case .download: "download"
            case .licence: "licence"
            case .saas: "saas"
            case .api: "api"
            case .humanService: "human-service"
            case .resourceOrchestration: "resource-orchestration"
            case .containerImage: "container-image"
            case .partnerDomain: "partner-domain"
            case .unknown(let word): word
            }
        }
    }
}
