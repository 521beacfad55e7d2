// Written by scripts/contracts from accounts/asyncapi.json: change that, not this.

extension AccountsWire {
    package enum Role: WireEnum {
        case buyer
        case vendor
        case `operator`
        /// A word of a newer version.
        case unknown(String)

        package static let known: [Self] = [.buyer, .vendor, .`operator`]

        package init(word: String) {
            switch word {
            case "buyer": self = .buyer
            case "vendor": self = .vendor
            case "operator": self = .`operator`
            default: self = .unknown(word)
            }
        }

        package var word: String {
            switch self {
            case .buyer: "buyer"
            case .vendor: "vendor"
            case .`operator`: "operator"
            case .unknown(let word): word
            }
        }
    }
}
