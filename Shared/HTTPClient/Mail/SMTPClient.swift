internal import CCurl

/// Sends mail through one mail server.
package final class SMTPClient: Sendable {
    package enum Security: String, Sendable, CaseIterable {
        /// No encryption: inside one machine only.
        case none
        /// Begins in the clear and is refused unless the server agrees to encrypt.
        case startTLS = "starttls"
        /// Encrypted from the first byte, usually port 465.
        case implicit
    }

    /// The login at the mail server. Printing it does not show it.
    package struct Credentials: Sendable, CustomStringConvertible, CustomReflectable {
        let user: String
        let password: String

        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }

        package var description: String { "[redacted]" }
        package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
    }

    package struct Configuration: Sendable {
        package var host: String
        package var port: Int
        package var security: Security
        package var credentials: Credentials?
        /// Certificates to trust, PEM; nil means the system's.
        package var caFile: String?
        /// How this client names itself to the server.
        package var helloName = "localhost"
        package var connectTimeoutMs = 5_000
        package var totalTimeoutMs = 30_000
        package var connectionsMax = 4

        package init(
            host: String, port: Int, security: Security, credentials: Credentials? = nil, caFile: String? = nil
        ) {
            self.host = host
            self.port = port
            self.security = security
            self.credentials = credentials
            self.caFile = caFile
        }
    }

    private let configuration: Configuration
    private let loop: TransferLoop

    package init(_ configuration: Configuration) {
        self.configuration = configuration
        loop = TransferLoop(
            .init(
                connectionsPerHostMax: configuration.connectionsMax, connectionsMax: configuration.connectionsMax,
                transfersMax: 1_024))
    }

    deinit { loop.close() }

    package func close() { loop.close() }

    /// Returns when the server has taken the mail for all recipients. If it refuses one of them, none gets it and `recipientRejected`
    /// is thrown; refusals with a 4xx reply are retriable.
    package func send(_ mail: Mail) async throws(OutboundError) {
        try check(mail)
        let configuration = configuration
        guard hostOfURL("http://\(configuration.host)") == configuration.host, isHelloName(configuration.helloName)
        else {
            throw .invalid("the mail server's name or the hello name is not a host name")
        }
        let message = mimeMessage(mail)
        let end = await loop.perform { complete in
            Transfer(
                responseBytesMax: 0, recipients: mail.to.map { "<\($0)>" }, upload: message, addressPolicy: .any,
                configure: { configure($0, sender: mail.from, size: message.count, configuration) }, complete: complete)
        }
        if let error = mailError(end, host: configuration.host) { throw error }
    }
}

private func configure(_ easy: EasyHandle, sender: String, size: Int, _ configuration: SMTPClient.Configuration) {
    let scheme = configuration.security == .implicit ? "smtps" : "smtp"
    easy.set(CURLOPT_URL, "\(scheme)://\(configuration.host):\(configuration.port)/\(configuration.helloName)")
    easy.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    easy.set(CURLOPT_PROXY, "")
    easy.set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeoutMs)
    easy.set(CURLOPT_TIMEOUT_MS, configuration.totalTimeoutMs)
    easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    if configuration.security != .none { easy.set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)) }
    if let caFile = configuration.caFile { easy.set(CURLOPT_CAINFO, caFile) }
    if let credentials = configuration.credentials {
        easy.set(CURLOPT_USERNAME, credentials.user)
        easy.set(CURLOPT_PASSWORD, credentials.password)
    }
    easy.set(CURLOPT_UPLOAD, 1)
    easy.set(CURLOPT_MAIL_FROM, "<\(sender)>")
    easy.setOffset(CURLOPT_INFILESIZE_LARGE, size)
}

private func isHelloName(_ name: String) -> Bool {
    !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }
}

/// libcurl reports every refusal in a dialogue as a failed send; its words and the server's reply code tell which it was.
private func mailError(_ end: TransferEnd, host: String) -> OutboundError? {
    guard let failure = transferFailure(end, host: host) else { return nil }
    let isReply = (400..<600).contains(end.responseCode)
    let code: OutboundError.Code
    switch failure.code {
    case .connectionLost where isReply && end.detail.hasPrefix("RCPT"): code = .recipientRejected
    case .connectionLost where isReply, .other where isReply: code = .mailRejected
    default:
        return OutboundError(
            failure.code, failure.message, isRetriable: failure.isRetriable, mayHaveBeenSent: mayHaveBeenTaken(end))
    }
    let who = code == .recipientRejected ? "a recipient" : "the mail"
    return OutboundError(
        code, "\(host) refused \(who) with reply \(end.responseCode)", isRetriable: end.responseCode < 500,
        mayHaveBeenSent: false)
}

/// A dialogue that broke without a refusal may have broken after the server took the mail.
private func mayHaveBeenTaken(_ end: TransferEnd) -> Bool {
    end.mayHaveBeenSent || end.responseCode == 354
}
