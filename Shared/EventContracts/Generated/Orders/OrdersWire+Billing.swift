// Written by scripts/contracts from orders/asyncapi.json: change that, not this.

extension OrdersWire {
    package enum Billing: WireEnum {
        case payAsYouGo
        case period
        case package
        case once
        /// A word of a newer version.
        case unknown(String)

        package static let known: [Self] = [.payAsYouGo, .period, .package, .once]

        package init(word: String) {
            switch word {
            case "pay-as-you-go": self = .payAsYouGo
            case "period": self = .period
            case "package": self = .package
            case "once": self = .once
            default: self = .unknown(word)
            }
        }

        package var word: String {
            switch self {
            case .payAsYouGo: "pay-as-you-go"
            case .period: "period"
            case .package: "package"
            case .once: "once"
            case .unknown(let word): word
            }
        }
    }
}
