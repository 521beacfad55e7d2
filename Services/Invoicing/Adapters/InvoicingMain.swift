import InvoicingApplication
import InvoicingDomain
import Runtime

/// The whole program.
package func invoicingMain() -> Never {
    runService(name: InvoicingService.name, variables: InvoicingConfiguration.all) { context in
        let pool = context.postgresPool()
        let vault = InvoiceVault(try context.secretBox())
        let platform = Issuer(
            name: context.configuration[InvoicingConfiguration.sellerName],
            taxNumber: context.configuration[InvoicingConfiguration.sellerTaxNumber])
        let machine = try context.machine(InvoicingService.definition(press: InvoicePress(vault: vault, pool: pool)))
        let queries = PostgresInvoiceQueries(machine, pool)
        let applying = Applying(
            queries: queries, platform: platform, series: context.configuration[InvoicingConfiguration.series])
        let router = InvoicingService.router(
            desk: CommandDesk(machine), queries: queries, applying: applying, vault: vault)
        return [context.component(machine), context.httpServer(router, authenticator: try context.authenticator())]
    }
}
