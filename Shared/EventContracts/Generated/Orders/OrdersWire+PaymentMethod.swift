// Written by scripts/contracts from orders/asyncapi.json: change that, not this.

extension OrdersWire {
    package enum PaymentMethod: ClosedWireEnum {
        case balance
        case online

        package init?(word: String) {
            switch word {
            case "balance": self = .balance
            case "online": self = .online
            default: return nil
            }
        }

        package var word: String {
            switch self {
            case .balance: "balance"
            case .online: "online"
            }
        }
    }
}
