import Testing

@Suite struct RuleTests {
    private static let rows = RulePage.rows(of: Repository.text(RulePage.path))
    private static let evidence = RuleEvidence(of: Repository.swift)

    @Test("The page of the rules has each of them once, in order of the chapters")
    func complete() {
        #expect(Set(Self.rows.map(\.id)) == RuleIDs.all)
        #expect(Self.rows.count == RuleIDs.all.count)
    }

    @Test("What the page says of a rule is what the sources say")
    func holds() {
        let faults = Self.rows.flatMap { row in
            Self.evidence.faults(of: row, untested: Ratchet.untestedRules).map {
                Finding(path: RulePage.path, line: row.line, what: "\(row.id): \($0)")
            }
        }
        #expect(faults.isEmpty, "\(listed(faults))")
    }

    @Test("Tests and comments name only rules that there are")
    func known() {
        let named = Set(Self.evidence.decided.keys).union(Self.evidence.proved.keys)
        #expect(named.isSubset(of: RuleIDs.all), "\(named.subtracting(RuleIDs.all).sorted()) are no rules.")
    }

    @Test("A rule that is allowed to go untested still does")
    func ratchet() {
        for rule in Ratchet.untestedRules where Self.evidence.proved[rule] != nil {
            Issue.record(
                "\(rule) is tested: take it out of Ratchet.untestedRules and name the test in \(RulePage.path).",
                severity: .warning)
        }
    }

    @Test(
        "Rules are recognised by their whole name",
        arguments: [
            ("// REF-02: five days", ["REF-02"]), ("\"ORD-12 first payment\" (DOM-05)", ["DOM-05", "ORD-12"]),
            ("ORD-123 XORD-12 REF-2", []), ("SUP-01", ["SUP-01"]), ("no-such-thing-01 ABC-01", []),
        ])
    func recognised(text: String, ids: [String]) {
        #expect(RuleIDs.of(text).sorted() == ids)
    }
}

/// A page, sources beside it, and what must be found wrong.
@Suite struct RulePageTests {
    private let domain = SourceFile(
        path: "Services/Orders/Domain/Wallet.swift",
        text:
            "/// ORD-05: all or nothing.\nprivate static func debit() {}\n// ORD-06 is only mentioned\nfunc credit() {}\n"
    )
    private let tests = SourceFile(
        path: "Tests/Unit/Orders/WalletTests.swift",
        text: "@Test(\"ORD-05 ORD-01 all or nothing\") func a() {}\n@Test(\"as ORD-06 says\") func b() {}\n")

    private func faults(_ row: String) -> Int {
        let evidence = RuleEvidence(of: [domain, tests])
        return RulePage.rows(of: row).flatMap { evidence.faults(of: $0) }.count
    }

    @Test(
        "A row that is not true is found",
        arguments: [
            ("| ORD-05 | a | whole | `Orders/Domain/Wallet` debit | `Unit/Orders/WalletTests` | |", 0),
            ("| ORD-05 | a | part | `Orders/Domain/Wallet` debit | `Unit/Orders/WalletTests` | b |", 0),
            ("| ORD-02 | a | absent | | | |", 0),
            ("| ORD-05 | a | part | `Orders/Domain/Wallet` debit | `Unit/Orders/WalletTests` | |", 1),
            ("| ORD-05 | a | whole | `Orders/Domain/Wallet` credit | `Unit/Orders/WalletTests` | |", 1),
            ("| ORD-05 | a | whole | `Orders/Domain/Wallet` debit | `Unit/Orders/OtherTests` | |", 1),
            ("| ORD-06 | a | whole | `Orders/Domain/Wallet` credit | `Unit/Orders/WalletTests` | |", 2),
            ("| ORD-06 | a | whole | | | |", 2), ("| ORD-05 | a | absent | | | |", 2),
            ("| ORD-02 | a | absent | | `Unit/Orders/WalletTests` | |", 1), ("| ORD-02 | a | soon | | | |", 1),
        ])
    func planted(row: String, count: Int) {
        #expect(RulePage.rows(of: row).count == 1)
        #expect(faults(row) == count)
    }
}
