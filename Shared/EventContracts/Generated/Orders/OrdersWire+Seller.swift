// Written by scripts/contracts from orders/asyncapi.json: change that, not this.

extension OrdersWire {
    /// Whose sale it is: the platform's own goods or a vendor's.
    package enum Seller: ClosedWireEnum {
        case firstParty
        case thirdParty

        package init?(word: String) {
            switch word {
            case "first-party": self = .firstParty
            case "third-party": self = .thirdParty
            default: return nil
            }
        }

        package var word: String {
            switch self {
            case .firstParty: "first-party"
            case .thirdParty: "third-party"
            }
        }
    }
}
