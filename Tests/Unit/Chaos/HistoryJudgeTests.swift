import ChaosCore
import Kernel
import Testing

@Suite("The judge of histories sees what is wrong")
struct HistoryJudgeTests {
    private let run = FaultlessRun()

    @Test("Nothing is wrong with a faultless run, which has repeats and parked inputs of every kind")
    func faultless() throws {
        #expect(run.firstBroken { _ in } == nil)
        #expect(run.evidence.acknowledged.count > 600 && run.evidence.parked.count > 10)
        let numbers = try run.evidence.parked.map { try #require(ChaosLoad.number(of: $0)) }
        #expect(Set(numbers.map { run.load.posting($0).flaw }) == [.none, .garbled, .outOfBounds, .foreignKey])
    }

    @Test("Copies of events, and repeats that wait behind a parked input, are no offence")
    func harmless() throws {
        let copies = run.evidence.published[0, default: []][20...]
        #expect(run.firstBroken { $0.published[0]? += copies } == nil)
        let heldUp = Set(
            run.evidence.parked.compactMap { ChaosLoad.number(of: $0).map(run.load.posting) }.filter {
                $0.flaw == .garbled || $0.flaw == .outOfBounds
            }.map(\.account))
        let before = try #require(
            run.evidence.journal.values.joined().first { heldUp.contains($0.account) })
        let lane = KeyHash.partition(of: before.account, among: FaultlessRun.lanes)
        #expect(
            run.firstBroken {
                $0.inbound[lane]?.append(.init(id: before.id, key: before.account))
                $0.endOffsets[lane, default: 0] += 1
                $0.nextOffsets[lane, default: 0] += 1
                $0.parked.append(before.id)
            } == nil)
    }

    // MARK: Inputs

    @Test("An acknowledged input that is not on its topic")
    func lostByBroker() { #expect(run.firstBroken { $0.acknowledged.append(9_999) } == .keptByBroker) }

    @Test("What nobody sent: on the topic, in the journal, in a line")
    func invented() {
        #expect(run.firstBroken { $0.inbound[0]?.append(.init(id: "x", key: "A-1")) } == .nothingInvented)
        #expect(run.firstBroken { $0.journal[0]?[3].id = "p-9999" } == .nothingInvented)
        #expect(run.firstBroken { $0.parked.append("p-9999") } == .nothingInvented)
    }

    @Test("A partition that is not read to its end, or said to be read beyond it")
    func offsets() {
        #expect(run.firstBroken { $0.nextOffsets[1]? -= 1 } == .readToTheEnd)
        #expect(run.firstBroken { $0.nextOffsets[1]? += 1 } == .readToTheEnd)
        #expect(run.firstBroken { $0.nextOffsets[1] = nil } == .readToTheEnd)
    }

    @Test("An input that was lost, applied twice, or dropped")
    func appliedOnce() {
        #expect(run.firstBroken { $0.journal[0]?.remove(at: 5) } == .appliedOnce)
        let row = run.evidence.journal[0, default: []][5]
        #expect(run.firstBroken { $0.journal[0]?.append(row) } == .appliedOnce)
        #expect(run.firstBroken { $0.journal[0]?[5].isApplied = false } == .appliedOnce)
    }

    @Test("What cannot be read and is not parked, or applied; what is parked twice, or could be applied")
    func parked() {
        var row = run.evidence.journal[0, default: []][0]
        let (parked, applied) = (run.evidence.parked[0], row.id)
        row.id = parked
        #expect(run.firstBroken { $0.parked.removeLast() } == .parkedAlone)
        #expect(run.firstBroken { $0.parked.append(parked) } == .parkedAlone)
        #expect(run.firstBroken { $0.parked.append(applied) } == .parkedAlone)
        #expect(run.firstBroken { $0.journal[0]?.append(row) } == .parkedAlone)
    }

    // MARK: The journal

    @Test("An input that is journalled otherwise than it was sent, or not readable")
    func keptWhole() {
        let other = run.evidence.journal[0, default: []][6].posting
        #expect(run.firstBroken { $0.journal[0]?[5].posting = other } == .keptWhole)
        #expect(run.firstBroken { $0.journal[0]?[5].posting = nil } == .keptWhole)
    }

    @Test("What lies in another lane than its account's")
    func ownLane() {
        #expect(
            run.firstBroken { evidence in
                let row = evidence.journal[0, default: []].removeLast()
                evidence.journal[1]?.append(row)
            } == .ownLane)
        #expect(
            run.firstBroken { evidence in
                let row = evidence.events[0, default: []].removeLast()
                evidence.events[1]?.append(row)
            } == .ownLane)
    }

    @Test("Two inputs of an account in another order than on the topic")
    func inputOrder() throws {
        let rows = try #require(run.evidence.journal[0])
        let later = try #require(rows.indices.dropFirst().first { rows[$0].account == rows[0].account })
        #expect(
            run.firstBroken { evidence in
                swapInputs(&evidence.journal[0, default: []], 0, later)
            } == .inputOrder)
    }

    @Test(
        "Two inputs of different accounts may change places: only their lane's own order of events then says otherwise")
    func otherOrder() throws {
        let rows = try #require(run.evidence.journal[0])
        let later = try #require(rows.indices.dropFirst().first { rows[$0].account != rows[0].account })
        #expect(
            run.firstBroken { evidence in
                swapInputs(&evidence.journal[0, default: []], 0, later)
            } == .redecided)
    }

    /// All but their positions.
    private func swapInputs(_ rows: inout [Evidence.Journalled], _ one: Int, _ two: Int) {
        rows.swapAt(one, two)
        (rows[one].position, rows[two].position) = (rows[two].position, rows[one].position)
    }

    @Test("A gap in the positions, and one at their end")
    func positions() {
        #expect(run.firstBroken { $0.journal[0]?[5].position = 1_000 } == .positions)
        #expect(run.firstBroken { $0.lanes[0]?.nextPosition += 1 } == .positions)
    }

    @Test("An input that would not be known again")
    func known() { #expect(run.firstBroken { $0.forgotten.append("p-1") } == .known) }
}
