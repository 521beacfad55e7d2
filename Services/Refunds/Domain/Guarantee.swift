package import Kernel

/// What protects the buyer of one order: the facts the guarantee depends on, and the refund cases. Its id is the order's.
package enum Guarantee: Decider {
    package static let kind = "guarantee"
    /// Of what an applicant, or who rejects the application, says (REF-07).
    package static let reasonLengthMax = 500

    /// How the purchase of a domain ended; the first word counts.
    package enum DomainOutcome: Codable, Hashable, Sendable {
        case got
        case failed(reason: String)
    }

    package struct State: Codable, Hashable, Sendable {
        package var order: PaidOrder?
        package var lineFacts: [LineFacts] = []
        package var invoices: [InvoiceFact] = []
        package var domainOutcome: DomainOutcome?
        /// Oldest first; at most one of them is open, at most one was ever approved.
        package var cases: [RefundCase] = []

        package init() {}

        package func facts(of lineID: String) -> LineFacts {
            lineFacts.first { $0.lineID == lineID } ?? LineFacts(lineID: lineID)
        }

        /// REF-05: when the product was opened: a human service with its payment (DLV-01), everything else when it was delivered, and
        /// of several lines the first. nil while nothing is open.
        package var openedAt: Instant? {
            order?.lines.compactMap { $0.type == .humanService ? order?.paidAt : facts(of: $0.lineID).deliveredAt }
                .min()
        }

        /// REF-04: issued and neither returned nor reversed.
        package var outstandingInvoices: [String] { invoices.filter { $0.isIssued && !$0.isReversed }.map(\.id) }

        /// REF-09: of all cases of an order one can be approved. As a case is always for all that goes back, no more than was paid can move.
        package var mayMoveMoney: Bool { !cases.contains { $0.status == .approved || $0.status == .completed } }

        func refundCase(_ id: String) -> RefundCase? { cases.first { $0.id == id } }
    }

    package struct InvoiceFact: Codable, Hashable, Sendable {
        package let id: String
        package var isIssued = false
        package var isReversed = false

        package init(id: String) { self.id = id }
    }

    package enum Input: Codable, Hashable, Sendable {
        case orderPaid(PaidOrder)
        case requirementFiled(lineID: String, at: Instant)
        case deliveryAccepted(lineID: String, at: Instant)
        case deliveryExpired(lineID: String, at: Instant)
        case deliveryPaused(lineID: String, at: Instant)
        case deliveryResumed(lineID: String, at: Instant)
        case produced([DeliveredLine])
        case invoiceIssued(invoiceID: String)
        case invoiceReversed(invoiceID: String)
        case domainPurchased
        case domainPurchaseFailed(reason: String)
        case moneyReturned(refundID: String, at: Instant)
        /// Orders would not move the money: it knows of no such payment.
        case moneyRefused(refundID: String, rule: String)

        case apply(RefundApplication)
        case cancel(refundID: String, accountID: String)
        case review(refundID: String, Verdict, operatorID: String)
        /// An operator establishes a finding, or takes it back.
        case find(lineID: String, Finding, holds: Bool, operatorID: String)
    }

    package enum Verdict: Codable, Hashable, Sendable {
        case approve
        case reject(reason: Personal)
    }

    package enum Event: Codable, Hashable, Sendable {
        case opened(PaidOrder)
        case requirementFiled(lineID: String, at: Instant)
        case deliveryAccepted(lineID: String, at: Instant)
        case deliveryExpired(lineID: String, at: Instant)
        case deliveryPaused(lineID: String, at: Instant)
        case deliveryResumed(lineID: String, at: Instant)
        case delivered(DeliveredLine)
        case invoiceIssued(invoiceID: String)
        case invoiceReversed(invoiceID: String)
        case domainSettled(DomainOutcome)
        case found(lineID: String, Finding, holds: Bool, operatorID: String)
        case requested(RefundCase)
        case openedByFailure(RefundCase)
        case cancelled(refundID: String)
        case rejected(refundID: String, reason: Personal, operatorID: String)
        /// `operatorID` is nil when the system approved by itself.
        case approved(refundID: String, operatorID: String?)
        case completed(refundID: String, returnedAt: Instant)
        /// Approved here, refused by who keeps the money; no money moved.
        case refused(refundID: String, rule: String)
    }

    package static func initial(_ id: String) -> State { State() }
}

/// What a buyer applies with.
package struct RefundApplication: Codable, Hashable, Sendable {
    package let refundID: String
    package let accountID: String
    package let reason: Personal
    package let acceptsRules: Bool
    /// What the buyer asks for; nil is all, and nothing else is possible (REF-01).
    package let amount: Money?

    package init(refundID: String, accountID: String, reason: Personal, acceptsRules: Bool, amount: Money? = nil) {
        self.refundID = refundID
        self.accountID = accountID
        self.reason = reason
        self.acceptsRules = acceptsRules
        self.amount = amount
    }
}
