import DomainTestKit
import Kernel
import PostingDomain
import Testing

@Suite("An account that is posted to")
struct AccountTests {
    @Test("A credit raises the balance and is counted")
    func credit() throws {
        var account = Story()
        #expect(try account.post(.credit, fen: 700) == .credited)
        #expect(account.state == Account.State(id: "A-1", postings: 1, balance: Money(fen: 700), lastOrderID: "O-1"))
    }

    @Test(
        "A debit is booked down to zero, and rejected one fen below",
        arguments: [(700, Account.Outcome.debited, 0), (701, .rejected, 700)])
    func debit(fen: Int64, outcome: Account.Outcome, balance: Int64) throws {
        var account = Story()
        try account.post(.credit, fen: 700)
        #expect(try account.post(.debit, fen: fen) == outcome)
        #expect(account.state.balance == Money(fen: balance))
    }

    @Test("A credit is booked up to the largest amount a message may hold, and rejected one fen above")
    func limit() throws {
        var account = Story()
        try account.post(.credit, fen: 1)
        #expect(try account.post(.credit, fen: Money.limit.fen) == .rejected)
        #expect(try account.post(.credit, fen: Money.limit.fen - 1) == .credited)
        #expect(account.state.balance == .limit)
        #expect(try account.post(.credit, fen: .max) == .rejected)
    }

    @Test("A rejected posting is counted too: its outcome is a fact that others read")
    func rejected() throws {
        var account = Story()
        #expect(try account.post(.debit, fen: 1) == .rejected)
        #expect(account.state.postings == 1)
        #expect(account.state.balance == .zero)
    }

    @Test("The same input on the same state gives the same decision")
    func pure() throws {
        var one = Story(), other = Story()
        for story in [7, 70, 8].map(Int64.init) {
            try one.post(.credit, fen: story)
            try other.post(.credit, fen: story)
        }
        #expect(one.state == other.state)
    }
}

/// An account and what happened to it so far.
private struct Story {
    private var account = Scenario<Account>("A-1", at: Instant(microseconds: 1_790_000_000_000_000))

    var state: Account.State { account.state }

    @discardableResult
    mutating func post(_ direction: Account.Direction, fen: Int64) throws -> Account.Outcome {
        let posting = Account.Posting(
            orderID: "O-1", amount: Money(fen: fen), direction: direction, at: account.now)
        switch try #require(account.take(.post(posting, messageID: "message-1")).events.first) {
        case .posted(_, let outcome, _): return outcome
        }
    }
}
