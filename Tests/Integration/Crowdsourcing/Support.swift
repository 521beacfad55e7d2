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

/// A service with two vendors and a product, and what its tests do again and again.
enum Support {
    static let buyerPhone = "13800138000"
    static let vendorPhone = "13900139000"

    static func withService(_ body: (ServiceBench, FakeRelay) async throws -> Void) async throws {
        let fake = FakeRelay()
        let vault = DemandVault(
            try SecretBox(keys: ["k1": [UInt8](repeating: 7, count: 32)], current: "k1"),
            digestKey: Array("digest key of the tests".utf8))
        try await fake.serve { url in
            let relay = PhoneRelay(url: url, key: "relay-key", vault: vault, client: OutboundHTTPClient())
            try await ServiceBench.run(
                migrations: try CrowdsourcingService.migrations(),
                definition: { _, _ in CrowdsourcingService.definition(vault: vault, relay: relay) },
                router: { machine, pool, _ in
                    CrowdsourcingService.router(
                        desk: CommandDesk(machine), queries: PostgresDemandQueries(machine, pool), vault: vault)
                }
            ) { service in
                try await introduce(service)
                try await body(service, fake)
            }
        }
    }

    /// Vendors V-1 (account A-2) and V-2, and V-1's product, arrive by their topics.
    static func introduce(_ service: ServiceBench) async throws {
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

    static func prove(_ service: ServiceBench, _ fake: FakeRelay) async throws {
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

    static func publish(_ service: ServiceBench, target: String? = nil) async throws -> String {
        var members: JSONMembers = [
            "market": "websites", "subtype": "企业展示", "sentence": "秘密的一句话", "budget": "5000-10000", "acceptsRules": true,
        ]
        members["targetVendorId"] = target.map(JSONValue.string)
        let answer = try await service.request(
            "POST", "/demands", as: "A-1 buyer", key: "demand", body: .object(members))
        #expect(answer.status == 201)
        return try answer.body.string(at: "/demandId")
    }

    static let lines: JSONValue = [["productId": "P-1", "choiceId": "basic", "amountFen": 420_000]]

    /// From a new demand to a proposal of V-1 that its buyer has accepted; gives the demand's id and what orders was told.
    static func accept(_ service: ServiceBench, _ fake: FakeRelay) async throws -> (
        id: String, told: CrowdsourcingWire.ProposalAcceptedV1
    ) {
        try await prove(service, fake)
        let id = try await publish(service)
        _ = try await service.request("POST", "/vendor/demands/\(id)/grab", as: "A-2 vendor V-1")
        _ = try await service.request(
            "POST", "/vendor/demands/\(id)/proposals", as: "A-2 vendor V-1", key: "p1",
            body: ["title": "方案一", "lines": lines])
        let agreement = try await service.request("GET", "/service-agreement").body
        let shown = try await service.request("GET", "/demands/\(id)", as: "A-1 buyer")
        let accepted = try await service.request(
            "POST", "/demands/\(id)/acceptance", as: "A-1 buyer", key: "a1",
            body: [
                "proposalId": shown.body.at("/proposals/0/proposalId") ?? .null, "version": 1, "totalFen": 420_000,
                "agreement": ["version": agreement["version"] ?? .null, "digest": agreement["digest"] ?? .null],
            ])
        #expect(accepted.status == 200)
        let told = try await service.published(4).last as? CrowdsourcingWire.ProposalAcceptedV1
        return (id, try #require(told))
    }
}
