package import Kernel
internal import Messaging
package import Observability

// The variables that all services share. Names follow OpenTelemetry where it has one.

extension ConfigurationVariable<String> {
    package static let httpAddress = Self(
        "HTTP_ADDRESS", .listenAddress, default: "0.0.0.0", meaning: "Address on which the service answers HTTP.")
    package static let adminAddress = Self(
        "ADMIN_ADDRESS", .listenAddress, default: "0.0.0.0",
        meaning: "Address of health checks and metrics. Keep it inside the cluster.")
    package static let tokenIssuer = Self(
        "AUTH_ISSUER", .text(example: "https://identity.example.com"), default: "marketplace",
        meaning: "Who must have issued bearer tokens (`iss`).")
    package static let tokenAudience = Self(
        "AUTH_AUDIENCE", .text(example: "marketplace"), default: "marketplace",
        meaning: "Whom bearer tokens must be meant for (`aud`).")

    /// Each service has its own schema.
    package static func databaseSchema(service: String) -> Self {
        let schema = service.replacing("-", with: "_")
        return Self(
            "DATABASE_SCHEMA", .identifier(example: schema), default: schema,
            meaning: "Schema that holds this service's tables.")
    }
}

extension ConfigurationVariable<Int> {
    package static let httpPort = Self(
        "HTTP_PORT", .integer(0...65_535, example: 8_080), default: 8_080,
        meaning: "Port of the service's HTTP; 0 takes any free one.")
    package static let adminPort = Self(
        "ADMIN_PORT", .integer(0...65_535, example: 9_090), default: 9_090,
        meaning: "Port of /health/live, /health/ready and /metrics; 0 takes any free one.")
    package static let databasePoolSize = Self(
        "DATABASE_POOL_SIZE", .integer(1...1_000, example: 8), default: 8,
        meaning: "Most connections that this process opens to PostgreSQL.")
    package static let lanes = Self(
        "TOPIC_PARTITIONS", .integer(1...1_024, example: 12), default: 12,
        meaning:
            "Partitions of each topic, which are also the service's lanes. The same for all services; cannot change once data exist."
    )
}

extension ConfigurationVariable<Sensitive<String>> {
    package static let databaseURL = Self(
        "DATABASE_URL", .connectionString,
        meaning: "Connection string of libpq, as a URL or as key=value pairs.")
}

extension ConfigurationVariable<[String]> {
    package static let kafkaBootstrapServers = Self(
        "KAFKA_BOOTSTRAP_SERVERS", .hostsAndPorts(example: "kafka-1:9092,kafka-2:9092"),
        meaning: "Kafka brokers to begin with.")
}

extension ConfigurationVariable<String?> {
    package static let topicPrefix = optional(
        "TOPIC_PREFIX", .topic(example: "staging."),
        meaning: "Put before all topic names. Environments that share a Kafka cluster need different ones.")
    package static let jwksFile = optional(
        "AUTH_JWKS_FILE", .keySetFile,
        meaning: "File with the keys that sign bearer tokens (JSON Web Key Set).")
    package static let jwksURL = optional(
        "AUTH_JWKS_URL", .url(example: "https://identity.example.com/.well-known/jwks.json"),
        meaning: "Where to fetch those keys from, when no file is given.")
    package static let traceEndpoint = optional(
        "OTEL_EXPORTER_OTLP_ENDPOINT", .url(example: "http://otel-collector:4318"),
        meaning: "Collector for traces (OTLP over HTTP, JSON). Without it traces are passed on but not recorded.")
    package static let caFile = optional(
        "CA_FILE", .certificateFile,
        meaning: "Certificates to trust when calling out, PEM; the system's if unset.")
}

extension ConfigurationVariable<LogLevel> {
    package static let logLevel = Self(
        "LOG_LEVEL", .choice, default: .info, meaning: "Log lines below this level are dropped.")
}

extension ConfigurationVariable<Double> {
    package static let traceRatio = Self(
        "OTEL_TRACES_SAMPLER_ARG", .ratio, default: 0.05,
        meaning: "Share of new traces that are recorded; traces that come from elsewhere keep their decision."
    )
}

extension ConfigurationVariable<Instant.Span> {
    package static let journalRetention = retention(
        "RETENTION_JOURNAL", .journal, "How long what was decided can be looked into; pruned by whole months.")
    package static let eventRetention = retention(
        "RETENTION_EVENT", .event, "How long the service's events can be published again; pruned by whole months.")
    package static let knownInputRetention = retention(
        "RETENTION_KNOWN_INPUT", .knownInput,
        "How long an input that comes again is recognised. At least RETENTION_EVENT and twice the retention of the topics."
    )
    package static let idempotencyRetention = retention(
        "RETENTION_IDEMPOTENCY", .idempotency, "How long a repeated Idempotency-Key gets its first answer.")

    private static func retention(_ name: String, _ kind: Retention.Kind, _ meaning: String) -> Self {
        Self(
            name, .duration(Retention.keepMin...(.days(3_650)), example: durationText(Retention.standard[kind])),
            default: Retention.standard[kind], meaning: meaning)
    }

    package static let drainTime = Self(
        "DRAIN_TIME", .duration(.milliseconds(0)...(.minutes(10)), example: "10s"), default: .seconds(10),
        meaning:
            "How long stopping may take before what is left is cut off. Give the platform's own limit a few seconds more."
    )
}

extension ConfigurationVariable<EncryptionKeys> {
    package static let encryptionKeys = Self(
        "ENCRYPTION_KEYS", .encryptionKeys,
        meaning:
            "Keys for secrets and for the keys of personal data in the database. Put a new key first to rotate; keep old ones while data use them ('marketctl keys')."
    )
}

extension PrefixedVariables {
    package static let kafkaOptions = PrefixedVariables(
        prefix: "KAFKA_OPTION_",
        meaning:
            "Any option of librdkafka, for TLS, SASL and tuning. A name that ends in _FILE names a file with the value.",
        allowed: "an option's name in upper case with _ for . and __ for _, and a value that librdkafka takes",
        example: "KAFKA_OPTION_SECURITY_PROTOCOL=SASL_SSL", fault: kafkaOptionFault)
}

/// What every service declares, in the order of the page.
package func standardVariables(service: String) -> [any ConfigurationEntry] {
    [
        ConfigurationVariable.httpAddress, ConfigurationVariable.httpPort, ConfigurationVariable.adminAddress,
        ConfigurationVariable.adminPort,
        ConfigurationVariable.databaseURL, ConfigurationVariable.databaseSchema(service: service),
        ConfigurationVariable.databasePoolSize,
        ConfigurationVariable.kafkaBootstrapServers, PrefixedVariables.kafkaOptions, ConfigurationVariable.topicPrefix,
        ConfigurationVariable.lanes, ConfigurationVariable.instance, ConfigurationVariable.crashAt,
        ConfigurationVariable.journalRetention, ConfigurationVariable.eventRetention,
        ConfigurationVariable.knownInputRetention, ConfigurationVariable.idempotencyRetention,
        ConfigurationVariable.jwksFile,
        ConfigurationVariable.jwksURL, ConfigurationVariable.tokenIssuer,
        ConfigurationVariable.tokenAudience, ConfigurationVariable<EncryptionKeys>.encryptionKeys,
        ConfigurationVariable.caFile,
        ConfigurationVariable.logLevel,
        ConfigurationVariable.traceEndpoint, ConfigurationVariable.traceRatio, ConfigurationVariable.drainTime,
    ]
}
