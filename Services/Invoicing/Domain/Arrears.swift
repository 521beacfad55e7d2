package import Kernel

/// INV-06: what was invoiced to an account by a seller and then refunded; offset before anything else is invoiced.
/// Its id is made of account and seller.
package enum Arrears: Decider {
    package static let kind = "arrears"

    package static func id(accountID: String, sellerID: String) -> String { CompositeKey.of(accountID, sellerID) }

    package struct State: Codable, Hashable, Sendable {
        package var balance: Money = .zero

        package init() {}
    }

    package enum Input: Codable, Hashable, Sendable {
        case owe(Money)
        /// An application wants to be invoiced for `gross`; answered with `InvoiceApplication.Input.offset`.
        case offset(applicationID: String, gross: Money)
        /// What an application had offset counts again, because no invoice came of it or the invoice was reversed.
        case restore(Money)
    }

    package enum Event: Codable, Hashable, Sendable {
        case owed(Money)
        case offset(applicationID: String, Money)
        case restored(Money)
    }

    package static func initial(_ id: String) -> State { State() }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Arrears> {
        switch input {
        case .owe(let amount):
            try requireFit(amount, state.balance)
            return amount > .zero ? Decision(.owed(amount)) : .nothing
        case .restore(let amount):
            try requireFit(amount, state.balance)
            return amount > .zero ? Decision(.restored(amount)) : .nothing
        case .offset(let applicationID, let gross):
            let amount = offset(of: gross, balance: state.balance)
            var decision = amount > .zero ? Decision<Arrears>(.offset(applicationID: applicationID, amount)) : .nothing
            decision.tell(InvoiceApplication.self, applicationID, .offset(amount))
            return decision
        }
    }

    /// INV-06: arrears that no amount can hold are for people to look at: what adds to them waits until something was offset.
    private static func requireFit(_ amount: Money, _ balance: Money) throws(Rejection) {
        guard (balance + amount).isWithinLimit else {
            throw Rejection(
                .conflict, "arrears-too-high", rule: "INV-06",
                "The account would owe this seller more than \(Money.limit) yuan.")
        }
    }

    /// Never more than is chosen, so that no invoice falls below zero; the rest is carried on.
    package static func offset(of gross: Money, balance: Money) -> Money { max(.zero, min(gross, balance)) }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .owed(let amount), .restored(let amount): state.balance += amount
        case .offset(_, let amount): state.balance -= amount
        }
    }
}
