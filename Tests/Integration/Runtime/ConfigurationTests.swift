import Kernel
import Observability
import Runtime
import Testing

@Suite("Configuration")
struct ConfigurationTests {
    private enum Colour: String, CaseIterable { case red, green }
    private struct NoFile: Error, CustomStringConvertible { let description = "no such file" }

    private let port = ConfigurationVariable(
        "PORT", .integer(1...65_535, example: 80), default: 80, meaning: "Where to listen.")
    private let key = ConfigurationVariable("API_KEY", .secret(example: "…"), meaning: "Opens the door.")
    private let pause = ConfigurationVariable(
        "PAUSE", .duration(.milliseconds(0)...(.hours(1)), example: "5s"), default: .seconds(5), meaning: "Pause.")
    private let colour = ConfigurationVariable(
        "COLOUR", ConfigurationKind<Colour>.choice, default: .green, meaning: "Colour.")

    private func load(
        _ entries: [any ConfigurationEntry], _ environment: [String: String], files: [String: String] = [:]
    ) throws -> Configuration {
        try Configuration(
            entries,
            ConfigurationSource(environment: environment) { path in
                guard let text = files[path] else { throw NoFile() }
                return text
            })
    }

    private func failure(
        _ entries: [any ConfigurationEntry], _ environment: [String: String], files: [String: String] = [:]
    ) -> ConfigurationError? {
        do {
            _ = try load(entries, environment, files: files)
            return nil
        } catch {
            return error as? ConfigurationError
        }
    }

