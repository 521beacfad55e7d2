internal import Kernel

/// One thing that operators set, declared once: read, checked, described and documented from this value.
package protocol ConfigurationEntry: Sendable {
    /// The name in the environment.
    var name: String { get }
    var documentation: ConfigurationDocumentation { get }
    func read(_ source: ConfigurationSource) -> ConfigurationReading
}

/// What the page of variables says about an entry.
package struct ConfigurationDocumentation: Sendable {
    package let meaning: String
    package let allowed: String
    package let example: String
    /// Nil when the variable must be set.
    package let defaultText: String?
    package let isSecret: Bool
}

/// What was found for an entry.
package enum ConfigurationReading: Sendable {
    case value(any Sendable)
    /// One sentence about what is wrong, without the value of a secret.
    case problem(String)
}

/// An environment variable with a typed value.
package struct ConfigurationVariable<Value: Sendable>: ConfigurationEntry {
    package let name: String
    package let meaning: String
    package let kind: ConfigurationKind<Value>
    private let fallback: (value: Value, text: String)?

    private init(
        _ name: String, _ kind: ConfigurationKind<Value>, _ fallback: (value: Value, text: String)?, _ meaning: String
    ) {
        self.name = name
        self.kind = kind
        self.fallback = fallback
        self.meaning = meaning
    }

    /// A variable that must be set.
    package init(_ name: String, _ kind: ConfigurationKind<Value>, meaning: String) {
        self.init(name, kind, nil, meaning)
    }

    package init(_ name: String, _ kind: ConfigurationKind<Value>, default value: Value, meaning: String) {
        self.init(name, kind, (value, defaultText(value)), meaning)
    }

    package var documentation: ConfigurationDocumentation {
        ConfigurationDocumentation(
            meaning: meaning, allowed: kind.allowed, example: kind.example, defaultText: fallback?.text,
            isSecret: kind.isSecret)
    }

    package func read(_ source: ConfigurationSource) -> ConfigurationReading {
        switch source.text(name, isSecret: kind.isSecret) {
        case .problem(let problem): return .problem(problem)
        case .absent:
            if let fallback { return .value(fallback.value) }
            return .problem("is not set")
        case .text(let text):
            if let value = kind.parse(text) {
                return kind.inspect(value, source).map(ConfigurationReading.problem) ?? .value(value)
            }
            return .problem(kind.isSecret ? "has a value that cannot be used (not shown)" : "is '\(text)'")
        }
    }
}

extension ConfigurationVariable {
    /// A variable that may be left out; its value is then nil.
    package static func optional<Wrapped>(_ name: String, _ kind: ConfigurationKind<Wrapped>, meaning: String) -> Self
    where Value == Wrapped? {
        Self(name, kind.optional, (nil, "none"), meaning)
    }
}

private func defaultText(_ value: some Any) -> String {
    switch value {
    case let span as Instant.Span: durationText(span)
    case let list as [String]: list.joined(separator: ",")
    case let choice as any RawRepresentable: "\(choice.rawValue)"
    default: "\(value)"
    }
}
