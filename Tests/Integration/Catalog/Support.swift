import CatalogAdapters
import CatalogApplication
import CatalogDomain
import Crypto
import JSON
import Kernel
import Offers
import PostgresClient
import Runtime
import TestKit

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
            try await body(catalog)
        }
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
            "vendorName": "示例服务商", "name": .string(name), "summary": "从设计到上线", "type": "human-service",
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
