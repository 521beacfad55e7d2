import DomainTestKit
import Kernel
import PostingDomain
import Testing

@Suite("A walk finds what must not be")
struct WalkFindingTests {
    private static let course: Course<Account> = {
        let posting = Account.Posting(
            orderID: "O-1", amount: Money(fen: 700), direction: .credit,
            at: Instant(microseconds: 1_790_000_000_000_000))
        return Course("A-1", [.post(posting, messageID: "message-1")])
    }()

    private func finding(
        _ courses: [Course<Account>] = [Self.course], _ plant: (inout Walk<Account>) -> Void = { _ in }
    ) -> String {
        var walk = Walk(Account.self, courses: courses)
        walk.cumulative = ["post"]
        plant(&walk)
        return walk.finding(seed: 1) ?? ""
    }

    @Test("An input that no course has")
    func noCourse() {
        #expect(finding([]).contains(#"no course has these inputs: ["post"]"#))
    }

    @Test("A second event for the same input, with the inputs that led there and the seed")
    func twice() {
        let finding = finding { $0.cumulative = [] }
        #expect(finding.contains("'post' came a second time, and a second time happened"))
        #expect(finding.contains("message-1") && finding.contains("WALK_SEED=1"))
    }

    @Test("What the test says is wrong with a state")
    func fault() {
        #expect(finding { $0.fault = { $0.balance > .zero ? "too rich" : nil } }.contains("too rich"))
    }

    @Test("A terminal state that is left")
    func terminal() {
        #expect(finding { $0.isTerminal = { $0.postings == 1 } }.contains("a terminal state was left"))
    }

    @Test("Names that are no inputs, and inputs that are called idle and are not")
    func names() {
        #expect(finding { $0.cumulative = ["post", "send"] }.contains("has no case named [\"send\"]"))
        #expect(finding { $0.idle = ["post"] }.contains("something does follow from [\"post\"]"))
    }

    @Test("Nothing, where nothing is wrong")
    func nothing() { #expect(finding().isEmpty) }
}
