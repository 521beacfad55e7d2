package import Kernel

/// What an order takes from its buyer's account.
package struct WalletDebit: Codable, Hashable, Sendable {
    package let orderID: String
    package let paymentID: String
    package let cash: Money
    package let voucher: Money
}

/// What comes back to a buyer's account from an order.
package struct WalletCredit: Codable, Hashable, Sendable {
    package let orderID: String
    /// The refund this is a part of; nil for vouchers of a payment that did not come about.
    package let refundID: String?
    package let cash: Money
    package let voucher: Money
}

/// The balance of an account, in cash and in vouchers. Its id is the account's. Neither is ever negative.
package enum Wallet: Decider {
    package struct State: Codable, Sendable {
        package let account: String
        package fileprivate(set) var cash = Money.zero
        package fileprivate(set) var voucher = Money.zero
    }

    package enum Input: Codable, Sendable {
        /// Money that an operator saw arrive, for example by bank transfer; `reference` names the receipt.
        case topUp(amount: Money, reference: String, operatorID: String)
        case grantVoucher(amount: Money, reference: String, operatorID: String)
        case debit(WalletDebit)
        case credit(WalletCredit)
    }

    package enum Event: Codable, Sendable {
        case toppedUp(amount: Money, reference: String, operatorID: String)
        case voucherGranted(amount: Money, reference: String, operatorID: String)
        case debited(WalletDebit)
        case debitRefused(WalletDebit, reason: String)
        case credited(WalletCredit)
    }

    package static let kind = "wallet"

    package static func initial(_ id: String) -> State { State(account: id) }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Wallet> {
        switch input {
        case .topUp(let amount, let reference, let operatorID):
            try requireFit(amount, reference)
            return Decision(.toppedUp(amount: amount, reference: reference, operatorID: operatorID))
        case .grantVoucher(let amount, let reference, let operatorID):
            try requireFit(amount, reference)
            return Decision(.voucherGranted(amount: amount, reference: reference, operatorID: operatorID))
        case .debit(let debit): return self.debit(state, debit)
        case .credit(let credit): return self.credit(credit)
        }
    }

    private static func requireFit(_ amount: Money, _ reference: String) throws(Rejection) {
        guard amount > .zero, amount <= Money(yuan: 100_000_000), !reference.isEmpty else {
            throw Rejection(
                .invalid, "amount-unfit",
                "An amount must be above zero and at most 100,000,000 yuan, and needs a reference.")
        }
    }

    // ORD-05: all or nothing; the balance never falls below zero.
    private static func debit(_ state: State, _ debit: WalletDebit) -> Decision<Wallet> {
        let short: String? =
            debit.cash > state.cash ? "balance-too-low" : debit.voucher > state.voucher ? "vouchers-too-low" : nil
        var decision = Decision<Wallet>()
        if let short {
            decision.events = [.debitRefused(debit, reason: short)]
            decision.tell(Order.self, debit.orderID, .debitRefused(paymentID: debit.paymentID, reason: short))
        } else {
            decision.events = [.debited(debit)]
            decision.tell(Order.self, debit.orderID, .debited(paymentID: debit.paymentID))
        }
        return decision
    }

    private static func credit(_ credit: WalletCredit) -> Decision<Wallet> {
        var decision = Decision<Wallet>(.credited(credit))
        if let refundID = credit.refundID {
            decision.tell(Order.self, credit.orderID, .refundLegDone(refundID: refundID, .wallet))
        }
        return decision
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .toppedUp(let amount, _, _): state.cash += amount
        case .voucherGranted(let amount, _, _): state.voucher += amount
        case .debited(let debit):
            state.cash -= debit.cash
            state.voucher -= debit.voucher
        case .debitRefused: break
        case .credited(let credit):
            state.cash += credit.cash
            state.voucher += credit.voucher
        }
    }
}
