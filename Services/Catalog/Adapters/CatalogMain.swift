package import CatalogApplication
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
        let queries = PostgresCatalogQueries(context.postgresPool(settings: PostgresCatalogQueries.settings))
        let ingestion = CatalogService.feedIngestion(machine, database: context.postgresConfiguration)
        let offers = OfferDesk(
            queries: queries,
            keys: context.configuration[CatalogConfiguration.offerKeys],
            lifetime: context.configuration[CatalogConfiguration.offerLifetime], clock: context.wallClock)
        let router = CatalogService.router(
            desk: CommandDesk(machine), queries: queries, ingestion: ingestion, offers: offers)
        return [
            context.component(machine), telling(ingestion, context.logger),
            context.httpServer(router, authenticator: try context.authenticator()),
        ]
    }
}

extension CatalogService {
    /// Everything catalog answers by HTTP.
    package static func router(
        desk: CommandDesk, queries: any CatalogQueries, ingestion: FeedIngestion, offers: OfferDesk
    ) -> Router {
        var router = Router()
        SearchRoutes(queries: queries).add(to: &router)
        OfferRoutes(desk: offers).add(to: &router)
        ProductRoutes(desk: desk, queries: queries).add(to: &router)
        ListingRoutes(desk: desk, ingestion: ingestion).add(to: &router)
        router.describe(
            as: InterfaceDescription(
                title: "Catalog", version: "1.0.0", summary: "What is for sale, at what price, and what partners list.")
        )
        return router
    }
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
