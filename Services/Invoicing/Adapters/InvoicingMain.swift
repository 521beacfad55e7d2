import InvoicingApplication
import InvoicingDomain
import Runtime

/// The whole program.
package func invoicingMain() -> Never {
    runService(name: InvoicingService.name, variables: InvoicingConfiguration.all) { context in
        let pool = context.postgresPool()
        let documents = DocumentStore(try context.secretBox(), pool)
        let platform = Issuer(
            name: context.configuration[InvoicingConfiguration.sellerName],
            taxNumber: context.configuration[InvoicingConfiguration.sellerTaxNumber])
        let machine = try context.machine(InvoicingService.definition(press: InvoicePress(documents)))
        let queries = PostgresInvoiceQueries(machine, pool, documents)
        let applying = Applying(
            queries: queries, platform: platform, series: context.configuration[InvoicingConfiguration.series])
        let router = InvoicingService.router(desk: CommandDesk(machine), queries: queries, applying: applying)
        return [context.component(machine), context.httpServer(router, authenticator: try context.authenticator())]
    }
}
