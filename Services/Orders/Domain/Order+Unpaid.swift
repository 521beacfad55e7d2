package import Kernel

extension Order {
    /// ORD-07: seven days after creation. The order can be paid up to, not at, this instant.
    package static func lapseInstant(placedAt: Instant) -> Instant { placedAt + .days(7) }

    static func hasLapsed(_ state: OrderState, at now: Instant) -> Bool {
        state.placedAt.map { now >= lapseInstant(placedAt: $0) } ?? false
    }

    /// ORD-03: while unpaid, up or down, with a reason; never after payment.
    static func changePrice(
        _ state: OrderState, _ vendorID: String, _ newTotal: Money, _ reason: Personal, _ cause: Cause
    ) throws(Rejection) -> Decision<Order> {
        guard state.status != .absent, state.vendor.id == vendorID else { throw notFound }
        guard newTotal >= .zero, newTotal.isWithinLimit, reason.satisfies({ !$0.isEmpty }) else {
            throw Rejection(
                .invalid, "price-unfit", rule: "ORD-03",
                "A new price is of 0 to \(Money.limit) yuan and needs a reason for the buyer.")
        }
        guard state.domain == nil else {
            throw Rejection(
                .conflict, "price-fixed", rule: "ORD-03", "The price of a partner domain is fixed by its partner.")
        }
        try requireUnpaid(state, cause.now, rule: "ORD-03")
        try requireNoDebit(state)
        guard newTotal != state.total else { return .nothing }
        let prices = newTotal.split(by: state.lines.map(\.price.fen))
        var decision = Decision<Order>()
        abandonAttempt(state, because: "price-changed", &decision)
        decision.events.append(.priceChanged(old: state.total, prices: prices, reason: reason))
        return decision
    }

    /// ORD-07, ORD-13
    static func cancel(_ state: OrderState, _ account: String, _ cause: Cause) throws(Rejection) -> Decision<Order> {
        guard state.status != .absent, state.buyer == account else { throw notFound }
        if state.status == .cancelled { return .nothing }
        try requireUnpaid(state, cause.now, rule: state.domain != nil && state.settlement != nil ? "ORD-13" : "ORD-07")
        try requireNoDebit(state)
        return cancelled("cancelled-by-buyer", state)
    }

    /// CRW-07: any time before payment. A payment that is being settled at this moment is given back once it is decided; what is
    /// paid already is paid, and the vendor delivers.
    static func withdrawn(_ state: OrderState, _ acceptanceID: String, _ reason: String) -> Decision<Order> {
        guard state.status == .unpaid, state.withdrawal == nil, state.origin?.acceptanceID == acceptanceID else {
            return .nothing
        }
        if state.attempt?.stage == .debiting { return Decision(.withdrawalNoted(reason: reason)) }
        return cancelled(reason, state)
    }

    private static func cancelled(_ reason: String, _ state: OrderState) -> Decision<Order> {
        var decision = Decision<Order>()
        abandonAttempt(state, because: "order-cancelled", &decision)
        cancelUnpaid(because: reason, &decision)
        return decision
    }

    static func cancelUnpaid(because reason: String, _ decision: inout Decision<Order>) {
        decision.events.append(.cancelled(reason: reason))
        decision.cancelWake(lapseTimer)
    }

    static func lapse(_ state: OrderState, _ cause: Cause) -> Decision<Order> {
        guard state.status == .unpaid else { return .nothing }
        var decision = Decision<Order>()
        if state.attempt?.stage == .debiting {
            // The payment was ordered in time; its answer decides.
            decision.wake(lapseTimer, due: cause.now + .minutes(1), .lapseDue)
            return decision
        }
        abandonAttempt(state, because: "order-lapsed", &decision)
        decision.events.append(.lapsed)
        return decision
    }

    static func requireUnpaid(_ state: OrderState, _ now: Instant, rule: String) throws(Rejection) {
        switch state.status {
        case .unpaid where !hasLapsed(state, at: now): return
        case .unpaid, .lapsed:
            throw Rejection(
                .conflict, "order-lapsed", rule: "ORD-07", "The order lapsed 7 days after it was placed: order again.")
        case .cancelled:
            throw Rejection(.conflict, "order-cancelled", rule: "ORD-07", "The order was cancelled: order again.")
        case .domainTaken:
            throw Rejection(
                .conflict, "domain-taken", rule: "ORD-12",
                "Another buyer paid for this domain first; your money goes back in full.")
        default:
            throw Rejection(
                .conflict, "already-paid", rule: rule, "The order is paid; this is possible only while it is unpaid.")
        }
    }

    static func requireNoDebit(_ state: OrderState) throws(Rejection) {
        guard state.attempt?.stage != .debiting else {
            throw Rejection(
                .conflict, "payment-in-progress", rule: "ORD-06",
                "A payment is being settled at this moment: try again.")
        }
    }

    /// Gives up an online payment that waits for the buyer: its vouchers come back, and what may still arrive is returned.
    static func abandonAttempt(_ state: OrderState, because reason: String, _ decision: inout Decision<Order>) {
        guard let attempt = state.attempt else { return }
        decision.events.append(.paymentEnded(paymentID: attempt.id, reason: reason))
        decision.tell(OnlinePayment.self, attempt.id, .abandon)
        returnVoucher(of: attempt, state, &decision)
    }

    static func returnVoucher(of attempt: PaymentAttempt, _ state: OrderState, _ decision: inout Decision<Order>) {
        guard attempt.voucher > .zero else { return }
        decision.tell(
            Wallet.self, state.buyer,
            .credit(WalletCredit(orderID: state.id, refundID: nil, cash: .zero, voucher: attempt.voucher)))
    }

    static var notFound: Rejection {
        Rejection(.notFound, "order-not-found", "There is no such order of this account.")
    }
}
