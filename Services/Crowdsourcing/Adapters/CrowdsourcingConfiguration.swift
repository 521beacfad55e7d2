import Observability
import Runtime

/// What crowdsourcing is configured by, besides the standard variables.
enum CrowdsourcingConfiguration {
    static let relayURL = ConfigurationVariable<String>(
        "PHONE_RELAY_URL", .url(example: "https://phone.example.com"),
        meaning: "Provider of short messages and relay numbers.")
    static let relayKey = ConfigurationVariable<Sensitive<String>>(
        "PHONE_RELAY_KEY", .secret(example: "(given by the provider)"), meaning: "Key for that provider.")
    static let digestKey = ConfigurationVariable<Sensitive<String>>(
        "PHONE_DIGEST_KEY", .secret(example: "(output of openssl rand -base64 32)"),
        meaning:
            "Key by which equal phone numbers, codes and remarks are recognised without being stored. Never change it while data use it."
    )

    static let all: [any ConfigurationEntry] = [relayURL, relayKey, digestKey]
}
