import Crypto
import CrowdsourcingAdapters
import EventContracts
import HTTPClient
import JSON
import Kernel
import Observability
import PostgresClient
import Runtime
import TestKit
import Testing

@Suite("Crowdsourcing") struct DemandFlowTests {
    static let buyerPhone = "13800138000"
    static let vendorPhone = "13900139000"

    private func withService(_ body: (ServiceBench, FakeRelay) async throws -> Void) async throws {
        let fake = FakeRelay()
        let vault = try PhoneVault(
            keys: ["k1": [UInt8](repeating: 7, count: 32)], current: "k1",
            digestKey: Array("digest key of the tests".utf8))
        try await fake.serve { url in
            let relay = PhoneRelay(url: url, key: "relay-key", vault: vault, client: OutboundHTTPClient())
            try await ServiceBench.run(
                migrations: try CrowdsourcingService.migrations(),
                definition: { _, _ in CrowdsourcingService.definition(vault: vault, relay: relay) },
                router: { machine, pool, _ in
                    CrowdsourcingService.router(
                        desk: CommandDesk(machine), queries: PostgresDemandQueries(pool), vault: vault)
                }
            ) { service in
                try await introduce(service)
                try await body(service, fake)
            }
        }
    }

    /// Vendors V-1 (account A-2) and V-2, and V-1's product, arrive by their topics.
    private func introduce(_ service: ServiceBench) async throws {
        let at = service.clock.now()
        for (account, vendor) in [("A-2", "V-1"), ("A-4", "V-2")] {
            let message = AccountsWire.AccountChangedV1(
                accountId: account, name: "服务商\(vendor)", roles: [.vendor], verification: .enterprise, isClosed: false,
                at: at, phone: Self.vendorPhone,
                vendorId: vendor)
            try await service.publish(message, id: "a-\(account)")
        }
        let product = CatalogWire.ProductListedV1(
            productId: "P-1", version: 1, name: "网站", summary: "", type: .humanService, categoryId: "1",
            vendorId: "V-1", vendorName: "服务商",
            choices: [.init(choiceId: "basic", specification: "基础版", billing: .once, unitPriceFen: Money(yuan: 1))],
            deliverySteps: [],
            agreement: .init(version: "1", digest: String(repeating: "d", count: 64), source: .vendorText),
            allowsCredit: true,
            hasFiveDayRefund: false, guideUrl: "", at: at)
        try await service.publish(product, id: "p-1")
        let arrived: SQL = "SELECT (SELECT count(*) FROM account) + (SELECT count(*) FROM listed_product)"
        #expect(
            try await service.eventually {
                try await service.pool.withConnection { try await $0.query(arrived)[0].get(0, Int.self) } == 3
            })
    }

    private func prove(_ service: ServiceBench, _ fake: FakeRelay) async throws {
        let asked = try await service.request(
            "POST", "/phone-proof", as: "A-1 buyer", body: ["phone": .string(Self.buyerPhone)])
        #expect(asked.status == 202)
        #expect(try await service.eventually { !fake.asked.isEmpty })
        let code = try #require(fake.asked.last).body.at("/parameters/code")?.string ?? ""
        let wrong = code == "000000" ? "111111" : "000000"
        #expect(
            try await service.request("POST", "/phone-proof/check", as: "A-1 buyer", body: ["code": .string(wrong)])
                .status == 422)
        #expect(
            try await service.request("POST", "/phone-proof/check", as: "A-1 buyer", body: ["code": .string(code)])
                .body["isProven"] == true)
    }

    private func publish(_ service: ServiceBench, target: String? = nil) async throws -> String {
        var members: JSONMembers = [
            "market": "websites", "subtype": "企业展示", "sentence": "秘密的一句话", "budget": "5000-10000", "acceptsRules": true,
        ]
        members["targetVendorId"] = target.map(JSONValue.string)
        let answer = try await service.request(
            "POST", "/demands", as: "A-1 buyer", key: "demand", body: .object(members))
        #expect(answer.status == 201)
        return try answer.body.string(at: "/demandId")
    }

    private static let lines: JSONValue = [["productId": "P-1", "choiceId": "basic", "amountFen": 420_000]]

    @Test(
        "CRW-01 CRW-03 CRW-04 CRW-05 CRW-06 From a proven phone over grab, call and proposal to an accepted total that orders can read"
    )
    func story() async throws {
        try await withService { service, fake in
            try await prove(service, fake)
            let id = try await publish(service)
            #expect(
                try await service.request("POST", "/vendor/demands/\(id)/grab", as: "A-2 vendor V-1").body["phase"]
                    == "talking")

            #expect(
                try await service.request(
                    "POST", "/demands/\(id)/calls", as: "A-1 buyer", key: "c1", body: ["vendorId": "V-1"]
                ).status == 202)
            #expect(
                try await service.eventually {
                    try await service.request("GET", "/vendor/demands/\(id)", as: "A-2 vendor V-1").body.at(
                        "/call/relayNumber") == "17000000009"
                })
            let binding = try #require(fake.asked.last)
            #expect(
                binding.key == "relay-key" && binding.body["a"] == .string(Self.buyerPhone)
                    && binding.body["b"] == .string(Self.vendorPhone))

            let path = "/vendor/demands/\(id)/proposals"
            let made = try await service.request(
                "POST", path, as: "A-2 vendor V-1", key: "p1", body: ["title": "方案一", "lines": Self.lines])
            let proposalPath = try #require(made.header("Location"))
            let cheaper: JSONValue = [["productId": "P-1", "choiceId": "basic", "amountFen": 400_000]]
            #expect(
                try await service.request("PUT", proposalPath, as: "A-2 vendor V-1", body: ["lines": cheaper]).status
                    == 200)
            let shown = try await service.request("GET", "/demands/\(id)", as: "A-1 buyer")
            #expect(shown.body.at("/proposals/0/versions/1/totalFen") == 400_000)

            let agreement = try await service.request("GET", "/service-agreement").body
            func accept(_ version: Int64, _ fen: Int64, key: String) async throws -> ServiceBench.Answer {
                try await service.request(
                    "POST", "/demands/\(id)/acceptance", as: "A-1 buyer", key: key,
                    body: [
                        "proposalId": shown.body.at("/proposals/0/proposalId") ?? .null, "version": .int(version),
                        "totalFen": .int(fen),
                        "agreement": [
                            "version": agreement["version"] ?? .null, "digest": agreement["digest"] ?? .null,
                        ],
                    ])
            }
            let stale = try await accept(1, 420_000, key: "a1")
            #expect(stale.status == 409 && stale.body["rule"] == "CRW-06")
            #expect(try await accept(2, 400_000, key: "a2").status == 200)
            let events = try await service.published(5)
            let message = try #require(events.last as? CrowdsourcingWire.ProposalAcceptedV1)
            #expect(message.orderingKey == id)
            #expect(
                message.totalFen == Money(fen: 400_000) && message.vendorName == "服务商V-1"
                    && message.lines.map(\.productName) == ["网站"])
            try await checkPhonesAreNowhere(service, events)
        }
    }

    @Test("CRW-02 A targeted demand is in no other vendor's list, detail or event")
    func targeted() async throws {
        try await withService { service, fake in
            try await prove(service, fake)
            let id = try await publish(service, target: "V-1")
            func count(_ asker: String) async throws -> Int? {
                try await service.request("GET", "/vendor/demands", as: asker).body["demands"]?.array?.count
            }
            #expect(try await count("A-2 vendor V-1") == 1)
            #expect(try await count("A-4 vendor V-2") == 0)
            #expect(try await service.request("GET", "/vendor/demands/\(id)", as: "A-4 vendor V-2").status == 404)
            #expect(try await service.request("POST", "/vendor/demands/\(id)/grab", as: "A-4 vendor V-2").status == 404)
            #expect(try await service.request("GET", "/demands/\(id)", as: "A-9 buyer").status == 404)
            #expect(try await service.request("POST", "/vendor/demands/\(id)/grab", as: "A-2 vendor V-1").status == 200)
            let events = try await service.published(2)
            #expect(events.count == 2)
            for event in events {
                let text = String(decoding: event.json(), as: UTF8.self)
                #expect(
                    !text.contains("秘密") && !text.contains("V-1") && !text.contains("A-1") && !text.contains("websites")
                )
            }
        }
    }

    @Test(
        "CRW-01 A code comes though the relay fails at first, under one idempotency key; codes are limited; a demand needs a proof"
    )
    func codes() async throws {
        try await withService { service, fake in
            fake.fail(1)
            let content: JSONValue = ["market": "websites", "subtype": "企业展示", "sentence": "x", "acceptsRules": true]
            #expect(
                try await service.request("POST", "/demands", as: "A-1 buyer", key: "d", body: content).status == 403)
            #expect(
                try await service.request("POST", "/phone-proof", as: "A-1 buyer", body: ["phone": "12345"]).status
                    == 400)
            #expect(
                try await service.request(
                    "POST", "/phone-proof", as: "A-1 buyer", body: ["phone": .string(Self.buyerPhone)]
                ).status == 202)
            #expect(
                try await service.request(
                    "POST", "/phone-proof", as: "A-1 buyer", body: ["phone": .string(Self.buyerPhone)]
                ).status == 429)
            let isRepeated = try await service.eventually(step: .seconds(1)) { fake.asked.count >= 2 }
            #expect(isRepeated)
            #expect(Set(fake.asked.map(\.idempotencyKey)).count == 1)
        }
    }

    /// Every table of the schema, and every event, as text.
    private func checkPhonesAreNowhere(_ service: ServiceBench, _ events: [any WireMessage]) async throws {
        let tables = try await service.pool.withConnection {
            try await $0.query("SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()").map {
                try $0.get(0, String.self)
            }
        }
        #expect(tables.count > 10)
        for phone in [Self.buyerPhone, Self.vendorPhone] {
            // Of what identity says of accounts, the journal keeps the message as it came.
            for table in tables where phone == Self.buyerPhone || !table.hasPrefix("journal") {
                // Bytes are shown in hexadecimal, so the number is looked for in both writings.
                let (plain, hex) = ("%\(phone)%", "%\(Hex.encode(Array(phone.utf8)))%")
                let found = try await service.pool.withConnection {
                    try await $0.query(
                        "SELECT count(*) FROM \(identifier: table) t WHERE t::text LIKE \(plain) OR t::text LIKE \(hex)"
                    )[0].get(0, Int.self)
                }
                #expect(found == 0, "\(table) holds a phone number")
            }
            for event in events { #expect(!String(decoding: event.json(), as: UTF8.self).contains(phone)) }
        }
    }
}
