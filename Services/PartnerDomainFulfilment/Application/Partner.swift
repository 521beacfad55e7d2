package import Kernel
package import PartnerDomainFulfilmentDomain

/// A seller's platform that can be asked by a program.
package protocol Partner: Sendable {
    /// The purchase under our reference as it is now; nil if the partner knows of none. Changes nothing there.
    func lookUp(_ order: PaidDomainOrder) async throws(PartnerSilence) -> PartnerAnswer?

    /// Orders the domain. Called only after a look-up that found nothing; the reference makes a repetition harmless all the same.
    func order(_ order: PaidDomainOrder) async throws(PartnerSilence) -> PartnerAnswer
}

/// A call brought nothing that can be relied on.
package struct PartnerSilence: Error, Hashable, Sendable, CustomStringConvertible {
    package let trouble: Trouble
    /// The partner asked not to be called before.
    package let notBefore: Instant?
    /// For operators' logs: what was wrong, without credentials or personal data.
    package let detail: String

    package var description: String { "\(trouble.rawValue): \(detail)" }

    package init(_ trouble: Trouble, notBefore: Instant? = nil, _ detail: String) {
        self.trouble = trouble
        self.notBefore = notBefore
        self.detail = detail
    }
}

/// DOM-06: one conversation. Never orders what may have been ordered: a look-up comes first, always, because nobody knows whether an
/// earlier attempt ended between the partner's booking and its answer.
package struct PartnerConversation: Sendable {
    private let partners: [Source: any Partner]
    private let onSilence: @Sendable (PartnerCall, PartnerSilence) -> Void

    /// - Parameter onSilence: told of each conversation that came to nothing, for logs and counters.
    package init(partners: [Source: any Partner], onSilence: @escaping @Sendable (PartnerCall, PartnerSilence) -> Void)
    {
        self.partners = partners
        self.onSilence = onSilence
    }

    package func hold(_ call: PartnerCall) async -> PartnerAnswer {
        do throws(PartnerSilence) {
            guard let partner = partners[call.order.source] else {
                throw PartnerSilence(
                    .unreachable, "no partner is configured for the source \(call.order.source.rawValue)")
            }
            if let known = try await partner.lookUp(call.order) { return try Self.checked(known) }
            guard call.mode == .obtain else {
                throw PartnerSilence(.lostTrack, "the partner took the order once and knows nothing of it now")
            }
            return try Self.checked(try await partner.order(call.order))
        } catch {
            onSilence(call, error)
            return .silent(error.trouble, notBefore: error.notBefore)
        }
    }

    private static func checked(_ answer: PartnerAnswer) throws(PartnerSilence) -> PartnerAnswer {
        switch answer {
        case .processing(let reference), .bought(let reference, _):
            guard reference.isPlain(max: referenceLengthMax) else {
                throw PartnerSilence(
                    .unintelligible, "a reference that is not 1 to \(referenceLengthMax) characters without controls")
            }
            return answer
        default: return answer
        }
    }

    private static let referenceLengthMax = 128
}
