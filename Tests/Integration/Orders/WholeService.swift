import Crypto
import EventContracts
import FoundationEssentials
import HTTPClient
import HTTPServer
import JSON
import KafkaClient
import Kernel
import Messaging
import Observability
import Offers
import PostgresClient
import TestKit

@testable import OrdersAdapters

/// Orders as a whole: its machine, database, broker and HTTP, with the outside played by `World`.
final class WholeService: Sendable {
    static let laneCount = 2
    static let topics = [
        Topics.ordersEvents, Topics.accounts, Topics.catalogEvents, Topics.crowdsourcingEvents, Topics.refundsEvents,
        Topics.partnerDomainFulfilmentEvents,
    ]

    let clock = VirtualClock(at: Instant(rfc3339: "2026-11-21T08:00:00Z") ?? Instant(microseconds: 0))
    let world: World
    let machine: Machine
    let pool: PostgresPool
    private let broker: MockCluster
    private let server: Server
    private let producer: KafkaProducer
    private let client = OutboundHTTPClient()
    private let offerKeys: OfferKeys
    private let ids = Counter()
    /// What every answer is held against.
    private let interface: DescribedInterface

    init(_ schema: PostgresConfiguration) async throws {
        broker = try MockCluster()
        for topic in Self.topics { try broker.createTopic(topic, partitions: Self.laneCount) }
        let connection = try await PostgresConnection.connect(schema)
        try await MachineSchema.migrate(connection, service: OrdersService.migrations(), lanes: Self.laneCount)
        await connection.close()
        let options: KafkaOptions = [
            "bootstrap.servers": broker.bootstrapServers, "session.timeout.ms": "6000", "heartbeat.interval.ms": "1000",
        ]
        producer = try KafkaProducer(options: KafkaOptions.producer.with(options))
        world = try World()
        pool = PostgresPool(schema)
        offerKeys = try OfferKeys(configuration: "k1:\(Base64.encode([UInt8](repeating: 7, count: 32)))")
        let settings = OrdersSettings(
            providerName: "cashier", providerURL: world.url, callbackBaseURL: "http://orders",
            providerSecret: World.secret,
            isvKeys: ["V-1": "isv-key"], offerKeys: offerKeys,
            passwords: try SecretBox(keys: ["p1": [UInt8](repeating: 9, count: 32)], current: "p1"))
        let parts = OrdersWiring(
            settings, pool: pool, providerClient: client, vendorClient: client, now: { [clock] in clock.now() })
        var configuration = MachineConfiguration(
            database: schema, kafka: options, keyring: .ofTests, laneCount: Self.laneCount, instance: "one")
        configuration.pollMaxMs = 200
        machine = try Machine(
            parts.definition, configuration, clock: clock, monotonic: clock, logger: .silent,
            metrics: MetricsRegistry(), crash: .none)
        let application = Application(router: parts.router(machine), authenticator: HeaderAuthenticator())
        server = try Server.start(application, clock: VirtualClock())
        let document = try await client.send(OutboundRequest("GET", "http://127.0.0.1:\(server.port)/openapi.json"))
        interface = try DescribedInterface(try JSONValue(document.body))
    }

    func close() async {
        await producer.close(timeoutMs: 1_000)
        await server.shutdown(deadlineMs: 1_000)
        await world.close()
        client.close()
        await pool.close()
    }

    struct Answer {
        let status: Int
        let text: String
        let headers: [OutboundHeader]
        func read<Value: Decodable>(_: Value.Type = Value.self) throws -> Value {
            try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        }
    }

    /// - Parameters:
    ///   - who: as `HeaderAuthenticator` reads it: `A-1 buyer`.
    ///   - key: the Idempotency-Key; a new one for each call unless given.
    func call(
        _ method: String, _ path: String, _ body: String = "", as who: String? = "A-1 buyer", key: String? = nil,
        headers: [OutboundHeader] = []
    ) async throws -> Answer {
        var all = headers + [OutboundHeader("Content-Type", "application/json")]
        if let who { all.append(OutboundHeader("Authorization", who)) }
        if method == "POST", who != nil, key != "" {
            all.append(OutboundHeader("Idempotency-Key", key ?? "key-\(ids.next())"))
        }
        let response = try await client.send(
            OutboundRequest(method, "http://127.0.0.1:\(server.port)\(path)", headers: all, body: Array(body.utf8)))
        try interface.check(
            DescribedInterface.Answered(
                method, path, status: response.status, headers: response.headers.map { ($0.name, $0.value) },
                body: response.body))
        return Answer(
            status: response.status, text: String(decoding: response.body, as: UTF8.self), headers: response.headers)
    }

