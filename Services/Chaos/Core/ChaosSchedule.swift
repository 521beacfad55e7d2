import DomainTestKit

/// What is done to the instances and to what they lean on, and when. The same arguments give the same schedule.
///
/// Rounds follow each other; each has everything at least once, in another order, so that nothing is left to luck but the moment.
package struct ChaosSchedule: Sendable {
    /// One act: milliseconds since the beginning, and its words as `scripts/chaos` knows them.
    package struct Step: Hashable, Sendable {
        package let atMs: Int
        package let words: [String]
    }

    package static let instances = ["one", "two"]

    package let steps: [Step]

    /// - Parameters:
    ///   - points: crash points by name.
    ///   - restartsBroker: whether there is a broker that keeps its data.
    package init(seed: UInt64, minutes: Int, points: [String], restartsBroker: Bool) {
        var maker = Maker(random: SeededGenerator(seed: seed), points: points, restartsBroker: restartsBroker)
        steps = maker.steps(endMs: minutes * 60_000)
    }

    private enum Act {
        case kill, terminate, freeze, both, cut, database, broker, stall, calm
        case crash(String)
    }

    private struct Maker {
        var random: SeededGenerator
        let points: [String]
        let restartsBroker: Bool
        /// Until when an instance is frozen: to be killed or told to stop it has to be awake.
        var frozen: (instance: String, untilMs: Int) = ("", 0)

        init(random: SeededGenerator, points: [String], restartsBroker: Bool) {
            self.random = random
            self.points = points
            self.restartsBroker = restartsBroker
        }

        mutating func steps(endMs: Int) -> [Step] {
            var steps: [Step] = []
            var now = 8_000
            while true {
                for act in round() {
                    guard now < endMs else { return steps }
                    steps.append(Step(atMs: now, words: words(act, now)))
                    now += number(2_000...8_000)
                }
            }
        }

        private mutating func round() -> [Act] {
            var acts: [Act] =
                points.map { .crash($0) } + [.kill, .kill, .kill, .terminate, .freeze, .both, .cut, .database, .calm]
            if restartsBroker { acts += [.broker, .stall] }
            return acts.shuffled(using: &random)
        }

        private mutating func words(_ act: Act, _ now: Int) -> [String] {
            switch act {
            case .kill: ["kill", victim(now), "\(number(0...3_000))"]
            case .terminate: ["terminate", victim(now)]
            case .freeze: freeze(now)
            case .both: ["both", "\(number(500...4_000))"]
            case .cut: ["cut", "\(number(20...100))"]
            case .database: ["database"]
            case .calm: ["calm"]
            case .broker: ["broker", "\(number(500...6_000))"]
            case .stall: ["stall", "\(number(2_000...12_000))"]
            case .crash(let point): ["crash", victim(now), "\(point):\(point == "on-assign" ? 1 : number(1...40))"]
            }
        }

        private mutating func freeze(_ now: Int) -> [String] {
            let instance = victim(now), durationMs = number(5_000...20_000)
            frozen = (instance, now + durationMs)
            return ["freeze", instance, "\(durationMs)"]
        }

        private mutating func victim(_ now: Int) -> String {
            let awake = instances.filter { now > frozen.untilMs || $0 != frozen.instance }
            return awake.randomElement(using: &random) ?? instances[0]
        }

        private mutating func number(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &random) }
    }
}
