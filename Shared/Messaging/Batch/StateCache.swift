import PostgresClient

/// States of the aggregates that a lane's owner wrote or read last, so that the next batch need not read them.
///
/// They are what the database has for as long as nobody else writes in the lane. Everything that is written there moves the journal's
/// next position on: while that is where the owner left it, nobody has.
///
/// Belongs to the lane's thread. Two generations: what is used moves to the young one; when that is full, the old one goes.
final class StateCache {
    /// Of a generation, with `overhead` for each state.
    private static let bytesMax = 4 << 20, overhead = 200
    /// A larger state is read each time.
    private static let stateBytesMax = 64 << 10

    private var young: [ByteKey: StoredState] = [:]
    private var old: [ByteKey: StoredState] = [:]
    private var youngBytes = 0
    /// Where the journal goes on if all of it still holds.
    private(set) var position: Int64?

    func state(of key: String) -> StoredState? {
        if let state = young[ByteKey(key)] { return state }
        guard let state = old.removeValue(forKey: ByteKey(key)) else { return nil }
        keep(state, of: key)
        return state
    }

    func clear() {
        young = [:]
        old = [:]
        youngBytes = 0
        position = nil
    }

    /// Takes what a committed batch has written.
    ///
    /// - Parameters:
    ///   - places: where the rows of aggregates lie now that were there before, in the order of the plan's states.
    ///   - first: the position of the batch's first input.
    ///   - next: where the journal goes on.
    func note(_ plan: BatchPlan, places: [RowPlace], first: Int64, next: Int64) {
        position = next
        for row in plan.touched { forget(row.key) }
        var places = places[...]
        for row in plan.states where row.was != nil {
            forget(row.key)
            guard let place = places.popFirst() else { continue }
            keep(
                StoredState(
                    row: place, version: row.version, state: row.state, lastPosition: row.last.position(first: first)),
                of: row.key)
        }
    }

    private func forget(_ key: String) {
        if let state = young.removeValue(forKey: ByteKey(key)) { youngBytes -= weight(of: state) }
        old[ByteKey(key)] = nil
    }

    private func keep(_ state: StoredState, of key: String) {
        guard state.state.bytes.count <= Self.stateBytesMax else { return }
        if youngBytes > Self.bytesMax {
            (old, young, youngBytes) = (young, [:], 0)
        }
        young[ByteKey(key)] = state
        youngBytes += weight(of: state)
    }

    private func weight(of state: StoredState) -> Int { state.state.bytes.count + Self.overhead }
}
