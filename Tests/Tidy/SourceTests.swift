import Testing

/// A check, the files it looks at, and who is exempt from it.
struct Rule: CustomTestStringConvertible, Sendable {
    let name: String
    let check: Checks.Check
    var exemptions: Exemptions = [:]
    var folders = ["Services/", "Shared/"]

    var testDescription: String { name }

    static let all = [
        Rule(
            name: "Nothing imports Foundation", check: Checks.foundation, folders: ["Services/", "Shared/", "Tests/"]),
        Rule(name: "Domain imports Kernel only, Application its Domain too", check: Checks.rooms),
        Rule(name: "Only wrappers of C libraries say unsafe", check: Checks.unsafe, exemptions: Exemptions.unsafe),
        Rule(name: "SQL stands in Adapters only", check: Checks.sql, exemptions: Exemptions.sql),
        Rule(name: "Topics are named by their constants", check: Checks.topics, exemptions: Exemptions.topics),
        Rule(name: "No datum ends the process", check: Checks.crashes),
        Rule(name: "Only Runtime reads a clock", check: Checks.clocks, exemptions: Exemptions.clocks),
        Rule(name: "Tests do not sleep", check: Checks.sleeps, exemptions: Exemptions.sleeps, folders: ["Tests/"]),
        Rule(name: "Tests name the error they expect", check: Expectations.anyErrors, folders: ["Tests/"]),
    ]

    /// What the whole tree has against this rule, exemptions disregarded.
    func offences() -> [Finding] { Repository.swift.filter { $0.isIn(folders) }.flatMap(check) }
}

@Suite struct SourceTests {
    @Test("What the sources must not do, they do not", arguments: Rule.all)
    func rule(_ rule: Rule) {
        let offences = rule.offences().filter { offence in
            !rule.exemptions.folders.contains { offence.path.hasPrefix($0) }
        }
        #expect(offences.isEmpty, "\(listed(offences))")
    }

    @Test("Every exemption is still needed", arguments: Rule.all)
    func exemptions(_ rule: Rule) {
        let offences = rule.offences()
        for folder in rule.exemptions.folders where !offences.contains(where: { $0.path.hasPrefix(folder) }) {
            Issue.record(
                "'\(rule.name)' needs no exemption for \(folder) any more: take it out of Tests/Tidy/Exemptions.swift.")
        }
    }

    @Test("The sources are found")
    func found() {
        #expect(
            Repository.swift.count > 300, "only \(Repository.swift.count) Swift files found under \(Repository.root)")
        #expect(!Repository.swift.contains { $0.path.contains("/Generated/") })
    }
}

/// Findings one per line, for the message of a failed test; the first of many.
func listed(_ findings: [some CustomStringConvertible]) -> String {
    let rest = findings.count > 12 ? "\n  and \(findings.count - 12) more" : ""
    return "\n" + findings.prefix(12).map { "  \($0)" }.joined(separator: "\n") + rest
}
