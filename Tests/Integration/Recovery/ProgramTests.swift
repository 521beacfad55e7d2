import FoundationEssentials
import Testing

/// Every program as people and supervisors call it.
@Suite("Programs", .timeLimit(.minutes(2)))
struct ProgramTests {
    static let services = [
        "catalog", "orders", "partner-domain-fulfilment", "refunds", "invoicing", "crowdsourcing", "posting",
    ]
    static let programs =
        services + [
            "marketctl", "contract-generator", "stored-formats", "devbroker", "storyteller", "chaos",
            "payment-simulator", "partner-simulator", "vendor-simulator", "mail-simulator", "phone-simulator",
        ]

    private func run(_ program: String, _ arguments: [String], _ environment: [String: String] = [:]) async throws
        -> (code: Int32, said: String)
    {
        let process = try ChildProcess(program, arguments, environment: environment)
        let code = try await process.ended(within: 60)
        return (code, process.log)
    }

    @Test("every program explains itself, tells its version, and refuses what it does not know", arguments: programs)
    func manners(program: String) async throws {
        for flag in ["-h", "--help"] {
            let help = try await run(program, [flag])
            #expect(help.code == 0 && help.said.contains(program), "\(flag)")
        }
        let build = ["BUILD_VERSION": "1.2.3", "BUILD_COMMIT": "abc"]
        let version = try await run(program, ["--version"], build)
        #expect(version.code == 0 && version.said == "\(program) 1.2.3 (abc)\n")
        let wrong = try await run(program, ["--frobnicate"])
        #expect(wrong.code == 64 && wrong.said.contains("--frobnicate"))
    }

    @Test("a service without its configuration ends with 78 and names what it needs", arguments: services)
    func unconfigured(service: String) async throws {
        let (code, said) = try await run(service, [])
        #expect(code == 78)
        #expect(
            said.contains("DATABASE_URL is not set") && said.contains("KAFKA_BOOTSTRAP_SERVERS is not set")
                && said.contains("ENCRYPTION_KEYS is not set"))
    }

    @Test("a wrong value ends the process with 78, and a secret is not shown")
    func misconfigured() async throws {
        let (code, said) = try await run(
            "posting", [],
            [
                "DATABASE_URL": "hunter2", "KAFKA_BOOTSTRAP_SERVERS": "foo", "KAFKA_OPTION_NO_SUCH": "1",
                "CRASH_AT": "zzz", "CA_FILE": "/nowhere/ca.pem", "AUTH_JWKS_FILE": "/nowhere/jwks.json",
            ])
        #expect(code == 78 && !said.contains("hunter2"))
        for name in [
            "DATABASE_URL has", "KAFKA_BOOTSTRAP_SERVERS is 'foo'", "KAFKA_OPTION_NO_SUCH", "CRASH_AT is 'zzz'",
            "/nowhere/ca.pem", "/nowhere/jwks.json",
        ] { #expect(said.contains(name), "\(name)") }
    }

    @Test("options of Kafka that do not fit together end it with 78 too")
    func unfitOptions() async throws {
        let (code, said) = try await run(
            "posting", [],
            [
                "DATABASE_URL": "host=127.0.0.1 port=1", "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
                "ENCRYPTION_KEYS": "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "KAFKA_OPTION_SECURITY_PROTOCOL": "SASL_SSL", "KAFKA_OPTION_SASL_MECHANISM": "NO-SUCH",
            ])
        #expect(code == 78 && said.contains("KAFKA_OPTION_…"), "\(said)")
    }

    @Test("ages by which what comes again would be applied twice end a service with 78")
    func unfitAges() async throws {
        let (code, said) = try await run(
            "posting", [],
            [
                "DATABASE_URL": "host=127.0.0.1 port=1", "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
                "ENCRYPTION_KEYS": "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "RETENTION_EVENT": "100d", "RETENTION_KNOWN_INPUT": "127d",
            ])
        #expect(code == 78 && said.contains("RETENTION_KNOWN_INPUT is shorter") && said.contains("128 d"), "\(said)")
    }

    @Test("marketctl ends with 78 where its environment is wrong, and says so in a sentence")
    func marketctl() async throws {
        let missing = try await run("marketctl", ["migrate", "status"])
        #expect(missing.code == 78 && missing.said.contains("DATABASE_URL is not set"))
        let unreachable = try await run("marketctl", ["parked", "list"], ["DATABASE_URL": "host=127.0.0.1 port=1"])
        #expect(unreachable.code == 1 && unreachable.said.hasPrefix("marketctl parked: PostgreSQL: "))
        #expect(!unreachable.said.contains("SELECT"))
    }

    @Test("a simulator with a wrong setting ends with 78")
    func simulator() async throws {
        let (code, said) = try await run("phone-simulator", [], ["PORT": "x"])
        #expect(code == 78 && said.contains("PORT is 'x'; it must be a whole number from 0 to 65535"))
    }
}
