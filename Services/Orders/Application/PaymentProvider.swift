package import Kernel
package import OrdersDomain

/// A payment provider, as far as this service needs one. All calls may be repeated under the same id.
package protocol PaymentProvider: Sendable {
    /// - Throws: `ProviderSilence` when nothing is known; the call is made again.
    func create(paymentID: String, _ terms: OpenPayment) async throws -> CreationOutcome
    func query(paymentID: String) async throws -> ProviderReport
    func refund(paymentID: String, refundID: String, amount: Money, reason: String) async throws -> RefundOutcome
}

package enum CreationOutcome: Hashable, Sendable {
    case opened(payURL: String)
    case refused(reason: String)
}

/// A call brought nothing that can be relied on. The text goes to logs: no secrets, no personal data.
package struct ProviderSilence: Error, Hashable, Sendable, CustomStringConvertible {
    package let detail: String
    package var description: String { detail }

    package init(_ detail: String) { self.detail = detail }
}

/// Makes the payment's call and says what it means to the payment.
package func converse(_ call: PaymentCall, with provider: some PaymentProvider) async throws -> OnlinePayment.Input {
    switch call.kind {
    case .create(let terms):
        switch try await provider.create(paymentID: call.paymentID, terms) {
        case .opened(let payURL): return .opened(payURL: payURL)
        case .refused(let reason): return .openingRefused(reason: reason)
        }
    case .query: return .reported(try await provider.query(paymentID: call.paymentID))
    case .refund(let refundID, let amount):
        let outcome = try await provider.refund(
            paymentID: call.paymentID, refundID: refundID, amount: amount, reason: "refund")
        return .refundAnswered(refundID: refundID, outcome)
    }
}
