package import HTTPServer
import Messaging
package import Observability
package import RefundsApplication
import RefundsDomain
package import Runtime

extension RefundsService {
    /// Puts the service together.
    package static func build(_ context: ServiceContext) throws -> [Component] {
        let machine = try context.machine(definition())
        let queries = PostgresRefundQueries(machine, context.postgresPool())
        let server = context.httpServer(
            router(CommandDesk(machine), queries, context.wallClock), authenticator: try context.authenticator())
        return [context.component(machine), server]
    }

    package static func router(_ desk: CommandDesk, _ queries: any RefundQueries, _ clock: any WallClock) -> Router {
        let submit: SubmitCommand = { orderID, input, request in
            try await desk.submit(Guarantee.self, id: orderID, input, from: request).representation
        }
        var router = Router()
        BuyerRoutes(queries: queries, submit: submit, clock: clock).add(to: &router)
        OperatorRoutes(queries: queries, submit: submit).add(to: &router)
        router.describe(
            as: InterfaceDescription(
                title: "Refunds", version: "1.0.0", summary: "What can be given back, and the cases of refunds."))
        return router
    }
}

/// The program.
package func refundsMain() -> Never {
    runService(name: RefundsService.name) { try RefundsService.build($0) }
}
