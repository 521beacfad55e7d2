import Crypto
import PostgresClient

/// Tells which of a batch's inputs are known already, asked for each in turn.
struct BatchDuplicates {
    /// Those that only the database knew.
    private(set) var forgotten = 0

    private let recent: RecentInputs
    private let seen: Set<PostgresUUID>
    private let digester: SHA256Digester
    /// Keys of the batch's own inputs so far, and of all that it lets go: each of those has its place in its line, so that a copy which
    /// comes beside it is the duplicate, wherever it stands in the batch.
    private var own: Set<PostgresUUID> = []
    /// Keys of those let go so far.
    private var released: Set<PostgresUUID> = []

    /// - Parameter seen: keys of those that the database knows, if it was asked.
    init(_ inputs: [Input], _ recent: RecentInputs, seen: Set<PostgresUUID>, _ digester: SHA256Digester) {
        self.recent = recent
        self.seen = seen
        self.digester = digester
        own.reserveCapacity(inputs.count)
        for input in inputs where input.release != nil { own.insert(input.key(digester)) }
    }

    mutating func isKnown(_ input: Input) -> Bool {
        let key = input.key(digester)
        let isFirst = input.release == nil ? own.insert(key).inserted : released.insert(key).inserted
        guard isFirst, !recent.contains(key) else { return true }
        guard seen.contains(key) else { return false }
        forgotten += 1
        return true
    }
}
