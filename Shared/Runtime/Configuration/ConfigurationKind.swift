package import Kernel
internal import Observability

/// How the text of a variable becomes a value, and what to tell people about it.
package struct ConfigurationKind<Value: Sendable>: Sendable {
    /// Completes "must be …".
    package let allowed: String
    package let example: String
    /// The value is never printed and may come from a file.
    package let isSecret: Bool
    let parse: @Sendable (String) -> Value?
    /// What is wrong with a value that names something outside, such as a file; completes "NAME …".
    let inspect: @Sendable (Value, ConfigurationSource) -> String?

    package init(
        allowed: String, example: String, isSecret: Bool = false,
        inspect: @escaping @Sendable (Value, ConfigurationSource) -> String? = { _, _ in nil },
        parse: @escaping @Sendable (String) -> Value?
    ) {
        self.allowed = allowed
        self.example = example
        self.isSecret = isSecret
        self.inspect = inspect
        self.parse = parse
    }

    /// The same kind, for a variable that may be left out.
    package var optional: ConfigurationKind<Value?> {
        ConfigurationKind<Value?>(
            allowed: allowed, example: example, isSecret: isSecret,
            inspect: { [inspect] value, source in value.flatMap { inspect($0, source) } },
            parse: { [parse] in parse($0).map(Optional.some) })
    }
}

extension ConfigurationKind<String> {
    package static func text(example: String) -> Self {
        Self(allowed: "text that is not empty", example: example) { $0.isEmpty ? nil : $0 }
    }

    /// A name of PostgreSQL that needs no quotes.
    package static func identifier(example: String) -> Self {
        Self(
            allowed: "a name of lower-case letters, digits and underscores that begins with a letter, 63 at most",
            example: example
        ) { text in
            let isLegal = text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 }
            return isLegal && (97...122).contains(text.utf8.first ?? 0) && text.utf8.count <= 63 ? text : nil
        }
    }

    /// The path of a file that is there.
    /// - Parameters:
    ///   - holding: completes "a file that can be read and holds …".
    ///   - fault: what is wrong with the file's text, as a clause; nil if nothing is.
    package static func file(
        holding: String, example: String, fault: @escaping @Sendable (String) -> String? = { _ in nil }
    ) -> Self {
        Self(
            allowed: "a file that can be read and holds \(holding)", example: example,
            inspect: { path, source in
                switch source.read(path) {
                case .success(let text): fault(text).map { "names the file \(path), but \($0)" }
                case .failure(let error): "names the file \(path), which cannot be read: \(error.reason)"
                }
            }, parse: { $0.isEmpty ? nil : $0 })
    }
}

extension ConfigurationKind<Sensitive<String>> {
    package static func secret(example: String) -> Self {
        Self(allowed: "text that is not empty", example: example, isSecret: true) { $0.isEmpty ? nil : Sensitive($0) }
    }
}

extension ConfigurationKind<Int> {
    package static func integer(_ range: ClosedRange<Int>, example: Int) -> Self {
        Self(allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)", example: "\(example)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension ConfigurationKind<Double> {
    /// A share from 0 to 1.
    package static let ratio = Self(allowed: "a number from 0 to 1", example: "0.05") { text in
        Double(text).flatMap { (0...1).contains($0) ? $0 : nil }
    }
}

extension ConfigurationKind<Bool> {
    package static let boolean = Self(allowed: "true or false", example: "true") { ["true": true, "false": false][$0] }
}

extension ConfigurationKind<[String]> {
    package static func list(of what: String, example: String) -> Self {
        Self(allowed: "\(what), separated by commas", example: example) { text in
            let items = text.split(separator: ",", omittingEmptySubsequences: false).map { trimmingSpaces($0) }
            return items.contains("") ? nil : items
        }
    }
}

extension ConfigurationKind<Instant.Span> {
    package static func duration(_ range: ClosedRange<Instant.Span>, example: String) -> Self {
        let limits = "from \(durationText(range.lowerBound)) to \(durationText(range.upperBound))"
        return Self(allowed: "a duration with its unit (ms, s, m, h or d), \(limits)", example: example) { text in
            parseDuration(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension ConfigurationKind where Value: RawRepresentable<String> & CaseIterable {
    package static var choice: Self {
        let names = Value.allCases.map(\.rawValue)
        return Self(allowed: "one of \(names.joined(separator: ", "))", example: names.first ?? "") {
            Value(rawValue: $0)
        }
    }
}

private let durationUnits: [(name: String, milliseconds: Int)] = [
    ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
]

/// A whole number and its unit, at most ten years; nil for anything else.
package func parseDuration(_ text: String) -> Instant.Span? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits), let unit = durationUnits.first(where: { $0.name == text.dropFirst(digits.count) })
    else { return nil }
    let (milliseconds, overflow) = number.multipliedReportingOverflow(by: unit.milliseconds)
    return overflow || milliseconds > 3_650 * 86_400_000 ? nil : .milliseconds(milliseconds)
}

/// In the largest unit that divides it.
func durationText(_ span: Instant.Span) -> String {
    let milliseconds = span.microseconds / 1_000
    let unit = durationUnits.last { milliseconds.isMultiple(of: Int64($0.milliseconds)) } ?? durationUnits[0]
    return milliseconds == 0 ? "0ms" : "\(milliseconds / Int64(unit.milliseconds))\(unit.name)"
}

func trimmingSpaces(_ text: some StringProtocol) -> String {
    let start = text.drop(while: \.isWhitespace)
    return String(start.reversed().drop(while: \.isWhitespace).reversed())
}
