import HTTPClient
import Kernel
import PartnerDomainFulfilmentAdapters
import PartnerDomainFulfilmentApplication
import PartnerDomainFulfilmentDomain
import Testing

@Suite("Sending mails to buyers")
struct MailSenderTests {
    private let mail = BuyerMail(
        .bought, about: .sample(), at: Instant(microseconds: 0), expiresOn: CivilDate(daysSince1970: 21_000))

    private func sender(_ address: MailAddress, failing error: OutboundError? = nil) -> MailSender {
        MailSender(from: "domains@marketplace.example", queries: Addresses(address: address)) {
            _ throws(OutboundError) in
            if let error { throw error }
        }
    }

    @Test("DOM-02 a mail that was taken is sent")
    func sent() async throws {
        #expect(try await sender(.known("buyer@example.com")).deliver(mail) == .sent)
    }

    @Test(
        "DOM-02 an account without an address, or an address nobody takes, ends the mail instead of repeating it for ever"
    )
    func refused() async throws {
        #expect(try await sender(.none).deliver(mail) == .refused)
        let rejected = OutboundError(.recipientRejected, "550", isRetriable: false, mayHaveBeenSent: false)
        #expect(try await sender(.known("gone@example.com"), failing: rejected).deliver(mail) == .refused)
    }

    @Test(
        "DOM-02 what may pass is tried again: an account not told of yet, a server that is away or busy, a wrong login")
    func repeated() async {
        await #expect(throws: MailSender.AccountUnknown.self) { try await sender(.unknownAccount).deliver(mail) }
        for error in [
            OutboundError(.couldNotConnect, "away", isRetriable: true, mayHaveBeenSent: false),
            OutboundError(.recipientRejected, "451", isRetriable: true, mayHaveBeenSent: false),
            OutboundError(.loginRefused, "535", isRetriable: false, mayHaveBeenSent: false),
        ] {
            await #expect(throws: error) { try await sender(.known("buyer@example.com"), failing: error).deliver(mail) }
        }
    }
}

/// Knows one address and nothing else.
private struct Addresses: PurchaseQueries {
    let address: MailAddress

    func mailAddress(of accountID: String) async throws -> MailAddress { address }
    func purchase(_ orderID: String) async throws -> PurchaseView? { nil }
    func steps(_ orderID: String) async throws -> [PurchaseStep] { [] }
    func domains(of accountID: String, after name: String?, limit: Int) async throws -> [OwnedDomainView] { [] }
    func unfinished(_ backlog: Backlog, at now: Instant, after orderID: String?, limit: Int) async throws
        -> [PurchaseView]
    { [] }
    func hasPapers(accountID: String, templateID: String) async throws -> Bool { false }
}
