internal import Kernel

extension Order {
    static func pay(_ state: OrderState, _ command: PayOrder, _ cause: Cause) throws(Rejection) -> Decision<Order> {
        guard state.status != .absent, state.buyer == command.purchaser.account else { throw notFound }
        try requirePolicies(command.purchaser)
        // ORD-06: who pays a paid order is shown the paid order and charged nothing.
        if state.settlement != nil, state.status != .domainTaken { return .nothing }
        try requireUnpaid(state, cause.now, rule: "ORD-07")
        try requireCurrentPrice(state, command)
        guard command.voucher >= .zero, command.voucher <= state.total else {
            throw Rejection(
                .invalid, "voucher-unfit", rule: "ORD-05", "Vouchers can pay a part of \(state.total) at most.",
                items: ["voucherFen"])
        }
        var decision = Decision<Order>()
        if let attempt = state.attempt {
            let isSame = attempt.method == command.method && attempt.voucher == command.voucher
            if isSame || attempt.stage == .debiting { return .nothing }
            abandonAttempt(state, because: "replaced", &decision)
        }
        start(command, state, &decision, cause)
        return decision
    }

    /// ORD-03: the buyer pays what he saw, or nothing.
    private static func requireCurrentPrice(_ state: OrderState, _ command: PayOrder) throws(Rejection) {
        guard command.expectedTotal == state.total else {
            throw Rejection(
                .conflict, "price-changed", rule: "ORD-03",
                "The price is \(state.total) yuan now, not \(command.expectedTotal): show the buyer the new price.",
                items: ["expectedTotalFen"])
        }
    }

    /// ORD-05. What vouchers pay in full needs no provider.
    private static func start(
        _ command: PayOrder, _ state: OrderState, _ decision: inout Decision<Order>, _ cause: Cause
    ) {
        let cash = state.total - command.voucher
        let method = cash == .zero ? PaymentMethod.balance : command.method
        let needsWallet = method == .balance || command.voucher > .zero
        let attempt = PaymentAttempt(
            id: command.paymentID, method: method, cash: cash, voucher: command.voucher,
            stage: needsWallet ? .debiting : .awaitingProvider)
        decision.events.append(.paymentStarted(attempt))
        if needsWallet {
            let debit = WalletDebit(
                orderID: state.id, paymentID: attempt.id, cash: method == .balance ? cash : .zero,
                voucher: command.voucher)
            decision.tell(Wallet.self, state.buyer, .debit(debit))
        } else {
            openOnline(attempt, state, &decision)
        }
    }

    private static func openOnline(_ attempt: PaymentAttempt, _ state: OrderState, _ decision: inout Decision<Order>) {
        guard let placedAt = state.placedAt else { return }
        decision.tell(
            OnlinePayment.self, attempt.id,
            .open(
                OpenPayment(
                    orderID: state.id, buyer: state.buyer, amount: attempt.cash,
                    subject: state.lines.map(\.terms.productName).first ?? state.id,
                    noLaterThan: lapseInstant(placedAt: placedAt))))
    }

    static func debited(_ state: OrderState, _ paymentID: String, _ cause: Cause) -> Decision<Order> {
        guard let attempt = state.attempt, attempt.id == paymentID, attempt.stage == .debiting else { return .nothing }
        if let reason = state.withdrawal { return settledTooLate(state, attempt, reason) }
        if attempt.method == .balance { return settled(state, attempt) }
        var decision = Decision<Order>(.voucherHeld(paymentID: paymentID))
        openOnline(attempt, state, &decision)
        return decision
    }

    static func debitRefused(_ state: OrderState, _ paymentID: String, _ reason: String, _ cause: Cause) -> Decision<
        Order
    > {
        guard state.attempt?.id == paymentID else { return .nothing }
        var decision = Decision<Order>(.paymentEnded(paymentID: paymentID, reason: reason))
        if let reason = state.withdrawal { cancelUnpaid(because: reason, &decision) }
        return decision
    }

