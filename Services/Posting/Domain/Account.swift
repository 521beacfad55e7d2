package import Kernel

/// An account that is posted to: the smallest aggregate there is.
package enum Account: Decider {
    package static let kind = "account"

    package struct State: Codable, Hashable, Sendable {
        package var id: String
        /// Counts postings, rejected ones included.
        package var postings: Int64
        package var balance: Money
        package var lastOrderID: String

        package init(id: String, postings: Int64 = 0, balance: Money = .zero, lastOrderID: String = "") {
            self.id = id
            self.postings = postings
            self.balance = balance
            self.lastOrderID = lastOrderID
        }
    }

    package enum Direction: String, Codable, Sendable {
        case credit, debit
    }

    package enum Outcome: String, Codable, Sendable {
        case credited, debited, rejected
    }

    package struct Posting: Codable, Sendable {
        package let orderID: String
        package let amount: Money
        package let direction: Direction
        package let at: Instant

        package init(orderID: String, amount: Money, direction: Direction, at: Instant) {
            self.orderID = orderID
            self.amount = amount
            self.direction = direction
            self.at = at
        }
    }

    package enum Input: Codable, Sendable {
        case post(Posting, messageID: String)
    }

    package enum Event: Codable, Sendable {
        case posted(Posting, Outcome, messageID: String)
    }

    package static func initial(_ id: String) -> State { State(id: id) }

    package static func decide(_ state: State, _ input: Input, _ cause: Cause) throws(Rejection) -> Decision<Account> {
        switch input {
        case .post(let posting, let messageID):
            Decision(.posted(posting, outcome(of: posting, balance: state.balance), messageID: messageID))
        }
    }

    package static func evolve(_ state: inout State, _ event: Event, at instant: Instant) {
        switch event {
        case .posted(let posting, let outcome, _):
            state.postings += 1
            state.lastOrderID = posting.orderID
            switch outcome {
            case .credited: state.balance += posting.amount
            case .debited: state.balance -= posting.amount
            case .rejected: break
            }
        }
    }

    /// A balance never falls below zero nor rises above what a message may hold: what would take it there is rejected, and says so.
    private static func outcome(of posting: Posting, balance: Money) -> Outcome {
        switch posting.direction {
        case .credit: (balance + posting.amount).isWithinLimit ? .credited : .rejected
        case .debit: balance >= posting.amount ? .debited : .rejected
        }
    }
}
