import EventContracts
import Messaging
import PostingDomain
import Runtime

/// The whole program.
package func postingMain() -> Never {
    runService(name: PostingService.name, variables: PostingConfiguration.all) { context in
        let topic = context.configuration[PostingConfiguration.commandsTopic]
        let machine = try context.machine(
            PostingService.definition(
                commandsTopic: topic, commandType: context.configuration[PostingConfiguration.commandType]),
            eventsTopic: context.configuration[PostingConfiguration.eventsTopic])
        let settings = context.configuration
        guard settings[.jwksFile] != nil || settings[.jwksURL] != nil else {
            // Without keys nobody could be let in: it works by its topics alone, as in the benchmark.
            return [context.component(machine)]
        }
        let accounts = StoredAccounts(reader: machine.reader(Account.self, context.postgresPool()))
        let server = context.httpServer(
            AccountRoutes(queries: accounts).router, authenticator: try context.authenticator())
        return [context.component(machine), server]
    }
}