    /// CRW-07, ORD-06: the acceptance was withdrawn while the wallet was asked: everything it gave goes back, and nothing was bought.
    private static func settledTooLate(_ state: OrderState, _ attempt: PaymentAttempt, _ reason: String) -> Decision<
        Order
    > {
        var decision = Decision<Order>(.paymentEnded(paymentID: attempt.id, reason: "order-cancelled"))
        let cash = attempt.method == .balance ? attempt.cash : .zero
        if cash + attempt.voucher > .zero {
            let credit = WalletCredit(orderID: state.id, refundID: nil, cash: cash, voucher: attempt.voucher)
            decision.tell(Wallet.self, state.buyer, .credit(credit))
        }
        cancelUnpaid(because: reason, &decision)
        return decision
    }

    static func paymentOpened(_ state: OrderState, _ paymentID: String, _ payURL: String) -> Decision<Order> {
        guard state.attempt?.id == paymentID else { return .nothing }
        return Decision(.paymentOpened(paymentID: paymentID, payURL: payURL))
    }

    /// ORD-06: money counts only if it is the whole amount of the payment that is under way for an order that can still be bought.
    static func moneyReceived(_ state: OrderState, _ paymentID: String, _ amount: Money, _ cause: Cause) -> Decision<
        Order
    > {
        if let attempt = state.attempt, attempt.id == paymentID, attempt.cash == amount, state.status == .unpaid,
            !hasLapsed(state, at: cause.now)
        {
            var decision = settled(state, attempt)
            decision.tell(OnlinePayment.self, paymentID, .keep)
            return decision
        }
        let reason = turnAwayReason(state, paymentID, amount, cause.now)
        var decision = Decision<Order>(.moneyTurnedAway(paymentID: paymentID, amount: amount, reason: reason))
        if let attempt = state.attempt, attempt.id == paymentID {
            decision.events.append(.paymentEnded(paymentID: paymentID, reason: reason))
            returnVoucher(of: attempt, state, &decision)
        }
        decision.tell(OnlinePayment.self, paymentID, .giveBack(reason: reason))
        return decision
    }

    private static func turnAwayReason(_ state: OrderState, _ paymentID: String, _ amount: Money, _ now: Instant)
        -> String
    {
        switch state.status {
        case .absent: "unknown-order"
        case .cancelled: "order-cancelled"
        case .lapsed: "order-lapsed"
        case .unpaid where hasLapsed(state, at: now): "order-lapsed"
        case .unpaid: state.attempt?.id == paymentID ? "amount-differs" : "payment-replaced"
        default: "already-paid"
        }
    }

    static func paymentClosed(_ state: OrderState, _ paymentID: String, _ reason: String, _ cause: Cause) -> Decision<
        Order
    > {
        guard let attempt = state.attempt, attempt.id == paymentID else { return .nothing }
        var decision = Decision<Order>(.paymentEnded(paymentID: paymentID, reason: reason))
        returnVoucher(of: attempt, state, &decision)
        return decision
    }

    /// ORD-05: cash and voucher are kept per line; the parts add up exactly.
    private static func settled(_ state: OrderState, _ attempt: PaymentAttempt) -> Decision<Order> {
        let amounts = split(voucher: attempt.voucher, over: state.lines)
        var decision = Decision<Order>(.charged(paymentID: attempt.id, attempt.method, amounts: amounts))
        decision.cancelWake(lapseTimer)
        if let domain = state.domain {
            decision.tell(DomainClaim.self, domain.name, .claim(orderID: state.id, offeredAt: domain.offeredAt))
        } else {
            decision.events.append(.confirmed)
            startProduction(state, &decision)
        }
        return decision
    }

    static func split(voucher: Money, over lines: [OrderLine]) -> [LineAmount] {
        let vouchers = voucher.split(by: lines.map(\.price.fen))
        return zip(lines, vouchers).map { LineAmount(lineID: $0.id, cash: $0.price - $1, voucher: $1) }
    }
}
