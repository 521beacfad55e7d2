// Written by scripts/contracts from posting/asyncapi.json: change that, not this.

extension PostingWire {
    package enum Currency: WireEnum {
        case cny
        /// A word of a newer version.
        case unknown(String)

        package static let known: [Self] = [.cny]

        package init(word: String) {
            switch word {
            case "CNY": self = .cny
            default: self = .unknown(word)
            }
        }

        package var word: String {
            switch self {
            case .cny: "CNY"
            case .unknown(let word): word
            }
        }
    }
}
