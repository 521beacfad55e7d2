import EventContracts
import Kernel
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
                    Account.self, stateCodec: AccountState.codec, publish: { event, context in posted(event, context) },
                    represent: { AccountState.encode($0) })
            ],
            inbound: [
                InboundRoute(commandsTopic, PostingWire.PostAmountV1.self, named: commandType) { message, context in
                    [Delivery(Account.self, id: message.accountId, input: .post(posting(message), messageID: context.eventID))]
                }
            ])
    }

    private static func posting(_ message: PostingWire.PostAmountV1) -> Account.Posting {
        Account.Posting(
            orderID: message.orderId, amount: message.amount, direction: message.kind == .debit ? .debit : .credit,
            currency: message.currency.word, at: message.at)
    }

    private static func posted(_ event: Account.Event, _ context: EventContext<Account>) -> PostingWire.AccountPostedV1 {
        switch event {
        case .posted(let posting, let outcome, let messageID):
            PostingWire.AccountPostedV1(
                accountId: context.id, orderId: posting.orderID, version: context.state.postings, balance: context.state.balance,
                outcome: .init(word: outcome.rawValue), causationId: messageID, currency: .init(word: posting.currency), at: posting.at)
        }
    }
}
