package import CrowdsourcingApplication
import CrowdsourcingDomain
package import HTTPServer
package import Messaging
package import PostgresClient
package import Runtime

/// Crowdsourcing as the machine runs it.
package enum CrowdsourcingService {
    package static let name = "crowdsourcing"

    /// What it reads of others.
    package static func inbound(vault: DemandVault) -> [InboundRoute] { InboundEvents(vault: vault).routes }

    package static func definition(vault: DemandVault, relay: PhoneRelay) -> ServiceDefinition {
        ServiceDefinition(
            name: name,
            aggregates: [
                AggregateDefinition(
                    Demand.self, publish: { published($0, $1) }, project: { projected($0, $1) },
                    represent: { DemandJSON.outcome($0) }),
                AggregateDefinition(PhoneProof.self, represent: { DemandJSON.outcome($0) }),
                AggregateDefinition(PhoneShield.self),
                AggregateDefinition(Account.self, project: { projected($0, $1) }),
                AggregateDefinition(ListedProduct.self, project: { projected($0, $1) }),
            ],
            inbound: inbound(vault: vault), effects: relay.effects)
    }

    /// The service's own tables, beside the machine's.
    package static func migrations() throws(PostgresError) -> [Migration] {
        [try Migration(fileName: "V0001_crowdsourcing.sql", sql: PackageResources.V0001_crowdsourcing_sql)]
    }

    /// Everything crowdsourcing answers by HTTP.
    package static func router(desk: CommandDesk, queries: any DemandQueries, vault: DemandVault) -> Router {
        var router = Router()
        PublicRoutes().add(to: &router)
        PhoneRoutes(desk: desk, vault: vault).add(to: &router)
        BuyerRoutes(desk: desk, queries: queries).add(to: &router)
        VendorRoutes(desk: desk, queries: queries, vault: vault).add(to: &router)
        router.describe(
            as: InterfaceDescription(
                title: "Crowdsourcing", version: "1.0.0", summary: "Demands of buyers and proposals of vendors."))
        return router
    }
}
