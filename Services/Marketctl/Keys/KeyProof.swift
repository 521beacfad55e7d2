package import Messaging

/// Whether the keys that are configured are those that a service's values lie under: its id says that of none.
package struct KeyProof: Sendable {
    private let newest: String
    private var opened: [String: Int] = [:]
    private var failed: [String: Int] = [:]

    package init(newest: String) { self.newest = newest }

    package mutating func add(_ trial: KeyTrial) {
        opened[trial.keyID, default: 0] += trial.opened
        failed[trial.keyID, default: 0] += trial.failed
    }

    /// Keys with which nothing opens of what was tried. A single value that does not open may be broken itself.
    package var wrong: [String] { failed.filter { $0.value > 0 && opened[$0.key, default: 0] == 0 }.keys.sorted() }

    /// Nothing lies under the newest key yet.
    package var isNewestUnused: Bool { opened[newest, default: 0] + failed[newest, default: 0] == 0 }
}
