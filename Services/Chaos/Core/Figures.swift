/// What a run amounted to, for the record: nothing of it is judged.
package struct Figures: Sendable {
    /// Something that was done to the service.
    package struct Act: Sendable {
        package let atMs: Int64
        package let kind: String

        package init(atMs: Int64, kind: String) {
            self.atMs = atMs
            self.kind = kind
        }
    }

    package let inputs: Int
    package let repeats: Int
    package let applied: Int
    package let parked: Int
    package let outputs: Int
    package let copies: Int
    /// The longest time without an output after each kind of act, in milliseconds.
    package let longestPauseMs: [(kind: String, ms: Int64)]

    /// - Parameter acts: in the order of time.
    package init(_ evidence: Evidence, _ load: ChaosLoad, acts: [Act]) {
        let expectation = Expectation(evidence.inbound, load)
        inputs = expectation.seen.count
        repeats = expectation.repeats
        applied = evidence.journal.values.reduce(0) { $0 + $1.count }
        parked = evidence.parked.count
        let records = evidence.published.values.reduce(0) { $0 + $1.count }
        outputs = evidence.events.values.reduce(0) { $0 + $1.count }
        copies = records - outputs
        longestPauseMs = Self.pauses(evidence.published.values.flatMap { $0.map(\.timestampMs) }.sorted(), acts)
    }

    /// A pause is laid to what was done last when it began: outputs under way still come a moment after.
    static func pauses(_ timesMs: [Int64], _ acts: [Act]) -> [(kind: String, ms: Int64)] {
        let stillComingMs: Int64 = 500
        var longest: [String: Int64] = [:]
        var next = 0
        for (time, following) in zip(timesMs, timesMs.dropFirst()) {
            while next < acts.count, acts[next].atMs <= time + stillComingMs, acts[next].atMs < following { next += 1 }
            guard next > 0 else { continue }
            let kind = acts[next - 1].kind
            longest[kind] = max(longest[kind] ?? 0, following - time)
        }
        return longest.map { (kind: $0.key, ms: $0.value) }.sorted { $0.kind < $1.kind }
    }
}
