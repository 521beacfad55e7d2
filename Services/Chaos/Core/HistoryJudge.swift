import Kernel
import PostingDomain

/// Holds what a run left behind against what must be true whatever happened to the instances meanwhile. Pure.
package struct HistoryJudge {
    let evidence: Evidence
    let load: ChaosLoad
    let expectation: Expectation
    private(set) var findings = Findings()

    package static func findings(in evidence: Evidence, _ load: ChaosLoad) -> [Findings.Finding] {
        var judge = HistoryJudge(evidence, load)
        judge.judgeInputs()
        judge.judgeJournal()
        judge.judgeEvents()
        judge.judgePublication()
        return judge.findings.all
    }

    init(_ evidence: Evidence, _ load: ChaosLoad) {
        self.evidence = evidence
        self.load = load
        expectation = Expectation(evidence.inbound, load)
    }

    mutating func note(_ property: Property, _ what: String) { findings.add(property, what) }

    var laneNumbers: [Int] { evidence.lanes.keys.sorted() }

    func isOwn(_ account: String, lane: Int) -> Bool {
        KeyHash.partition(of: account, among: evidence.lanes.count) == lane
    }

    /// Notes every number that does not follow the one before it.
    mutating func requireSequence(
        _ numbers: some Sequence<Int64>, to next: Int64, _ property: Property, _ name: String, lane: Int
    ) {
        var expected: Int64 = 1
        for number in numbers {
            if number != expected { note(property, "lane \(lane): \(name) \(number) follows \(expected - 1)") }
            expected = number + 1
        }
        if expected != next { note(property, "lane \(lane): \(name) \(expected - 1) is the last, but \(next) is next") }
    }
}

/// How one sequence differs from another.
enum Difference {
    /// The first place where they differ; nil if they do not.
    static func first(of found: [String], from expected: [String]) -> String? {
        for (place, id) in expected.enumerated() {
            guard place < found.count else { return "\(id) is missing at the end" }
            if found[place] != id { return "\(found[place]) stands where \(id) belongs" }
        }
        return found.count > expected.count ? "\(found[expected.count]) is more than there should be" : nil
    }
}
