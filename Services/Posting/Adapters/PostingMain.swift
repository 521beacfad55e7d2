import EventContracts
import Messaging
import PostingDomain
import Runtime

/// The whole program.
package func postingMain() -> Never {
    runService(name: PostingService.name, variables: PostingConfiguration.all) { context in
        let topic = context.configuration[PostingConfiguration.commandsTopic]
        let machine = try context.machine(
            PostingService.definition(commandsTopic: topic, commandType: context.configuration[PostingConfiguration.commandType]),
            eventsTopic: context.configuration[PostingConfiguration.eventsTopic])
        let settings = context.configuration
        guard settings[.jwksFile] != nil || settings[.jwksURL] != nil else {
            // Without keys nobody could be let in: it works by its topics alone, as in the benchmark.
            return [context.component(machine)]
        }
        let accounts = StoredAccounts(reader: AggregateReader(Account.self, pool: context.postgresPool(), codec: AccountState.codec))
        let server = context.httpServer(AccountRoutes(queries: accounts).router, authenticator: try context.authenticator())
        return [context.component(machine), server]
    }
}

/// What this service is configured by, besides the standard variables.
enum PostingConfiguration {
    static let commandsTopic = ConfigurationVariable<String>(
        "POSTING_COMMANDS_TOPIC", .text(example: Topics.postingCommands), default: Topics.postingCommands, meaning: "Topic that brings postings.")
    static let commandType = ConfigurationVariable<String>(
        "POSTING_COMMAND_TYPE", .text(example: PostingWire.PostAmountV1.type), default: PostingWire.PostAmountV1.type,
        meaning: "CloudEvents type of a posting.")
    static let eventsTopic = ConfigurationVariable<String?>.optional(
        "POSTING_EVENTS_TOPIC", .text(example: Topics.postingEvents), meaning: "Topic that takes the outcomes; the service's own if unset.")

    static let all: [any ConfigurationEntry] = [commandsTopic, commandType, eventsTopic]
}
