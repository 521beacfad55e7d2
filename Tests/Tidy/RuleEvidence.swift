/// Where rules are decided and proved, as the sources say.
struct RuleEvidence {
    /// Declarations of the services' Domain, Application and Adapters whose doc comments name the rule.
    private(set) var decided: [String: Set<RuleRow.Place>] = [:]
    /// Files with a test whose name begins with the rule.
    private(set) var proved: [String: Set<String>] = [:]

    init(of files: [SourceFile]) {
        for file in files {
            if file.room.map({ !$0.hasSuffix("Main") }) ?? false {
                let name = String(file.path.dropFirst("Services/".count).dropLast(".swift".count))
                for (symbol, ids) in RuleIDs.declared(in: file.text) {
                    for id in ids { decided[id, default: []].insert(RuleRow.Place(file: name, name: symbol)) }
                }
            } else if file.isIn(["Tests/"]) {
                let name = String(file.path.dropFirst("Tests/".count).dropLast(".swift".count))
                for id in RuleIDs.proved(in: file) { proved[id, default: []].insert(name) }
            }
        }
    }

    /// What is wrong with a row of the page.
    func faults(of row: RuleRow, untested: Set<String> = []) -> [String] {
        let (places, suites) = (decided[row.id] ?? [], proved[row.id] ?? [])
        switch row.state {
        case nil: return ["the state must be whole, part or absent"]
        case .absent:
            let found = places.map { "\($0.file) \($0.name)" } + suites
            let named = row.decidedIn.map(\.file) + row.provedBy + [row.missing].filter { !$0.isEmpty }
            return found.map { "absent, but \($0) decides or proves it" } + named.map { "absent, but names \($0)" }
        case .whole, .part:
            var faults = row.decidedIn.filter { !places.contains($0) }.map {
                "no doc comment of '\($0.name)' in \($0.file) names it"
            }
            faults += row.provedBy.filter { !suites.contains($0) }.map {
                "no test in \($0) has a name that begins with it"
            }
            if row.decidedIn.isEmpty { faults.append("says not where it is decided; its ID belongs there too") }
            if row.provedBy.isEmpty, !untested.contains(row.id) { faults.append("says not which test proves it") }
            if (row.state == .part) == row.missing.isEmpty {
                faults.append("what is missing is said of part, and only of it")
            }
            return faults
        }
    }
}
