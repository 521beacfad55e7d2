import EventContracts
import OrdersDomain

// The words of closed lists: a case that is new to the domain does not build until the contract has a word for it.

extension OrdersWire.Seller {
    init(_ seller: Seller) {
        switch seller {
        case .firstParty: self = .firstParty
        case .thirdParty: self = .thirdParty
        }
    }
}

extension OrdersWire.LineRole {
    init(_ role: LineRole) {
        switch role {
        case .product: self = .product
        case .domain: self = .domain
        case .renewal: self = .renewal
        }
    }
}

extension OrdersWire.PaymentMethod {
    init(_ method: PaymentMethod) {
        switch method {
        case .balance: self = .balance
        case .online: self = .online
        }
    }
}

extension OrdersWire.DomainPurchase.OwnerKind {
    init(_ kind: DomainOwner.Kind) {
        switch kind {
        case .individual: self = .individual
        case .enterprise: self = .enterprise
        }
    }
}
