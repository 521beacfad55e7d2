import EventContracts
import Messaging
import PostingDomain

/// What the world hears of an account.
func published(_ event: Account.Event, _ context: EventContext<Account>) -> PostingWire.AccountPostedV1 {
    switch event {
    case .posted(let posting, let outcome, let messageID):
        PostingWire.AccountPostedV1(
            accountId: context.id, orderId: posting.orderID, version: context.state.postings,
            balance: context.state.balance,
            outcome: .init(word: outcome.rawValue), causationId: messageID, currency: .cny,
            at: posting.at)
    }
}
