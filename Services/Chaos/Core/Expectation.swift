import Kernel

/// What has to become of the inputs, by their order on the topic alone.
struct Expectation {
    /// Ids of what an account has to take, in order.
    private(set) var applied: [String: [String]] = [:]
    private(set) var appliedCount = 0
    private(set) var parked: Set<String> = []
    /// Applied before their account was held up, and there again after it: they may wait in the line too, until they are known.
    private(set) var repeatedBehind: Set<String> = []
    /// Records that came again.
    private(set) var repeats = 0
    /// Ids of records on the topic.
    private(set) var seen: Set<String> = []

    init(_ inbound: [Int: [Evidence.Inbound]], _ load: ChaosLoad) {
        var heldUp: Set<String> = []
        for partition in inbound.keys.sorted() {
            for record in inbound[partition] ?? [] {
                guard let number = ChaosLoad.number(of: record.id) else { continue }
                take(record, load.posting(number), &heldUp)
            }
        }
    }

    private mutating func take(_ record: Evidence.Inbound, _ posting: ChaosLoad.Posting, _ heldUp: inout Set<String>) {
        let isHeldUp = heldUp.contains(record.key)
        guard seen.insert(record.id).inserted else {
            repeats += 1
            if isHeldUp, !parked.contains(record.id) { repeatedBehind.insert(record.id) }
            return
        }
        if posting.flaw == .none, !isHeldUp {
            applied[record.key, default: []].append(record.id)
            appliedCount += 1
        } else {
            parked.insert(record.id)
            if posting.flaw != .none, posting.flaw != .foreignKey { heldUp.insert(record.key) }
        }
    }
}