    @Test("values come typed; what is unset or empty has its default")
    func values() throws {
        let configuration = try load(
            [port, key, pause, colour], ["PORT": "8080", "API_KEY": "k", "PAUSE": "250ms", "COLOUR": ""])
        #expect(
            configuration[port] == 8_080 && configuration[pause] == .milliseconds(250)
                && configuration[colour] == .green)
        #expect(configuration[key].reveal() == "k")
    }

    @Test("everything that is wrong is told at once: what, what is allowed, an example")
    func allProblems() throws {
        let error = try #require(failure([port, key, pause, colour], ["PORT": "0", "PAUSE": "5 s", "COLOUR": "blue"]))
        #expect(
            error.problems.map(\.name) == ["PORT", "API_KEY", "PAUSE", "COLOUR"] && ConfigurationError.exitCode == 78)
        let text = error.description
        #expect(text.contains("4 environment variables are wrong or missing"))
        #expect(text.contains("PORT is '0'.\n    It must be a whole number from 1 to 65535, for example: 80"))
        #expect(text.contains("API_KEY is not set.") && text.contains("API_KEY_FILE"))
        #expect(
            text.contains("PAUSE is '5 s'.") && text.contains("COLOUR is 'blue'.\n    It must be one of red, green"))
    }

    @Test("a secret comes from a file too, without the line feed at its end")
    func secretFile() throws {
        #expect(
            try load([key], ["API_KEY_FILE": "/run/key"], files: ["/run/key": "s3cret\n"])[key].reveal() == "s3cret")
    }

    @Test("a secret is never printed: not when it is wrong, not from a file, not with the configuration")
    func secretsHidden() throws {
        let keys = ConfigurationVariable<EncryptionKeys>.encryptionKeys
        let wrong = try #require(failure([keys], ["ENCRYPTION_KEYS": "hunter2"]))
        #expect(
            !wrong.description.contains("hunter2")
                && wrong.description.contains("ENCRYPTION_KEYS has a value that cannot be used"))
        let configuration = try load([key], ["API_KEY": "hunter2"])
        var dumped = "\(configuration) \(configuration[key])"
        dump(configuration, to: &dumped)
        #expect(!dumped.contains("hunter2"))
    }

    @Test("a secret set twice, or from a file that cannot be read, is refused")
    func secretConflicts() throws {
        #expect(try #require(failure([key], ["API_KEY": "a", "API_KEY_FILE": "/b"])).description.contains("set twice"))
        let unreadable = try #require(failure([key], ["API_KEY_FILE": "/b"])).description
        #expect(unreadable.contains("/b") && unreadable.contains("no such file"))
    }

    @Test("only secrets may come from files", arguments: ["PORT_FILE"])
    func plainFile(name: String) throws {
        #expect(try load([port], [name: "/b"])[port] == 80)
    }

    @Test(
        "durations need a unit and stay within their range",
        arguments: ["", "5", "s", "-1s", "61m", "1.5s", "99999999999999999999s", "3600001ms"])
    func wrongDurations(text: String) throws {
        let isDefault = text.isEmpty
        #expect((failure([pause], ["PAUSE": text]) == nil) == isDefault)
    }

    @Test("durations are read in every unit")
    func durations() throws {
        for (text, span) in [
            ("0ms", Instant.Span.milliseconds(0)), ("7ms", .milliseconds(7)), ("90s", .seconds(90)), ("60m", .hours(1)),
            ("1h", .hours(1)),
        ] {
            #expect(try load([pause], ["PAUSE": text])[pause] == span)
        }
    }

    @Test("librdkafka's options pass through under their own names")
    func kafkaOptions() throws {
        let environment = [
            "KAFKA_OPTION_SECURITY_PROTOCOL": "SASL_SSL", "KAFKA_OPTION_SASL_PASSWORD_FILE": "/p",
            "KAFKA_BOOTSTRAP_SERVERS": "a:1, b:2",
        ]
        let servers = ConfigurationVariable<[String]>.kafkaBootstrapServers
        let configuration = try load([PrefixedVariables.kafkaOptions, servers], environment, files: ["/p": "pw\n"])
        #expect(
            configuration[.kafkaOptions] == ["security.protocol": "SASL_SSL", "sasl.password": "pw"])
        #expect(configuration[servers] == ["a:1", "b:2"])
        #expect(failure([servers], ["KAFKA_BOOTSTRAP_SERVERS": "a:1,,b:2"]) != nil)
    }

    @Test("names of options keep an underscore that is written twice")
    func optionNames() throws {
        let family = PrefixedVariables(prefix: "P_", meaning: "m", allowed: "a", example: "e")
        #expect(try load([family], ["P_SSL__CA_LOCATION": "x"])[family] == ["ssl_ca.location": "x"])
        let twice = try #require(failure([family], ["P_A_B": "1", "P_A_B_FILE": "/b"], files: ["/b": "2"]))
        #expect(twice.description.contains("sets a.b twice, once by P_A_B_FILE"))
    }

    /// A value that cannot be used, and what the sentence about it says. Files: /empty, /text, /keys and /pem.
    struct Wrong: Sendable, CustomTestStringConvertible {
        let name: String
        let value: String
        let says: String
        var testDescription: String { "\(name)=\(value)" }
    }

    private static let files = [
        "/empty": "", "/text": "hello", "/noKeys": #"{"keys":[]}"#,
        "/pem": "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n",
    ]

    @Test(
        "every kind of variable refuses what cannot be used before anything runs, and says what is allowed",
        arguments: [
            Wrong(name: "DATABASE_URL", value: "not a url", says: "postgresql:// URL, or key=value pairs"),
            Wrong(name: "DATABASE_URL", value: "hots=db", says: "has a value that cannot be used (not shown)"),
            Wrong(name: "DATABASE_SCHEMA", value: "Orders", says: "is 'Orders'"),
            Wrong(name: "DATABASE_POOL_SIZE", value: "0", says: "from 1 to 1000"),
            Wrong(name: "KAFKA_BOOTSTRAP_SERVERS", value: "foo", says: "host:port pairs"),
            Wrong(name: "KAFKA_BOOTSTRAP_SERVERS", value: "foo:0", says: "is 'foo:0'"),
            Wrong(name: "KAFKA_BOOTSTRAP_SERVERS", value: "a:1,b:65536", says: "host:port pairs"),
            Wrong(name: "KAFKA_BOOTSTRAP_SERVERS", value: "a b:1", says: "host:port pairs"),
            Wrong(
                name: "KAFKA_OPTION_NO_SUCH_THING", value: "1",
                says: #"KAFKA_OPTION_NO_SUCH_THING, but Kafka option "no.such.thing" does not exist"#),
            Wrong(name: "KAFKA_OPTION_LINGER_MS", value: "soon", says: "KAFKA_OPTION_LINGER_MS, but"),
            Wrong(name: "KAFKA_OPTION_PARTITIONER", value: "random", says: "partitioner is the service's own choice"),
            Wrong(name: "KAFKA_OPTION_SASL_PASSWORD_FILE", value: "/gone", says: "cannot be read: no such file"),
            Wrong(name: "TOPIC_PREFIX", value: "a/b", says: "letters, digits, dots"),
            Wrong(name: "TOPIC_PARTITIONS", value: "-1", says: "from 1 to 1024"),
            Wrong(name: "HTTP_ADDRESS", value: "1.2.3", says: "a numeric IPv4 or IPv6 address"),
            Wrong(name: "HTTP_ADDRESS", value: "localhost", says: "is 'localhost'"),
            Wrong(name: "HTTP_PORT", value: "65536", says: "from 0 to 65535"),
            Wrong(
                name: "AUTH_JWKS_FILE", value: "/gone", says: "names the file /gone, which cannot be read: no such file"
            ),
            Wrong(name: "AUTH_JWKS_FILE", value: "/text", says: "names the file /text, but it cannot be used"),
            Wrong(name: "AUTH_JWKS_FILE", value: "/empty", says: "names the file /empty, but it cannot be used"),
            Wrong(name: "AUTH_JWKS_FILE", value: "/noKeys", says: "holds no key"),
            Wrong(name: "AUTH_JWKS_URL", value: "ftp://keys", says: "begins with http:// or https:// and names a host"),
            Wrong(name: "AUTH_JWKS_URL", value: "http:///keys", says: "is 'http:///keys'"),
            Wrong(name: "AUTH_JWKS_URL", value: "https://h:99999/", says: "and names a host"),
            Wrong(name: "CA_FILE", value: "/gone", says: "which cannot be read"),
            Wrong(name: "CA_FILE", value: "/text", says: "it holds no certificate in PEM"),
            Wrong(name: "ENCRYPTION_KEYS", value: "k1:hunter2", says: "has a value that cannot be used (not shown)"),
            Wrong(name: "CRASH_AT", value: "zzz", says: "places are before-commit, after-commit"),
            Wrong(name: "CRASH_AT", value: "after-commit:0", says: "is 'after-commit:0'"),
            Wrong(name: "CRASH_AT", value: "after-commit:1:2", says: "place:n"),
            Wrong(name: "LOG_LEVEL", value: "loud", says: "one of debug, info, warning, error"),
            Wrong(name: "OTEL_TRACES_SAMPLER_ARG", value: "1.5", says: "a number from 0 to 1"),
            Wrong(name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: "collector", says: "and names a host"),
            Wrong(name: "DRAIN_TIME", value: "10", says: "a duration with its unit"),
            Wrong(name: "OFFER_KEYS", value: "hunter2", says: "at least 32 bytes in base64"),
        ])
    func wrong(_ wrong: Wrong) throws {
        let offers = ConfigurationVariable("OFFER_KEYS", .offerKeys, meaning: "Keys.")
        var environment = [
            "DATABASE_URL": "dbname=x", "KAFKA_BOOTSTRAP_SERVERS": "k:9092",
            "ENCRYPTION_KEYS": "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "OFFER_KEYS": "o1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        ]
        let entries = standardVariables(service: "orders") + [offers]
        #expect(failure(entries, environment, files: Self.files) == nil)
        environment[wrong.name] = wrong.value
        let error = try #require(failure(entries, environment, files: Self.files))
        let name = wrong.name.hasPrefix("KAFKA_OPTION_") ? "KAFKA_OPTION_…" : wrong.name
        #expect(error.problems.map(\.name) == [name])
        #expect(error.description.contains(wrong.says), "\(error)")
        #expect(!error.description.contains("hunter2"))
    }

    @Test(
        "what can be used is taken",
        arguments: [
            ("DATABASE_URL", "postgresql://a:b@h/d?sslmode=require"),
            ("KAFKA_BOOTSTRAP_SERVERS", "[::1]:9092,10.0.0.1:1"),
            ("HTTP_ADDRESS", "::"), ("CA_FILE", "/pem"), ("CRASH_AT", "on-assign"), ("CRASH_AT", "after-commit:12"),
            ("AUTH_JWKS_URL", "https://u:p@h.example:8443/keys?x=1"), ("AUTH_JWKS_URL", "http://[::1]/"),
            ("TOPIC_PREFIX", "staging.a_b-c."),
        ])
    func right(name: String, value: String) throws {
        var environment = [
            "DATABASE_URL": "dbname=x", "KAFKA_BOOTSTRAP_SERVERS": "k:9092",
            "ENCRYPTION_KEYS": "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        ]
        environment[name] = value
        #expect(failure(standardVariables(service: "orders"), environment, files: Self.files) == nil)
    }

    @Test("encryption keys: the first encrypts, all are kept, ids differ, 32 bytes each")
    func encryptionKeys() throws {
        let variable = ConfigurationVariable<EncryptionKeys>.encryptionKeys
        let one = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", two = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="
        let keys = try load([variable], ["ENCRYPTION_KEYS": "k2:\(two),k1:\(one)"])[variable]
        #expect(
            keys.current == "k2" && keys.keys.reveal().keys.sorted() == ["k1", "k2"] && !"\(keys)".contains("AQEB"))
        for wrong in ["k1:\(one),k1:\(two)", "k1:AAAA", ":\(one)", one, "k1:\(one),"] {
            #expect(failure([variable], ["ENCRYPTION_KEYS": wrong]) != nil)
        }
    }

    @Test("the page names every variable with its default, and marks the required and the secret ones")
    func page() {
        let page = ConfigurationPage.render(service: "orders", standardVariables(service: "orders") + [key])
        #expect(page.hasPrefix("## orders\n\n| variable | meaning | must be | default | example |\n"))
        #expect(
            page.contains("| `HTTP_PORT` |") && page.contains("| `8080` |") && page.contains("| `DATABASE_SCHEMA` |")
                && page.contains("`10s`"))
        #expect(
            page.contains("| `DATABASE_URL` | Connection string of libpq, as a URL or as key=value pairs. Secret:")
                && page.contains("**required**"))
        let rows = page.split(separator: "\n").dropFirst(3)
        #expect(rows.count == standardVariables(service: "orders").count + 1)
        #expect(rows.allSatisfy { $0.replacing("\\|", with: "").count { $0 == "|" } == 6 })
    }

    @Test("with the required ones set, all standard variables have usable values")
    func standard() throws {
        let environment = [
            "DATABASE_URL": "dbname=x", "KAFKA_BOOTSTRAP_SERVERS": "k:9092",
            "ENCRYPTION_KEYS": "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        ]
        let configuration = try load(standardVariables(service: "partner-domain-fulfilment"), environment)
        #expect(configuration[.databaseSchema(service: "partner-domain-fulfilment")] == "partner_domain_fulfilment")
        #expect(
            configuration[.logLevel] == .info && configuration[.drainTime] == .seconds(10)
                && configuration[.jwksURL] == nil)
        #expect(
            failure(standardVariables(service: "orders"), [:])?.problems.map(\.name) == [
                "DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS", "ENCRYPTION_KEYS",
            ])
    }
}
