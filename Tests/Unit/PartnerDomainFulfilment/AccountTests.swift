import DomainTestKit
import Kernel
import PartnerDomainFulfilmentDomain
import Testing

@Suite("What is kept of an account") struct AccountTests {
    @Test("Nothing is kept of an account that is gone, once; one that comes back is kept again")
    func forgotten() throws {
        var account = Scenario<Account>("A-1", at: .paid)
        let facts = Account.State(mailAddress: .buyers, templatesWithPapers: ["T-1"])
        try account.take(.changed(facts))
        #expect(try account.take(.forgotten).events == [.forgotten])
        #expect(account.state.mailAddress == nil && account.state.templatesWithPapers.isEmpty)
        #expect(account.state.isForgotten)
        #expect(try account.take(.forgotten).events.isEmpty)
        try account.take(.changed(facts))
        #expect(account.state == facts)
    }

    @Test("What is said of an account is decided the same while its address is known and once it is forgotten")
    func replayed() throws {
        let first = Account.State(mailAddress: .buyers),
            second = Account.State(mailAddress: Personal("b@example.com", of: "A-1"))
        let known = try Self.deciding(first, second)
        let forgotten = try Self.deciding(
            Account.State(mailAddress: first.mailAddress?.forgotten),
            Account.State(mailAddress: second.mailAddress?.forgotten))
        #expect(known == 2 && forgotten == 2)
    }

    /// How many events follow from what is said one after the other.
    private static func deciding(_ facts: Account.State...) throws -> Int {
        var account = Scenario<Account>("A-1", at: .paid)
        return try facts.reduce(0) { try $0 + account.take(.changed($1)).events.count }
    }

    @Test("An account that was never told of can be forgotten, so that nobody waits for its address")
    func unknown() throws {
        var account = Scenario<Account>("A-1", at: .paid)
        #expect(try account.take(.forgotten).events == [.forgotten])
    }
}

extension Personal {
    static let buyers = Personal("a@example.com", of: "A-1")
}
