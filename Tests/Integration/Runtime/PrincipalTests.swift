import HTTPServer
import Runtime
import Testing

@Suite("Who asks") struct PrincipalTests {
    @Test("No two accounts or sub-accounts share a key, by which repeats of requests are recognised")
    func keys() {
        let askers = [
            Principal(account: "A"), Principal(account: "A", subAccount: ""), Principal(account: "A", subAccount: "b"),
            Principal(account: "A:b"), Principal(account: "A", subAccount: "b:c"),
            Principal(account: "A:b", subAccount: "c"), Principal(account: "A/b"), Principal(account: "A%3Ab"),
        ]
        #expect(Set(askers.map(\.key)).count == askers.count)
        #expect(Principal(account: "A", subAccount: "b").key == "A:b")
    }
}
