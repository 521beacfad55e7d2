import Crypto
import Kernel
import PostgresClient

/// Keys of the inputs that the lane took last: most duplicates come soon, and need not be asked for in the database.
///
/// What is here was committed on the present connection (a server that came back may have lost its last commits) and within the last
/// two hours: `known_input` has it as well.
///
/// Belongs to the lane's thread. Two generations: when the young one is full or an hour old, it becomes the old one.
final class RecentInputs {
    /// Of a generation.
    static let countMax = 10_000
    private static let age = Instant.Span.hours(1)

    private var young: Set<PostgresUUID> = []
    private var old: Set<PostgresUUID> = []
    private var youngSince = Instant(microseconds: 0)

    func contains(_ key: PostgresUUID) -> Bool { young.contains(key) || old.contains(key) }

    func clear() {
        young = []
        old = []
    }

    /// Forgets what is too old or too much.
    func turn(at now: Instant) {
        let age = now - youngSince
        guard young.count >= Self.countMax || age > Self.age else { return }
        old = age > .hours(2) ? [] : young
        young = []
        youngSince = now
    }

    /// Takes what was committed.
    func note(_ plan: BatchPlan, _ digester: SHA256Digester) {
        for row in plan.applied { note(row.input.key(digester)) }
        for row in plan.dropped { note(row.input.key(digester)) }
    }

    func note(_ key: PostgresUUID) { young.insert(key) }
}
