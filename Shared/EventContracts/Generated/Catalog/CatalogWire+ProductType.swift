// Written by scripts/contracts from catalog/asyncapi.json: change that, not this.

extension CatalogWire {
    package enum ProductType: WireEnum {
        case image
        case download
        case licence
        case humanService
        case saas
        case api
        case resourceOrchestration
        case containerImage
        /// A word of a newer version.
        case unknown(String)

        package static let known: [Self] = [.image, .download, .licence, .humanService, .saas, .api, .resourceOrchestration, .containerImage]

        package init(word: String) {
            switch word {
            case "image": self = .image
            case "download": self = .download
            case "licence": self = .licence
            case "human-service": self = .humanService
            case "saas": self = .saas
            case "api": self = .api
            case "resource-orchestration": self = .resourceOrchestration
            case "container-image": self = .containerImage
            default: self = .unknown(word)
            }
        }

        package var word: String {
            switch self {
            case .image: "image"
            case .download: "download"
            case .licence: "licence"
            case .humanService: "human-service"
            case .saas: "saas"
            case .api: "api"
            case .resourceOrchestration: "resource-orchestration"
            case .containerImage: "container-image"
            case .unknown(let word): word
            }
        }
    }
}
