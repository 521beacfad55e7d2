package import CatalogApplication
import CatalogDomain
import Crypto
package import Messaging
package import PostgresClient

/// Catalog as the machine runs it.
package enum CatalogService {
    package static let name = "catalog"

    package static var definition: ServiceDefinition {
        ServiceDefinition(
            name: name,
            aggregates: [
                AggregateDefinition(
                    Product.self, publish: { published($0, $1) }, project: { projected($0, $1) },
                    represent: { ProductJSON.bytes($0) }),
                AggregateDefinition(Deal.self),
                AggregateDefinition(DealCount.self, project: { projected($0, $1) }),
                AggregateDefinition(Feed.self, publish: { published($0, $1) }),
                AggregateDefinition(ListingWatch.self, publish: { published($0, $1) }, project: { projected($0, $1) }),
            ],
            inbound: InboundEvents.routes)
    }

    /// The service's own tables, beside the machine's.
    package static func migrations() throws(PostgresError) -> [Migration] {
        [try Migration(fileName: "V0001_catalog.sql", sql: PackageResources.V0001_catalog_sql)]
    }

    /// Feeds that end in this machine.
    package static func feedIngestion(_ machine: Machine, database: PostgresConfiguration) -> FeedIngestion {
        FeedIngestion(
            store: PostgresListingStore(database), digest: { SHA256Digest() },
            tell: { report in
                _ = try await machine.submit(
                    Feed.self, id: report.partner.rawValue, .ingested(report), inputID: report.runID)
            })
    }
}

struct SHA256Digest: FeedDigest {
    private let digest = StreamingDigest()

    mutating func update(_ bytes: ArraySlice<UInt8>) { digest.update(bytes) }

    mutating func hexadecimal() -> String { Hex.encode(digest.finish()) }
}
