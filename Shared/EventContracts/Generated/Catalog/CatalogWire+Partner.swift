// Written by scripts/contracts from catalog/asyncapi.json: change that, not this.

extension CatalogWire {
    package enum Partner: WireEnum {
        case sedo
        case afternic
        case yumi
        case other
        /// A word of a newer version.
        case unknown(String)

        package static let known: [Self] = [.sedo, .afternic, .yumi, .other]

        package init(word: String) {
            switch word {
            case "sedo": self = .sedo
            case "afternic": self = .afternic
            case "yumi": self = .yumi
            case "other": self = .other
            default: self = .unknown(word)
            }
        }

        package var word: String {
            switch self {
            case .sedo: "sedo"
            case .afternic: "afternic"
            case .yumi: "yumi"
            case .other: "other"
            case .unknown(let word): word
            }
        }
    }
}
