/// Why a call to the outside, by HTTP or by mail, brought no answer.
package struct OutboundError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Stable names of what can go wrong; more may come.
    package struct Code: RawRepresentable, Sendable, Hashable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        /// The request or mail itself is wrong: its address, a header, the text. Nothing was sent.
        package static let invalid = Code(rawValue: "invalid")
        package static let hostNotFound = Code(rawValue: "host_not_found")
        package static let couldNotConnect = Code(rawValue: "could_not_connect")
        /// The host's address is one this client may not call.
        package static let addressNotAllowed = Code(rawValue: "address_not_allowed")
        /// The certificate is not trusted, or the two sides share no version of TLS.
        package static let tlsFailed = Code(rawValue: "tls_failed")
        package static let timedOut = Code(rawValue: "timed_out")
        /// The connection broke before the answer was complete.
        package static let connectionLost = Code(rawValue: "connection_lost")
        package static let responseTooLarge = Code(rawValue: "response_too_large")
        package static let tooManyRedirects = Code(rawValue: "too_many_redirects")
        /// The calling task was cancelled.
        package static let cancelled = Code(rawValue: "cancelled")
        /// Too many calls wait already.
        package static let overloaded = Code(rawValue: "overloaded")
        /// The client was closed.
        package static let closed = Code(rawValue: "closed")
        /// The mail server refused the login.
        package static let loginRefused = Code(rawValue: "login_refused")
        /// The mail server refused a recipient.
        package static let recipientRejected = Code(rawValue: "recipient_rejected")
        /// The mail server refused the sender or the mail.
        package static let mailRejected = Code(rawValue: "mail_rejected")
        package static let other = Code(rawValue: "other")
    }

    package let code: Code
    /// What is wrong and how to mend it; names the host, never a path, a query, a header or a mail address.
    package let message: String
    /// Whether the same call may succeed later. Not whether repeating is harmless: see `mayHaveBeenSent`.
    package let isRetriable: Bool
    /// True unless it is certain that the other side received nothing. Then the call may have had its effect, and only a call that is
    /// idempotent at the other side may be repeated.
    package let mayHaveBeenSent: Bool

    package init(_ code: Code, _ message: String, isRetriable: Bool, mayHaveBeenSent: Bool) {
        self.code = code
        self.message = message
        self.isRetriable = isRetriable
        self.mayHaveBeenSent = mayHaveBeenSent
    }

    package var description: String { "\(code.rawValue): \(message)" }

    static func invalid(_ message: String) -> OutboundError {
        OutboundError(.invalid, message, isRetriable: false, mayHaveBeenSent: false)
    }
}
