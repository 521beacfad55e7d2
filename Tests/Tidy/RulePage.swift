/// What docs/rules.md says of one rule.
struct RuleRow: Equatable {
    enum State: String { case whole, part, absent }

    let id: String
    let line: Int
    let state: State?
    /// Files below Services without `.swift`, each with the declaration whose comment names the rule.
    let decidedIn: [Place]
    /// Files below Tests without `.swift`.
    let provedBy: [String]
    let missing: String

    struct Place: Hashable {
        let file: String
        let name: String
    }
}

enum RulePage {
    static let path = "docs/rules.md"

    static func rows(of text: String) -> [RuleRow] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map { $0.trimmed }
            guard cells.count == 8, let id = RuleIDs.first(in: cells[1]), id == cells[1] else { return nil }
            return RuleRow(
                id: id, line: index + 1, state: RuleRow.State(rawValue: cells[3]), decidedIn: places(cells[4]),
                provedBy: files(cells[5]), missing: cells[6])
        }
    }

    /// `Orders/Domain/Wallet` debit, `…` …
    private static func places(_ cell: String) -> [RuleRow.Place] {
        cell.split(separator: ",").map { part in
            let words = part.split(separator: "`").map { $0.trimmed }.filter { !$0.isEmpty }
            return RuleRow.Place(file: words.first ?? "", name: words.count == 2 ? words[1] : "")
        }
    }

    private static func files(_ cell: String) -> [String] {
        cell.split(separator: ",").map { $0.trimmed.filter { $0 != "`" } }
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
