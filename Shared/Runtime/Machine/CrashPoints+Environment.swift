internal import Glibc
package import Messaging
internal import Synchronization

/// A death that is wanted: where, and at the how many-th time.
package struct PlannedCrash: Sendable, Hashable {
    package let place: CrashPoints.Place
    package let count: Int

    /// `place` or `place:n`.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let place = parts.first.flatMap({ CrashPoints.Place(rawValue: String($0)) }),
            let count = parts.count == 2 ? Int(parts[1]) : 1, count > 0
        else { return nil }
        self.place = place
        self.count = count
    }
}

extension ConfigurationKind<PlannedCrash> {
    package static let plannedCrash = Self(
        allowed: "a place, or place:n for the n-th time; places are "
            + CrashPoints.Place.allCases.map(\.rawValue).joined(separator: ", "),
        example: "after-commit:3", parse: PlannedCrash.init)
}

func crashPoints(_ wanted: PlannedCrash?) -> CrashPoints {
    guard let wanted else { return .none }
    let countdown = Countdown(wanted.count)
    return CrashPoints { reached in
        // The real thing: no destructor, no flush, no farewell to the broker.
        if reached == wanted.place, countdown.isOver() { kill(getpid(), SIGKILL) }
    }
}

private final class Countdown: Sendable {
    private let left: Atomic<Int>
    init(_ count: Int) { left = Atomic(count) }
    func isOver() -> Bool { left.subtract(1, ordering: .relaxed).newValue == 0 }
}
