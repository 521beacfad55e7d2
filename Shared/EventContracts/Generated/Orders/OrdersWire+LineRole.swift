// Written by scripts/contracts from orders/asyncapi.json: change that, not this.

extension OrdersWire {
    /// A partner-domain order has two lines, domain and first-year renewal; all others are product.
    package enum LineRole: ClosedWireEnum {
        case product
        case domain
        case renewal

        package init?(word: String) {
            switch word {
            case "product": self = .product
            case "domain": self = .domain
            case "renewal": self = .renewal
            default: return nil
            }
        }

        package var word: String {
            switch self {
            case .product: "product"
            case .domain: "domain"
            case .renewal: "renewal"
            }
        }
    }
}
