import ChaosCore
import Runtime

/// - Returns: whether the history is as it must be.
func judge(_ options: Options, _ installation: Installation) async throws -> Bool {
    let load = ChaosLoad(seed: options.seed)
    let evidence = try await gatherEvidence(options, installation)
    show(Figures(evidence, load, acts: try readActs(options.acts)))
    let findings = HistoryJudge.findings(in: evidence, load)
    for finding in findings {
        printOutput("BROKEN, \(finding.count) times: \(finding.property.rawValue)")
        for sample in finding.samples { printOutput("    \(sample)") }
    }
    if findings.isEmpty { printOutput("All \(Property.allCases.count) properties hold.") }
    return findings.isEmpty
}

private func show(_ figures: Figures) {
    printOutput("inputs                \(figures.inputs)")
    printOutput("  sent again          \(figures.repeats)")
    printOutput("  applied             \(figures.applied)")
    printOutput("  parked              \(figures.parked)")
    printOutput("outputs               \(figures.outputs)")
    printOutput("  copies of them      \(figures.copies)")
    for pause in figures.longestPauseMs { printOutput("longest pause after \(pause.kind): \(pause.ms) ms") }
}

/// Lines of `milliseconds act …`; what else stands there is no act.
private func readActs(_ path: String) throws(FileError) -> [Figures.Act] {
    guard !path.isEmpty else { return [] }
    return try lines(of: path).compactMap { line in
        let words = line.split(separator: " ")
        guard words.count > 1, let atMs = Int64(words[0]) else { return nil }
        return Figures.Act(atMs: atMs, kind: String(words[1]))
    }
}
