import ChaosCore
import Testing

@Suite("The judge of histories sees what is wrong with events")
struct HistoryJudgeEventTests {
    private let run = FaultlessRun()
    private let other = Fingerprint([1])

    // MARK: The table

    @Test("An input without an event, one with two, and an event of no input")
    func oneEvent() {
        let next = run.evidence.events[0, default: []][6].cause
        #expect(run.firstBroken { $0.events[0]?.remove(at: 5) } == .oneEvent)
        #expect(run.firstBroken { $0.events[0]?[5].cause = next } == .oneEvent)
        #expect(run.firstBroken { $0.events[0]?[5].cause = "p-9999" } == .oneEvent)
    }

    @Test("A gap in the numbers, and one at their end")
    func numbers() {
        #expect(run.firstBroken { $0.events[0]?[5].number = 1_000 } == .numbers)
        #expect(run.firstBroken { $0.lanes[0]?.nextNumber += 1 } == .numbers)
    }

    @Test("A version that is left out")
    func versions() { #expect(run.firstBroken { $0.events[0]?[5].version += 1 } == .versions) }

    @Test("An event that does not follow from its input")
    func redecided() {
        #expect(run.firstBroken { $0.events[0]?[5].payload = other } == .redecided)
        #expect(run.firstBroken { swapCauses(&$0.events[0, default: []]) } == .redecided)
    }

    private func swapCauses(_ events: inout [Evidence.Event]) {
        (events[5].cause, events[6].cause) = (events[6].cause, events[5].cause)
    }

    @Test("A balance or a version that is not what the inputs add up to, an account too many or too few")
    func balances() throws {
        let account = try #require(run.evidence.accounts.keys.min())
        #expect(run.firstBroken { $0.accounts[account]?.balanceFen += 1 } == .balances)
        #expect(run.firstBroken { $0.accounts[account]?.version += 1 } == .balances)
        #expect(run.firstBroken { $0.accounts[account] = nil } == .balances)
        #expect(run.firstBroken { $0.accounts["A-x"] = .init(version: 1, balanceFen: 1) } == .balances)
    }

    // MARK: The topic

    @Test("An event that is not on the topic, or in another partition")
    func published() {
        #expect(run.firstBroken { $0.published[0]?.removeLast() } == .published)
        #expect(run.firstBroken { $0.published[0] = nil } == .published)
        #expect(
            run.firstBroken { evidence in
                let record = evidence.published[0, default: []].removeLast()
                evidence.published[1]?.append(record)
            } == .published)
    }

    @Test("An event on the topic that is not in the table")
    func nothingElse() {
        #expect(
            run.firstBroken { evidence in
                var record = evidence.published[0, default: []][5]
                record.id = "account/A-1/999"
                evidence.published[0]?.append(record)
            } == .nothingElsePublished)
    }

    @Test("A copy that differs in a header or in its payload")
    func copies() {
        #expect(
            run.firstBroken { evidence in
                var record = evidence.published[0, default: []][5]
                record.whole = other
                evidence.published[0]?.append(record)
            } == .sameCopies)
    }

    @Test("An event that says something else on the topic than in the table, or has another key")
    func content() {
        #expect(run.firstBroken { $0.published[0]?[5].payload = other } == .sameContent)
        #expect(run.firstBroken { $0.published[0]?[5].key = "A-0" } == .sameContent)
    }

    @Test("Two events that came in another order, of one account or of two, and one that came late")
    func order() throws {
        let records = try #require(run.evidence.published[0])
        let own = try #require(records.indices.dropFirst().first { records[$0].key == records[0].key })
        let others = try #require(records.indices.dropFirst().first { records[$0].key != records[0].key })
        for later in [own, others] {
            #expect(run.firstBroken { $0.published[0]?.swapAt(0, later) } == .publishedInOrder)
        }
        #expect(
            run.firstBroken { evidence in
                let record = evidence.published[0, default: []].remove(at: 5)
                evidence.published[0]?.append(record)
            } == .publishedInOrder)
    }

    @Test("A lane that does not know all of its events to be published, or knows more than there are")
    func marked() {
        #expect(run.firstBroken { $0.lanes[0]?.acknowledged -= 1 } == .marked)
        #expect(run.firstBroken { $0.lanes[0]?.acknowledged += 1 } == .marked)
    }

    // MARK: What is told

    @Test("What is broken first is told first, with the first ten ids of each and how many there are")
    func told() {
        var evidence = run.evidence
        evidence.published[0] = nil
        evidence.nextOffsets[0] = 0
        let findings = HistoryJudge.findings(in: evidence, run.load)
        #expect(findings.map(\.property) == [.readToTheEnd, .published])
        #expect(findings.last?.count == run.evidence.published[0]?.count && findings.last?.samples.count == 10)
        #expect(findings.last?.samples.first == run.evidence.events[0].map { "\($0[0].id) of \($0[0].cause)" })
    }
}
