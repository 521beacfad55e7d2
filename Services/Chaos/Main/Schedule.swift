import ChaosCore
import Messaging

/// Postings ask nothing of the outside: nobody comes to the point after a call.
func printSchedule(_ options: Options) {
    let points = CrashPoints.Place.allCases.filter { $0 != .afterEffectCall }.map(\.rawValue)
    let schedule = ChaosSchedule(
        seed: options.seed, minutes: options.minutes, points: points, restartsBroker: !options.brokerStays)
    for step in schedule.steps { printOutput("\(step.atMs) \(step.words.joined(separator: " "))") }
}
