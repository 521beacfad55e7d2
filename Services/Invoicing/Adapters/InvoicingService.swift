package import HTTPServer
package import InvoicingApplication
import InvoicingDomain
package import Messaging
package import PostgresClient
package import Runtime

/// Invoicing as the machine runs it.
package enum InvoicingService {
    package static let name = "invoicing"

    /// What it reads of others.
    package static var inbound: [InboundRoute] { InboundEvents.routes }

    package static func definition(press: InvoicePress) -> ServiceDefinition {
        ServiceDefinition(
            name: name,
            aggregates: [
                AggregateDefinition(Invoiceable.self, publish: { published($0, $1) }, project: { projected($0, $1) }),
                AggregateDefinition(
                    InvoiceApplication.self, publish: { published($0, $1) }, project: { projected($0, $1) },
                    represent: { InvoiceJSON.outcome($0) }),
                AggregateDefinition(Account.self),
                AggregateDefinition(Arrears.self, project: { projected($0, $1) }),
                AggregateDefinition(SerialCounter.self),
                AggregateDefinition(BillingProfile.self),
                AggregateDefinition(AddressBook.self),
                AggregateDefinition(VendorIssuing.self),
            ],
            inbound: inbound, effects: [press.effect])
    }

    /// The service's own tables, beside the machine's.
    package static func migrations() throws(PostgresError) -> [Migration] {
        [try Migration(fileName: "V0001_invoicing.sql", sql: PackageResources.V0001_invoicing_sql)]
    }

    /// Everything invoicing answers by HTTP.
    package static func router(desk: CommandDesk, queries: any InvoiceQueries, applying: Applying) -> Router {
        var router = Router()
        ProfileRoutes(desk: desk, queries: queries).add(to: &router)
        ApplicationRoutes(desk: desk, queries: queries, applying: applying).add(to: &router)
        InvoiceRoutes(desk: desk, queries: queries).add(to: &router)
        IssuerRoutes(desk: desk, queries: queries).add(to: &router)
        router.describe(
            as: InterfaceDescription(
                title: "Invoicing", version: "1.0.0",
                summary: "What can be invoiced, applications, invoices and their files."))
        return router
    }
}
