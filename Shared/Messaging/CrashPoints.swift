/// Named places where a test may want the process to die. Nothing happens there unless a test asks for it.
package struct CrashPoints: Sendable {
    package enum Place: String, CaseIterable, Sendable {
        /// A batch is decided, nothing is written.
        case beforeCommit = "before-commit"
        /// The transaction is committed, its events are not handed to Kafka yet.
        case afterCommit = "after-commit"
        /// The events are handed to the producer, none is known to be acknowledged.
        case afterHandOver = "after-hand-over"
        /// Kafka acknowledged events, the database does not know it.
        case beforeMark = "before-mark"
        /// The outside has done what it was asked for, its answer is not stored.
        case afterEffectCall = "after-effect-call"
        /// Partitions are assigned, the lanes are not taken over yet.
        case onAssign = "on-assign"
    }

    private let reach: @Sendable (Place) -> Void

    package init(_ reach: @escaping @Sendable (Place) -> Void) { self.reach = reach }

    package static let none = CrashPoints { _ in }

    func pass(_ place: Place) { reach(place) }
}
