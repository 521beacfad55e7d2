// Written by scripts/contracts from crowdsourcing/asyncapi.json: change that, not this.

extension CrowdsourcingWire {
    package enum Market: WireEnum {
        case websites
        case software
        case cloudServices
        case officeSoftware
        case enterpriseServices
        case design
        case marketing
        case bigData
        /// A word of a newer version.
        case unknown(String)

        package static let known: [Self] = [.websites, .software, .cloudServices, .officeSoftware, .enterpriseServices, .design, .marketing, .bigData]

        package init(word: String) {
            switch word {
            case "websites": self = .websites
            case "software": self = .software
            case "cloud-services": self = .cloudServices
            case "office-software": self = .officeSoftware
            case "enterprise-services": self = .enterpriseServices
            case "design": self = .design
            case "marketing": self = .marketing
            case "big-data": self = .bigData
            default: self = .unknown(word)
            }
        }

        package var word: String {
            switch self {
            case .websites: "websites"
            case .software: "software"
            case .cloudServices: "cloud-services"
            case .officeSoftware: "office-software"
            case .enterpriseServices: "enterprise-services"
            case .design: "design"
            case .marketing: "marketing"
            case .bigData: "big-data"
            case .unknown(let word): word
            }
        }
    }
}
