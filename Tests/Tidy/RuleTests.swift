import Testing

@Suite struct RuleTests {
    @Test("Every rule that is decided is tested, and every tested rule is decided")
    func named() {
        let decided = ids { $0.isIn(["Services/", "Shared/"]) }
        let tested = ids { $0.isIn(["Tests/"]) && !$0.path.hasPrefix("Tests/Tidy/") }
        let untested = decided.subtracting(tested).subtracting(Ratchet.untestedRules)
        let undecided = tested.subtracting(decided).subtracting(Ratchet.undecidedRules)
        #expect(
            untested.isEmpty,
            "\(untested.sorted()): write a test of each, with its edges, whose name begins with the ID.")
        #expect(undecided.isEmpty, "\(undecided.sorted()): name each in a comment at the function that decides it.")
        for rule in Ratchet.untestedRules where tested.contains(rule) || !decided.contains(rule) {
            Issue.record("\(rule) needs no place in Ratchet.untestedRules any more: take it out.", severity: .warning)
        }
        for rule in Ratchet.undecidedRules where decided.contains(rule) || !tested.contains(rule) {
            Issue.record("\(rule) needs no place in Ratchet.undecidedRules any more: take it out.", severity: .warning)
        }
    }

    @Test(
        "Rules are recognised by their whole name",
        arguments: [
            ("// REF-02: five days", ["REF-02"]), ("\"ORD-12 first payment\" (DOM-05)", ["DOM-05", "ORD-12"]),
            ("ORD-123 XORD-12 REF-2", []),
            ("no-such-thing-01 ABC-01", []),
        ])
    func recognised(text: String, ids: [String]) {
        #expect(RuleIDs.of(text).sorted() == ids)
    }

    private func ids(_ isMeant: (SourceFile) -> Bool) -> Set<String> {
        Repository.swift.filter(isMeant).reduce(into: []) { $0.formUnion(RuleIDs.of($1.text)) }
    }
}
