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
    /// The refund this is a part of; nil for what a payment took that did not come about.
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
        /// What orders took and may give back: it must still fit then.
        fileprivate var cashOut = Money.zero
        fileprivate var voucherOut = Money.zero
        package fileprivate(set) var topUps = BookedReferences()
        package fileprivate(set) var grants = BookedReferences()
    }

    package enum Input: Codable, Sendable {
        /// Money that an operator saw arrive, for example by bank transfer.
        case topUp(Booking)
        case grantVoucher(Booking)
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
    /// Of one receipt or grant: more is a slip.
    package static let bookingMax = Money(yuan: 100_000_000)
    package static let referenceLengthMax = 100

    package static func initial(_ id: String) -> State { State(account: id) }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Wallet> {
        switch input {
        case .topUp(let booking):
            try requireFit(booking, booked: state.topUps, held: state.cash + state.cashOut)
            return Decision(
                .toppedUp(amount: booking.amount, reference: booking.reference, operatorID: booking.operatorID))
        case .grantVoucher(let booking):
            try requireFit(booking, booked: state.grants, held: state.voucher + state.voucherOut)
            return Decision(
                .voucherGranted(amount: booking.amount, reference: booking.reference, operatorID: booking.operatorID))
        case .debit(let debit): return self.debit(state, debit)
        case .credit(let credit): return self.credit(credit)
        }
    }

    /// ORD-05: what an operator books is for an account that exists, and is booked once.
    private static func requireFit(_ booking: Booking, booked: BookedReferences, held: Money) throws(Rejection) {
        guard booking.isKnown else {
            throw Rejection(
                .notFound, "account-not-found", rule: "ORD-05",
                "The identity system has told of no such account: check its id.", items: ["accountId"])
        }
        guard booking.amount > .zero, booking.amount <= bookingMax, !booking.reference.isEmpty else {
            throw Rejection(
                .invalid, "amount-unfit",
                "An amount must be above zero and at most \(bookingMax) yuan, and needs a reference.")
        }
        guard (held + booking.amount).isWithinLimit else {
            throw Rejection(
                .conflict, "balance-too-high", rule: "ORD-05",
                "No account holds more than \(Money.limit) yuan, with what it spent and may get back.",
                items: ["amountFen"])
        }
        switch booked.standing(of: booking.reference, booking.found) {
        case .free: return
        case .booked:
            throw Rejection(
                .conflict, "reference-used", rule: "ORD-05",
                "\(booking.reference) was booked for this account before: each receipt counts once.",
                items: ["reference"])
        case .uncertain:
            throw Rejection(
                .conflict, "booked-meanwhile", rule: "ORD-05",
                "So much is being booked for this account that it is not certain whether \(booking.reference) is among it: repeat the request.",
                items: ["reference"])
        }
    }

    /// ORD-05: all or nothing; the balance never falls below zero.
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
        case .toppedUp(let amount, let reference, _):
            state.cash += amount
            state.topUps.add(reference)
        case .voucherGranted(let amount, let reference, _):
            state.voucher += amount
            state.grants.add(reference)
        case .debited(let debit):
            state.cash -= debit.cash
            state.cashOut += debit.cash
            state.voucher -= debit.voucher
            state.voucherOut += debit.voucher
        case .debitRefused: break
        case .credited(let credit):
            state.cash += credit.cash
            state.cashOut = max(.zero, state.cashOut - credit.cash)
            state.voucher += credit.voucher
            state.voucherOut = max(.zero, state.voucherOut - credit.voucher)
        }
    }
}
