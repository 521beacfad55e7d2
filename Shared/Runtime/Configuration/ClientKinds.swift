internal import Crypto
internal import KafkaClient
package import Observability
package import Offers
internal import PostgresClient

// Kinds whose values only a client library can judge, so that it does so before anything runs.

extension ConfigurationKind<Sensitive<String>> {
    /// Of libpq.
    package static let connectionString = Self(
        allowed: "a connection string of libpq: a postgresql:// URL, or key=value pairs",
        example: "postgresql://orders:password@db:5432/marketplace?sslmode=verify-full", isSecret: true
    ) { PostgresConfiguration.canRead($0) ? Sensitive($0) : nil }
}

extension ConfigurationKind<OfferKeys> {
    package static let offerKeys = Self(
        allowed: "id:key pairs separated by commas, each key at least 32 bytes in base64, the one to sign with first",
        example: "o2:(output of openssl rand -base64 32),o1:(the one before)", isSecret: true
    ) { try? OfferKeys(configuration: $0) }
}

extension ConfigurationKind<String> {
    package static let keySetFile = file(
        holding: "a JSON Web Key Set with at least one key (RS256, ES256 or EdDSA)",
        example: "/etc/marketplace/jwks.json"
    ) { text in
        do throws(CryptoError) {
            return try JSONWebKeySet(json: Array(text.utf8)).keys.isEmpty
                ? "it holds no key for RS256, ES256 or EdDSA" : nil
        } catch {
            return "it cannot be used: \(error.message)"
        }
    }

    package static let certificateFile = file(
        holding: "certificates in PEM", example: "/etc/ssl/certs/ca-certificates.crt"
    ) { text in
        text.contains("-----BEGIN CERTIFICATE-----") && text.contains("-----END CERTIFICATE-----")
            ? nil : "it holds no certificate in PEM"
    }
}

/// The service's own, on which order and completeness of messages rest, or which have variables of their own.
private let reservedKafkaOptions: Set = [
    "acks", "auto.offset.reset", "bootstrap.servers", "client.id", "enable.auto.commit", "enable.auto.offset.store",
    "delivery.timeout.ms", "enable.idempotence", "enable.partition.eof", "group.id", "group.instance.id",
    "message.timeout.ms",
    "metadata.broker.list", "partition.assignment.strategy", "partitioner", "request.required.acks", "transactional.id",
]

func kafkaOptionFault(_ option: String, _ value: String) -> String? {
    guard !reservedKafkaOptions.contains(option) else {
        return "\(option) is the service's own choice: what it promises rests on it"
    }
    do throws(KafkaError) {
        try KafkaOptions([option: value]).check()
        return nil
    } catch {
        return error.message
    }
}
