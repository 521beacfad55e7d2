package import Kernel

/// An account of the double-entry ledger, named so that people can read it.
package struct LedgerAccount: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// Money received outside the payment providers, as operators saw it arrive.
    package static let bank = LedgerAccount(description: "bank")
    /// What granted vouchers cost the platform.
    package static let promotion = LedgerAccount(description: "promotion")
    /// Money at the payment provider.
    package static let provider = LedgerAccount(description: "provider")
    package static func wallet(_ account: String) -> LedgerAccount { LedgerAccount(description: "wallet:\(account)") }
    package static func voucher(_ account: String) -> LedgerAccount { LedgerAccount(description: "voucher:\(account)") }
    /// Money that arrived for a payment and is not yet an order's.
    package static func payment(_ id: String) -> LedgerAccount { LedgerAccount(description: "payment:\(id)") }
    /// What buyers paid for an order and was neither returned nor passed on.
    package static func order(_ id: String) -> LedgerAccount { LedgerAccount(description: "order:\(id)") }
    /// What the platform keeps for the years of renewal that it, as the registrar, owes the registries.
    package static let registrar = LedgerAccount(description: "registrar")
    /// What is owed to a partner for domains that were got.
    package static func partner(_ name: String) -> LedgerAccount { LedgerAccount(description: "partner:\(name)") }
}

/// One movement of money. The amounts add up to zero: what enters an account has left others.
package struct LedgerPosting: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package let account: LedgerAccount
        package let amount: Money
    }

    /// `top-up`, `payment`, `refund` …
    package let memo: String
    package let entries: [Entry]

    /// Moves each amount between two accounts; amounts of zero leave no trace.
    init(_ memo: String, _ moves: (Money, from: LedgerAccount, to: LedgerAccount)...) {
        self.memo = memo
        entries = moves.filter { $0.0 != .zero }.flatMap { amount, source, target in
            [Entry(account: source, amount: -amount), Entry(account: target, amount: amount)]
        }
    }
}

/// Every movement of money is told by exactly one event of one aggregate.
package enum Ledger {
    package static func posting(for event: Wallet.Event, account: String) -> LedgerPosting? {
        switch event {
        case .toppedUp(let amount, _, _): LedgerPosting("top-up", (amount, from: .bank, to: .wallet(account)))
        case .voucherGranted(let amount, _, _):
            LedgerPosting("voucher-grant", (amount, from: .promotion, to: .voucher(account)))
        case .debited(let debit):
            LedgerPosting(
                "payment", (debit.cash, from: .wallet(account), to: .order(debit.orderID)),
                (debit.voucher, from: .voucher(account), to: .order(debit.orderID)))
        case .debitRefused: nil
        case .credited(let credit):
            LedgerPosting(
                credit.refundID != nil ? "refund" : credit.cash > .zero ? "payment-return" : "voucher-return",
                (credit.cash, from: .order(credit.orderID), to: .wallet(account)),
                (credit.voucher, from: .order(credit.orderID), to: .voucher(account)))
        }
    }

    package static func posting(for event: OnlinePayment.Event, state: OnlinePayment.State) -> LedgerPosting? {
        let payment = LedgerAccount.payment(state.id)
        let order = LedgerAccount.order(state.terms?.orderID ?? "")
        switch event {
        case .received(let amount), .receivedAgain(let amount):
            return LedgerPosting("online-receipt", (amount, from: .provider, to: payment))
        case .kept: return LedgerPosting("payment", (state.terms?.amount ?? .zero, from: payment, to: order))
        case .returned(let item):
            let isRefund = item.purpose == .refund
            return LedgerPosting(
                isRefund ? "refund" : "return", (item.amount, from: isRefund ? order : payment, to: .provider))
        case .requested, .opened, .queried, .closed, .abandoned, .returnStarted, .returnPolled, .returnRefused,
            .returnRetried:
            return nil
        }
    }

    /// ORD-10: the partner is owed what it was offered, the domain's line. The renewal's line is the platform's own.
    package static func posting(for event: OrderEvent, state: OrderState) -> LedgerPosting? {
        guard case .produced = event, let domain = state.domain else { return nil }
        func paid(_ isPartners: (LineRole) -> Bool) -> Money {
            state.lines.filter { isPartners($0.role) }.map { $0.paidCash + $0.paidVoucher }.sum()
        }
        return LedgerPosting(
            "payout", (paid { $0 == .domain }, from: .order(state.id), to: .partner(domain.partner)),
            (paid { $0 != .domain }, from: .order(state.id), to: .registrar))
    }
}
