package import CatalogApplication
package import CatalogDomain
package import HTTPServer
import Kernel
import Messaging
import Observability
import Offers
import PostgresClient
package import Runtime

/// The whole program.
package func catalogMain() -> Never {
    runService(name: CatalogService.name, variables: CatalogConfiguration.all) { context in
        let machine = try context.machine(CatalogService.definition)
        let names = try nameRules(context)
        let queries = PostgresCatalogQueries(
            machine, context.postgresPool(settings: PostgresCatalogQueries.settings), names: names)
        let ingestion = CatalogService.feedIngestion(
            machine, database: context.postgresConfiguration,
            settings: FeedIngestion.Settings(
                names: names,
                removalShareMaxPercent: context.configuration[CatalogConfiguration.removalShareMaxPercent]),
            clock: context.wallClock)
        let offers = OfferDesk(
            queries: queries, names: names,
            keys: context.configuration[CatalogConfiguration.offerKeys],
            lifetime: context.configuration[CatalogConfiguration.offerLifetime], clock: context.wallClock)
        let router = CatalogService.router(
            desk: CommandDesk(machine), queries: queries, names: names, ingestion: ingestion, offers: offers)
        return [
            context.component(machine), telling(ingestion, context.logger),
            context.httpServer(router, authenticator: try context.authenticator()),
        ]
    }
}

extension CatalogService {
    /// Everything catalog answers by HTTP.
    package static func router(
        desk: CommandDesk, queries: any CatalogQueries, names: NameRules, ingestion: FeedIngestion, offers: OfferDesk
    ) -> Router {
        var router = Router()
        SearchRoutes(queries: queries).add(to: &router)
        OfferRoutes(desk: offers).add(to: &router)
        ProductRoutes(desk: desk, queries: queries).add(to: &router)
        ListingRoutes(desk: desk, queries: queries, names: names, ingestion: ingestion).add(to: &router)
        FeedDecisionRoutes(ingestion: ingestion).add(to: &router)
        router.describe(
            as: InterfaceDescription(
                title: "Catalog", version: "1.0.0", summary: "What is for sale, at what price, and what partners list.")
        )
        return router
    }
}

private func nameRules(_ context: ServiceContext) throws -> NameRules {
    let path = context.configuration[CatalogConfiguration.suffixList]
    let bytes: [UInt8]
    do {
        bytes = try readFile(path)
    } catch {
        throw ConfigurationError(CatalogConfiguration.suffixList, "names a file that cannot be read: \(error.reason)")
    }
    let rules = SuffixList(String(decoding: bytes, as: UTF8.self), encode: { $0 })
    guard !rules.isEmpty else {
        throw ConfigurationError(CatalogConfiguration.suffixList, "names \(path), which holds no suffixes")
    }
    return CatalogService.nameRules(suffixList: String(decoding: bytes, as: UTF8.self))
}

/// Tells of feeds that were merged before a crash could be survived.
private func telling(_ ingestion: FeedIngestion, _ logger: Logger) -> Component {
    Component("feeds untold") { life in
        life.ready()
        while !life.isStopRequested {
            do {
                try await ingestion.tellUntold()
                break
            } catch {
                logger.warning("merged feeds cannot be told yet", error: error)
                guard await life.pause(milliseconds: 5_000) else { break }
            }
        }
        await life.stopRequested()
    }
}
