package import HTTPClient
import Kernel
package import PartnerDomainFulfilmentApplication
package import PartnerDomainFulfilmentDomain

/// Sends the buyer's mails. The address is taken from the account at the last moment and stands nowhere else.
package struct MailSender: Sendable {
    package typealias Send = @Sendable (Mail) async throws(OutboundError) -> Void

    /// The account has not been told of yet, so its address is not known: try again later.
    package struct AccountUnknown: Error, CustomStringConvertible {
        package var description: String {
            "the account's mail address is not known yet; it comes with the topic of accounts"
        }
    }

    private let from: String
    private let queries: any PurchaseQueries
    private let send: Send

    /// - Parameter from: `name@host`; the host also ends the mails' Message-IDs.
    package init(from: String, queries: any PurchaseQueries, send: @escaping Send) {
        self.from = from
        self.queries = queries
        self.send = send
    }

    /// - Throws: what may pass; then the same mail is to be sent again.
    package func deliver(_ mail: BuyerMail) async throws -> MailOutcome {
        let address: String
        switch try await queries.mailAddress(of: mail.accountID) {
        case .unknownAccount: throw AccountUnknown()
        case .none: return .refused
        case .known(let known): address = known
        }
        let text = MailText(mail)
        let host = from.split(separator: "@").last.map(String.init) ?? from
        do throws(OutboundError) {
            try await send(
                Mail(
                    from: from, to: [address], subject: text.subject, text: text.text,
                    messageID: "\(mail.messageName)@\(host)",
                    date: mail.writtenAt))
            return .sent
        } catch {
            let isFinal = !error.isRetriable && [.invalid, .recipientRejected, .mailRejected].contains(error.code)
            guard isFinal else { throw error }
            return .refused
        }
    }
}
