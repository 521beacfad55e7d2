import HTTPClient
import Kernel
import Observability
package import Runtime

/// What operators set for this service, besides what all services share.
package enum PartnerDomainFulfilmentConfiguration {
    package static let all: [any ConfigurationEntry] = [
        sedoURL, sedoPartnerID, sedoSignKey, afternicURL, afternicKey, afternicSecret, yumiURL, yumiAppID, yumiAppKey,
        partnerRate,
        circuitOpenTime, mailHost, mailPort, mailSecurity, mailUser, mailPassword, mailFrom,
    ]

    static let sedoURL = ConfigurationVariable.optional(
        "SEDO_URL", .url(example: "https://api.sedo.example"),
        meaning: "Sedo's interface. Purchases from partners without an address wait.")
    static let sedoPartnerID = ConfigurationVariable.optional(
        "SEDO_PARTNER_ID", .text(example: "51122"), meaning: "Our number at Sedo.")
    static let sedoSignKey = ConfigurationVariable.optional(
        "SEDO_SIGN_KEY", .secret(example: "(from Sedo)"), meaning: "The key that goes with it.")

    static let afternicURL = ConfigurationVariable.optional(
        "AFTERNIC_URL", .url(example: "https://api.afternic.example"), meaning: "Afternic's interface.")
    static let afternicKey = ConfigurationVariable.optional(
        "AFTERNIC_KEY", .text(example: "k-51122"), meaning: "Our key at Afternic.")
    static let afternicSecret = ConfigurationVariable.optional(
        "AFTERNIC_SECRET", .secret(example: "(from Afternic)"), meaning: "The secret that goes with it.")

    static let yumiURL = ConfigurationVariable.optional(
        "YUMI_URL", .url(example: "https://open.yumi.example"), meaning: "Yumi's interface.")
    static let yumiAppID = ConfigurationVariable.optional(
        "YUMI_APP_ID", .text(example: "marketplace"), meaning: "Our application at Yumi.")
    static let yumiAppKey = ConfigurationVariable.optional(
        "YUMI_APP_KEY", .secret(example: "(from Yumi)"), meaning: "The key it signs with.")

    static let partnerRate = ConfigurationVariable(
        "PARTNER_RATE", .integer(1...1_000, example: 5), default: 5,
        meaning: "Conversations per second that this process holds with each partner; one makes at most three calls.")
    static let circuitOpenTime = ConfigurationVariable(
        "PARTNER_CIRCUIT_OPEN_TIME", .duration(.milliseconds(100)...(.hours(1)), example: "30s"), default: .seconds(30),
        meaning: "How long a partner is left alone after five failures in a row.")

    static let mailHost = ConfigurationVariable(
        "SMTP_HOST", .text(example: "smtp.example.com"), meaning: "Mail server.")
    static let mailPort = ConfigurationVariable(
        "SMTP_PORT", .integer(1...65_535, example: 587), default: 587, meaning: "Its port.")
    static let mailSecurity = ConfigurationVariable<SMTPClient.Security>(
        "SMTP_SECURITY", .choice, default: .startTLS,
        meaning: "How the connection to it is encrypted; none only inside one machine.")
    static let mailUser = ConfigurationVariable.optional(
        "SMTP_USER", .text(example: "marketplace"), meaning: "Login at the mail server.")
    static let mailPassword = ConfigurationVariable.optional(
        "SMTP_PASSWORD", .secret(example: "(the password)"), meaning: "Password of the login.")
    static let mailFrom = ConfigurationVariable(
        "MAIL_FROM", .mailAddress,
        meaning: "Sender of the mails to buyers; its host also names the mails.")
}

extension ConfigurationKind<String> {
    static let mailAddress = Self(
        allowed: "a mail address of the form name@domain", example: "domains@marketplace.example"
    ) { isMailAddress($0) ? $0 : nil }
}

extension Configuration {
    /// The value of a variable that another one makes necessary.
    func required<Value>(_ variable: ConfigurationVariable<Value?>, with other: String) throws(ConfigurationError)
        -> Value
    {
        guard let value = self[variable] else { throw ConfigurationError(variable, "is not set, but \(other) is") }
        return value
    }
}
