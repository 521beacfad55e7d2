import EventContracts
import Messaging
import PostingDomain

/// Which messages concern accounts, and what they mean to one.
func inboundRoutes(commandsTopic: String, commandType: String) -> [InboundRoute] {
    [
        InboundRoute(commandsTopic, PostingWire.PostAmountV1.self, named: commandType) { message, context in
            [Delivery(Account.self, id: message.accountId, input: .post(posting(message), messageID: context.eventID))]
        }
    ]
}

private func posting(_ message: PostingWire.PostAmountV1) -> Account.Posting {
    Account.Posting(
        orderID: message.orderId, amount: message.amount, direction: direction(message.kind), at: message.at)
}

private func direction(_ kind: PostingWire.PostAmountV1.Kind) -> Account.Direction {
    switch kind {
    case .credit: .credit
    case .debit: .debit
    }
}
