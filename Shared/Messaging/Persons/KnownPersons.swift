import Synchronization

/// Keys that the lanes of an instance have used lately.
///
/// Destroying a key raises a number in the database that every transaction reads: nobody goes on with a key that is gone.
final class KnownPersons: Sendable {
    static let countMax = 10_000

    private struct State {
        var generation: Int64 = -1
        var keys: [String: PersonKey] = [:]
    }

    private let state = Mutex(State())

    /// Those that were not destroyed before the generation.
    func keys(at generation: Int64) -> [String: PersonKey] {
        state.withLock { state in
            if state.generation < generation { state = State(generation: generation) }
            return state.generation == generation ? state.keys : [:]
        }
    }

    func note(_ found: [String: PersonKey], at generation: Int64) {
        guard !found.isEmpty else { return }
        state.withLock { state in
            guard state.generation == generation else { return }
            if state.keys.count + found.count > Self.countMax { state.keys = [:] }
            state.keys.merge(found) { $1 }
        }
    }
}
