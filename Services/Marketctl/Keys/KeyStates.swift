package import Messaging

/// How the keys that values are sealed under stand to those that are configured.
package struct KeyStates: Sendable {
    package enum State: String, Sendable {
        case newest, older, missing
    }

    private let newest: String
    private let configured: Set<String>

    package init(newest: String, configured: Set<String>) {
        self.newest = newest
        self.configured = configured
    }

    /// - Parameter keyID: nil for what is no sealed value, which no key opens.
    package func state(of keyID: String?) -> State {
        guard let keyID, configured.contains(keyID) else { return .missing }
        return keyID == newest ? .newest : .older
    }

    /// How many values lie under keys that are configured, but not under the newest.
    package func older(_ counts: [SealedColumn.Count]) -> Int64 { values(counts, .older) }

    /// How many no key opens that is configured.
    package func missing(_ counts: [SealedColumn.Count]) -> Int64 { values(counts, .missing) }

    private func values(_ counts: [SealedColumn.Count], _ wanted: State) -> Int64 {
        counts.reduce(0) { state(of: $1.keyID) == wanted ? $0 + $1.values : $0 }
    }

    /// What is wrong, a sentence for each key that is missing.
    package func faults(_ counts: [SealedColumn.Count], in column: String, of service: String) -> [String] {
        counts.filter { state(of: $0.keyID) == .missing }.map { count in
            let values = "\(count.values) \(count.values == 1 ? "value" : "values") of \(column)"
            guard let keyID = count.keyID else { return "\(values) cannot be opened: not sealed in a known format" }
            return """
                \(values) cannot be opened: sealed under key '\(keyID)', which is not in ENCRYPTION_KEYS; put it back behind the \
                newest one, there and at the service, then run 'marketctl keys reseal --service \(service)'
                """
        }
    }

    /// What is wrong with a key that is there: nil if everything opens that was tried.
    package func fault(_ trial: KeyTrial, in column: String) -> String? {
        guard trial.failed > 0 else { return nil }
        return """
            \(trial.failed) of \(trial.failed + trial.opened) values of \(column) that were tried do not open with key '\(trial.keyID)': \
            \(trial.opened == 0 ? "it is another key than the service's of that name, or they were changed" : "they were changed")
            """
    }
}
