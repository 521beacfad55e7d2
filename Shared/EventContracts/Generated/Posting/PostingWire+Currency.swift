// Written by scripts/contracts from posting/asyncapi.json: change that, not this.

extension PostingWire {
    package enum Currency: ClosedWireEnum {
        case cny

        package init?(word: String) {
            switch word {
            case "CNY": self = .cny
            default: return nil
            }
        }

        package var word: String {
            switch self {
            case .cny: "CNY"
            }
        }
    }
}
