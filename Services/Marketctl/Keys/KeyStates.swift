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

    /// How many values are not sealed under the newest key.
    package func older(_ counts: [SealedColumn.Count]) -> Int64 {
        counts.reduce(0) { state(of: $1.keyID) == .newest ? $0 : $0 + $1.values }
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
}
