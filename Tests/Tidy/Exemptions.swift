/// Places that may do what is otherwise forbidden, each with its reason. One that is no longer needed must go: a test sees to that.
struct Exemptions: Sendable, ExpressibleByDictionaryLiteral {
    let reasons: [String: String]

    init(dictionaryLiteral elements: (String, String)...) { reasons = Dictionary(uniqueKeysWithValues: elements) }

    var folders: [String] { reasons.keys.sorted() }

    /// Where C is called.
    static let unsafe: Exemptions = [
        "Shared/KafkaClient/": "the only user of librdkafka",
        "Shared/PostgresClient/": "the only user of libpq",
        "Shared/HTTPServer/": "the only user of libmicrohttpd",
        "Shared/HTTPClient/": "the only user of libcurl",
        "Shared/Crypto/": "the only user of libcrypto",
        "Shared/PDFDocument/": "the only user of pango and cairo",
        "Shared/IDNA/": "the only user of libidn2",
        "Shared/Runtime/": "signals, clocks, files and the process come from the C library",
        "Shared/Threads/": "threads come from the C library",
        "Services/DevBroker/": "holds librdkafka's mock cluster and pins its port",
        "Services/Simulators/Kit/SystemCalls.swift":
            "clock, signals and mail's sockets of programs that run without Runtime",
    ]

    /// Where a query may stand. A service's own are in its adapters.
    static let sql: Exemptions = [
        "Shared/Messaging/": "owns the machine's tables",
        "Shared/PostgresClient/": "migrations, schemas and roles",
        "Shared/Runtime/Health/DependencyChecks.swift": "asks the database for a sign of life",
        "Shared/TestKit/": "schemas leased to tests",
        "Services/Marketctl/": "the operators' look at the machine's tables",
        "Services/Chaos/Main/": "the judge's look at the machine's tables",
    ]

    /// Where a topic may be put together from its parts.
    static let topics: Exemptions = [
        "Shared/Messaging/Machine.swift": "a service's own events topic follows from its name",
        "Shared/TestKit/ServiceBench.swift": "reads the events of whatever service it is given",
        "Services/Storyteller/": "a reader from outside, who knows topics by their names",
    ]

    static let clocks: Exemptions = [
        "Shared/Runtime/": "gives the clock to everybody else",
        "Shared/PostgresClient/PoolClock.swift": "the pool's waiting times; tests put their own in its place",
        "Shared/TestKit/ServiceBench.swift": "connections time out in real time, whatever the bench's clock says",
        "Services/Marketctl/": "a command at the edge: now is when the operator presses return",
        "Services/Simulators/Kit/SystemCalls.swift": "programs that run without Runtime",
        "Services/Storyteller/": "a caller from outside, who waits for the services in real time",
        "Services/Chaos/Main/": "sends so many postings a second and waits for processes in real time",
    ]

    /// Tests that wait for another process and can only ask again.
    static let sleeps: Exemptions = [
        "Tests/Integration/Messaging/MachineDriver.swift":
            "asks again until the machine has done what was asked, with a limit",
        "Tests/Integration/Recovery/Waiting.swift": "asks processes, brokers and databases again, with a limit",
        "Tests/Integration/Orders/WholeService.swift": "the same, through HTTP",
    ]
}

/// Today's offenders and how large they are: may shrink or go, never grow or be joined.
enum Ratchet {
    static let fileLinesMax = 400
    static let functionLinesMax = 70
    static let longFiles: [String: Int] = [:]
    static let longFunctions: [String: Int] = [:]

    /// Rules that work and that no test proves yet.
    static let untestedRules: Set<String> = ["ENT-01"]
}
