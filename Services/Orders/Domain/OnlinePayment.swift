package import Kernel

package struct OpenPayment: Codable, Hashable, Sendable {
    package let orderID: String
    package let buyer: String
    package let amount: Money
    /// What the buyer reads at the provider.
    package let subject: String
    /// The provider must not take money at or after this instant.
    package let noLaterThan: Instant
}

/// What a provider says of a payment: a callback, or the answer to a query.
package struct ProviderReport: Codable, Hashable, Sendable {
    package enum Status: String, Codable, Sendable {
        case pending, paid, closed
        /// The provider knows no such payment.
        case unknown
    }

    package let status: Status
    /// What the provider received.
    package let amount: Money

    package init(status: Status, amount: Money) {
        self.status = status
        self.amount = amount
    }

    /// Whoever reports more than any amount may be is mistaken, and the ledger must still add up.
    package var isCredible: Bool { amount >= .zero && amount.isWithinLimit }
}

package enum RefundOutcome: Codable, Hashable, Sendable {
    case done
    /// Taken on, money not moved yet; banks need 2–3 working days (REF-03).
    case accepted
    case refused(reason: String)
}

/// The provider calls of an online payment.
package struct PaymentCall: Effect {
    package enum Kind: Codable, Hashable, Sendable {
        case create(OpenPayment)
        case query
        case refund(refundID: String, amount: Money)
    }

    package static let port = "payment"
    package let paymentID: String
    package let kind: Kind
    package let notBefore: Instant?
}

/// One online payment of an order at a payment provider.
package enum OnlinePayment: Decider {
    package enum Stage: String, Codable, CaseIterable, Sendable {
        case absent
        case creating
        /// The buyer can pay.
        case open
        /// Money is here; its order has not said yet what becomes of it.
        case received
        case kept
        /// The provider closed it, or refused to open it.
        case closed
        /// Not wanted any more; money that still comes goes back.
        case abandoned
        case givenBack = "given-back"
    }

    package struct Return: Codable, Hashable, Sendable {
        package enum Purpose: String, Codable, CaseIterable, Sendable {
            /// A refund of the order; the order waits for word of it.
            case refund
            /// The whole payment was not wanted (ORD-06).
            case turnedAway = "turned-away"
            /// What was paid on top (ORD-06).
            case surplus
        }

        package let id: String
        package let purpose: Purpose
        package let amount: Money
        package fileprivate(set) var isDone = false
        /// Why the provider refuses; an operator must look at it.
        package fileprivate(set) var refusal: String?
        package fileprivate(set) var polls = 0
    }

    package struct State: Codable, Sendable {
        package let id: String
        package internal(set) var stage = Stage.absent
        package internal(set) var terms: OpenPayment?
        package internal(set) var payURL: String?
        package internal(set) var received = Money.zero
        package internal(set) var queries = 0
        package internal(set) var returns: [Return] = []
    }

    package enum Input: Codable, Sendable {
        case open(OpenPayment)
        case opened(payURL: String)
        case openingRefused(reason: String)
        case reported(ProviderReport)
        case queryDue
        case keep
        case giveBack(reason: String)
        case abandon
        case refund(refundID: String, amount: Money)
        case refundAnswered(refundID: String, RefundOutcome)
        /// An operator's order to ask again for a refund the provider refused.
        case retryRefund(refundID: String)
    }

    package enum Event: Codable, Sendable {
        case requested(OpenPayment)
        case opened(payURL: String)
        case queried
        case received(amount: Money)
        /// The provider says that more arrived than was reported before.
        case receivedAgain(amount: Money)
        case kept
        case closed(reason: String)
        case abandoned
        case returnStarted(Return, reason: String)
        case returnPolled(id: String)
        case returnRefused(id: String, reason: String)
        case returnRetried(id: String)
        case returned(Return)
    }

    package static let kind = "payment"
    static let queryTimer = "query"

    package static func initial(_ id: String) -> State { State(id: id) }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<
        OnlinePayment
    > {
        switch input {
        case .open(let terms): open(state, terms, cause)
        case .opened(let payURL): opened(state, payURL)
        case .openingRefused(let reason): closed(state, reason)
        case .reported(let report): reported(state, report)
        case .queryDue: queryDue(state, cause)
        case .keep: state.stage == .received ? Decision(.kept) : .nothing
        case .giveBack(let reason): giveBack(state, reason)
        case .abandon: abandon(state)
        case .refund(let refundID, let amount): refund(state, refundID, amount)
        case .refundAnswered(let refundID, let outcome): refundAnswered(state, refundID, outcome, cause)
        case .retryRefund(let refundID): try retryRefund(state, refundID)
        }
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .requested(let terms): (state.terms, state.stage) = (terms, .creating)
        case .opened(let payURL):
            state.payURL = payURL
            if state.stage == .creating { state.stage = .open }
        case .queried: state.queries += 1
        case .received(let amount): (state.received, state.stage) = (amount, .received)
        case .receivedAgain(let amount): state.received += amount
        case .kept: state.stage = .kept
        case .closed: state.stage = .closed
        case .abandoned: state.stage = .abandoned
        case .returnStarted(let item, _): state.returns.append(item)
        case .returnPolled(let id): update(&state, id) { $0.polls += 1 }
        case .returnRefused(let id, let reason): update(&state, id) { $0.refusal = reason }
        case .returnRetried(let id): update(&state, id) { $0.refusal = nil }
        case .returned(let item):
            update(&state, item.id) { $0.isDone = true }
            if item.purpose == .turnedAway { state.stage = .givenBack }
        }
    }

    private static func update(_ state: inout State, _ returnID: String, _ change: (inout Return) -> Void) {
        for index in state.returns.indices where state.returns[index].id == returnID { change(&state.returns[index]) }
    }
}
