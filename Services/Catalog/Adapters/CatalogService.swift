package import CatalogApplication
package import CatalogDomain
import Crypto
import IDNA
import Kernel
package import Messaging
package import Observability
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
                AggregateDefinition(Account.self),
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

    /// Which names can be sold and looked for.
    ///
    /// - Parameter suffixList: the text of the public suffix list.
    package static func nameRules(suffixList: String) -> NameRules {
        NameRules(
            suffixes: SuffixList(suffixList, encode: IDNA.strict),
            encoding: NameEncoding(strict: IDNA.strict, mapped: IDNA.mapped, readable: IDNA.unicode))
    }

    /// Feeds that end in this machine.
    package static func feedIngestion(
        _ machine: Machine, database: PostgresConfiguration, settings: FeedIngestion.Settings, clock: any WallClock
    ) -> FeedIngestion {
        FeedIngestion(
            store: PostgresListingStore(database), settings: settings, now: { clock.now() },
            digest: { SHA256Digest() },
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