    /// A callback as the provider signs it.
    func callback(_ body: String, secret: [UInt8] = World.secret) async throws -> Int {
        let (timestamp, mac) = ProviderSignature(secret: secret).sign(Array(body.utf8), at: clock.now())
        return try await call(
            "POST", "/payment-callbacks/cashier", body, as: nil,
            headers: [OutboundHeader("X-Timestamp", timestamp), OutboundHeader("X-Signature", mac)]
        ).status
    }

    func token(_ offer: Offer) throws -> String { try OfferSigner(keys: offerKeys).sign(offer, keyID: "k1") }

    /// Puts a message of another service on its topic.
    func hear(_ message: some WireMessage) async throws {
        _ = try type(of: message).init(json: message.json())
        try await hear(message.json(), as: type(of: message), key: message.orderingKey)
    }

    /// Puts something on the topic of a type, whatever the contract says.
    func hear(_ payload: [UInt8], as type: any WireMessage.Type, key: String) async throws {
        var batch = RecordBatch()
        batch.append(key: Array(key.utf8).span, value: payload.span)
        for (name, value) in [
            ("ce_specversion", "1.0"), ("ce_id", "test-\(ids.next())"), ("ce_source", "/test"), ("ce_type", type.type),
            ("ce_time", clock.now().rfc3339),
        ] { batch.addHeader(name, value) }
        try await producer.send(batch, to: type.topic)
    }

    /// The account is gone, as identity says it: by a record without a payload.
    func bury(_ account: String) async throws {
        var batch = RecordBatch()
        batch.append(key: Array(account.utf8).span, value: nil)
        try await producer.send(batch, to: Topics.accounts)
    }

    /// Waits until a read gives what is wanted, letting virtual time pass a little; gives the last thing read.
    func eventually<Value>(_ read: () async throws -> Value, is wanted: (Value) -> Bool) async throws -> Value {
        for _ in 0..<1_500 {
            let value = try await read()
            if wanted(value) { return value }
            clock.advance(by: .milliseconds(200))
            machine.wake()
            try await Task.sleep(for: .milliseconds(20))
        }
        return try await read()
    }

    func advance(by span: Instant.Span) {
        clock.advance(by: span)
        machine.wake()
    }

    func order(_ id: String, as who: String = "A-1 buyer") async throws -> OrderView {
        try await call("GET", "/orders/\(id)", as: who).read()
    }

    func order(_ id: String, as who: String = "A-1 buyer", becomes status: String) async throws -> OrderView {
        try await eventually({ try await order(id, as: who) }, is: { $0.status == status })
    }

    /// Types of what was published of an order, in order.
    func published(_ orderID: String) async throws -> [String] {
        let rows = try await pool.withConnection {
            try await $0.query("SELECT type FROM event WHERE key = \("order/\(orderID)") ORDER BY version")
        }
        return try rows.map {
            try $0.get(0, String.self).split(separator: ".").dropFirst(2).first.map(String.init) ?? ""
        }
    }

    /// The ledger's balances, as the operator reads them; its sum must be zero.
    func ledger() async throws -> [String: Int64] {
        let page: MoneyQueries.LedgerPage = try await call("GET", "/ledger", as: "A-9 operator").read()
        guard page.sumFen == .zero else { throw LedgerOff() }
        return Dictionary(uniqueKeysWithValues: page.balances.map { ($0.account, $0.balanceFen.fen) })
    }

    struct LedgerOff: Error {}
}

/// Runs `body` against the whole service.
func withOrders(_ body: (WholeService) async throws -> Void) async throws {
    try await SchemaLease.withSchema { schema in
        let service = try await WholeService(schema)
        async let running: Void = service.machine.run()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(service)) } catch { outcome = .failure(error) }
        service.machine.stop()
        await running
        let said: Result<Void, any Error>
        do { said = .success(try await SaidEvents.check(in: service.pool, on: Topics.ordersEvents)) } catch {
            said = .failure(error)
        }
        await service.close()
        try outcome.get()
        try said.get()
    }
}

/// `account role[,role] [vendor] [sub=name] [policy=…]…` in place of a token.
struct HeaderAuthenticator: Authenticator {
    func authenticate(_ headers: HTTPHeaders) async throws(Problem) -> Principal? {
        guard let words = headers["Authorization"]?.split(separator: " ").map(String.init), words.count >= 2 else {
            return nil
        }
        func values(_ name: String) -> [String] {
            words.filter { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
        }
        return Principal(
            account: words[0], subAccount: values("sub").first,
            roles: Set(words[1].split(separator: ",").map { Role(rawValue: String($0)) }),
            policies: Set(values("policy")), vendor: values("vendor").first)
    }
}
