import EventContracts
package import Messaging
import PostingDomain
package import PostgresClient

/// How postings come in and go out.
package enum PostingService {
    package static let name = "posting"

    /// The service's own tables, beside the machine's.
    package static func migrations() throws(PostgresError) -> [Migration] {
        [try Migration(fileName: "V0001_accounts.sql", sql: PackageResources.V0001_accounts_sql)]
    }

    /// - Parameters:
    ///   - commandsTopic, commandType: where postings come from, and under which CloudEvents type; other producers use their own names.
    package static func definition(
        commandsTopic: String = Topics.postingCommands, commandType: String = PostingWire.PostAmountV1.type
    ) -> ServiceDefinition {
        ServiceDefinition(
            name: name,
            aggregates: [
                AggregateDefinition(
                    Account.self, state: AccountState.format, publish: published,
                    represent: { AccountState.encode($0) })
            ],
            inbound: inboundRoutes(commandsTopic: commandsTopic, commandType: commandType))
    }
}
