import ChaosCore
import Testing

@Suite("What is done to the instances, and what they get")
struct ScheduleTests {
    private static let points = ["before-commit", "on-assign"]

    private func schedule(seed: UInt64, restartsBroker: Bool = true) -> [ChaosSchedule.Step] {
        ChaosSchedule(seed: seed, minutes: 30, points: Self.points, restartsBroker: restartsBroker).steps
    }

    @Test("The same seed gives the same schedule, another one another")
    func seeded() {
        #expect(schedule(seed: 3) == schedule(seed: 3))
        #expect(schedule(seed: 3) != schedule(seed: 4))
    }

    @Test("Every ten minutes have everything, each crash point included, and nothing is done after the end")
    func everything() {
        let steps = schedule(seed: 5)
        for minute in [0, 10, 20] {
            let part = steps.filter { ($0.atMs / 60_000) / 10 == minute / 10 }
            #expect(
                Set(part.map { $0.words[0] }) == [
                    "kill", "terminate", "freeze", "both", "cut", "database", "broker", "stall", "calm", "crash",
                ])
            for point in Self.points { #expect(part.contains { $0.words.last?.hasPrefix("\(point):") == true }) }
        }
        #expect(steps.allSatisfy { $0.atMs < 30 * 60_000 })
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $0.atMs < $1.atMs })
    }

    @Test("A broker that forgets is left alone")
    func forgetful() {
        #expect(!schedule(seed: 5, restartsBroker: false).contains { ["broker", "stall"].contains($0.words[0]) })
    }

    @Test("Who is frozen is not told to stop, and not to die by itself")
    func frozen() {
        var until = 0, sleeper = ""
        for step in schedule(seed: 6) {
            if step.words[0] == "freeze" {
                sleeper = step.words[1]
                until = step.atMs + (Int(step.words[2]) ?? 0)
            } else if step.atMs <= until, step.words[0] != "both", step.words.count > 1 {
                #expect(step.words[1] != sleeper, "\(step)")
            }
        }
        #expect(until > 0)
    }

    @Test("A posting follows from its number and the seed, and repeats are of what was sent before")
    func load() {
        let load = ChaosLoad(seed: 1), numbers = 1...20_000
        #expect(load.posting(17) == ChaosLoad(seed: 1).posting(17))
        #expect(numbers.map(load.posting) != numbers.map(ChaosLoad(seed: 2).posting))
        #expect(numbers.allSatisfy { ChaosLoad.number(of: load.posting($0).id) == $0 })
        let repeats = numbers.compactMap { number in load.repeated(after: number).map { (number, $0) } }
        #expect(repeats.allSatisfy { (1...$0.0).contains($0.1) })
        #expect(repeats.contains { $0.0 - $0.1 > 5_000 } && repeats.contains { $0.0 == $0.1 })
        #expect((600...1_000).contains(repeats.count))
    }

    @Test("A pause is laid to the last act before it, outputs that were under way allowed for")
    func pauses() {
        let run = FaultlessRun(count: 1)
        var evidence = run.evidence
        let event = Evidence.Event(number: 1, account: "A-1", version: 1, cause: "p-1", payload: Fingerprint([]))
        evidence.published = [0: [0, 1_000, 1_300, 5_000, 9_000].map { FaultlessRun.published(event, at: $0) }]
        let acts = [Figures.Act(atMs: 900, kind: "kill"), Figures.Act(atMs: 5_100, kind: "broker")]
        let pauses = Figures(evidence, run.load, acts: acts).longestPauseMs
        #expect(pauses.map(\.kind) == ["broker", "kill"])
        #expect(pauses.map(\.ms) == [4_000, 3_700])
    }
}
