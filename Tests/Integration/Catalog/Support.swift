import CatalogAdapters
import CatalogApplication
import CatalogDomain
import Crypto
import EventContracts
import JSON
import Kernel
import Messaging
import Observability
import Offers
import PostgresClient
import Runtime
import TestKit
import Testing

enum Support {
    static let offerKeys = "k1:" + String(repeating: "A", count: 43) + "="

    static func withCatalog(_ body: (ServiceBench) async throws -> Void) async throws {
        try await createExtension()
        let keys = try OfferKeys(configuration: offerKeys)
        try await ServiceBench.run(
            migrations: try CatalogService.migrations(), definition: { _, _ in CatalogService.definition }
        ) { machine, pool, clock in
            let names = CatalogService.nameRules(suffixList: "com\nnet\norg\ncn\ncom.cn\nde\n")
            let queries = PostgresCatalogQueries(machine, pool, names: names)
            return CatalogService.router(
                desk: CommandDesk(machine), queries: queries, names: names,
                ingestion: CatalogService.feedIngestion(
                    machine, database: pool.connectionConfiguration,
                    settings: FeedIngestion.Settings(names: names, removalShareMaxPercent: 30), clock: clock),
                offers: OfferDesk(queries: queries, names: names, keys: keys, lifetime: .minutes(30), clock: clock))
        } _: { catalog in
            try await catalog.pool.withConnection { try await CatalogSeed.apply(on: $0) }
            for (account, vendor) in [("A-2", "V-1"), ("A-9", "V-9")] { try await announce(account, vendor, catalog) }
            try await body(catalog)
        }
    }

    /// Identity tells of a vendor's account; returns once the catalog knows it under the name.
    static func announce(_ account: String, _ vendor: String?, name: String = "示例服务商", _ catalog: ServiceBench)
        async throws
    {
        let message = AccountsWire.AccountChangedV1(
            accountId: account, name: name, roles: [.vendor], verification: .enterprise, isClosed: vendor == nil,
            at: catalog.clock.now(), vendorId: vendor)
        try await catalog.publish(message, id: "\(account) is \(vendor ?? "closed") \(name)")
        let accounts = catalog.machine.reader(Account.self, catalog.pool)
        let wanted = Account.State(vendorID: vendor, name: vendor == nil ? "" : name)
        // The clock stays where the test set it.
        #expect(try await catalog.eventually(step: .seconds(0)) { try await accounts.state(account)?.state == wanted })
    }

    /// What `marketctl migrate` does before the schema is made.
    private static func createExtension() async throws {
        let connection = try await PostgresConnection.connect(try SchemaLease.serverConfiguration())
        // Tests beside this one do the same; both statements are one transaction.
        try await connection.executeScript(
            trusted:
                "SELECT pg_advisory_xact_lock(hashtextextended('pg_trgm', 0)); CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public"
        )
        await connection.close()
    }

    static func service(_ name: String, fen: Int64 = 300_000) -> JSONValue {
        [
            "name": .string(name), "summary": "从设计到上线", "type": "human-service",
            "categoryId": "52738005",
            "choices": [["choiceId": "basic", "specification": "基础版", "billing": "once", "priceFen": .int(fen)]],
            "validityMonths": 3,
            "deliverySteps": [
                ["name": "提交需求", "actor": "buyer"], ["name": "开发", "actor": "vendor", "needsBuyerConfirmation": true],
            ],
            "agreement": ["source": "platform-template", "text": "服务协议"], "hasFiveDayRefund": true,
        ]
    }

    /// Makes a product and puts it on sale; gives its id.
    static func list(_ product: JSONValue, key: String, _ catalog: ServiceBench) async throws -> String {
        let created = try await catalog.request(
            "POST", "/vendor/products", as: "A-2 vendor V-1", key: key, body: product)
        try #require(created.status == 201, "\(created.body)")
        let id = try created.body.string(at: "/productId")
        for (path, asker) in [
            ("/vendor/products/\(id)/submission", "A-2 vendor V-1"),
            ("/operator/products/\(id)/testing-passed", "A-3 operator"),
            ("/operator/products/\(id)/approval", "A-3 operator"),
        ] { _ = try await catalog.request("POST", path, as: asker) }
        return id
    }

    /// A feed with its trailer.
    static func feed(_ kind: String, at instant: String, _ lines: [String], partner: String = "sedo") -> [UInt8] {
        let text = ["domain-feed|1|\(kind)|\(partner)|\(instant)"] + lines
        let bytes = Array((text.joined(separator: "\n") + "\n").utf8)
        return bytes + Array("end|\(lines.count)|\(Hex.encode(Digest.sha256(bytes)))\n".utf8)
    }
}
