import DomainTestKit
import Kernel
import PartnerDomainFulfilmentDomain
import Testing

@Suite("What is kept of an account") struct AccountTests {
    @Test("Nothing is kept of an account that is gone, once; one that comes back is kept again")
    func forgotten() throws {
        var account = Scenario<Account>("A-1", at: .paid)
        let facts = Account.State(mailAddress: "a@example.com", templatesWithPapers: ["T-1"])
        try account.take(.changed(facts))
        #expect(try account.take(.forgotten).events == [.forgotten])
        #expect(account.state.mailAddress == nil && account.state.templatesWithPapers.isEmpty)
        #expect(account.state.isForgotten)
        #expect(try account.take(.forgotten).events.isEmpty)
        try account.take(.changed(facts))
        #expect(account.state == facts)
    }

    @Test("An account that was never told of can be forgotten, so that nobody waits for its address")
    func unknown() throws {
        var account = Scenario<Account>("A-1", at: .paid)
        #expect(try account.take(.forgotten).events == [.forgotten])
    }
}
