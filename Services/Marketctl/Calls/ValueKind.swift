package import Kernel
internal import Runtime

/// What may stand for an option or an operand.
package enum ValueKind: Sendable {
    case text(String)
    /// An id as the contracts know them.
    case id
    case number(ClosedRange<Int>)
    case choice([String], placeholder: String)
    /// An instant, or how long ago.
    case moment
    case duration

    var placeholder: String {
        switch self {
        case .text(let name): name
        case .id: "ID"
        case .number: "NUMBER"
        case .choice(_, let placeholder): placeholder
        case .moment: "TIME"
        case .duration: "DURATION"
        }
    }

    /// What the placeholder does not say.
    var limits: String? {
        switch self {
        case .text: nil
        case .id: "1 to 64 letters, digits, dots, underscores, colons and hyphens"
        case .number(let range):
            range.upperBound == .max ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
        case .choice(let words, _): words.joined(separator: ", ")
        case .moment: "RFC 3339 (2026-11-21T08:00:00Z), or how long ago (36h)"
        case .duration: "a whole number and ms, s, m, h or d (36h)"
        }
    }

    /// What is wrong with the value, to follow its name; nil if nothing is.
    package func fault(_ text: String) -> String? {
        let isFit =
            switch self {
            case .text: !text.isEmpty
            case .id: Self.isID(text)
            case .number(let range): Int(text).map(range.contains) ?? false
            case .choice(let words, _): words.contains(text)
            case .moment: Self.moment(text, now: Instant(microseconds: 0)) != nil
            case .duration: parseDuration(text) != nil
            }
        return isFit ? nil : "'\(text)' cannot be used: \(limits ?? "it must not be empty")"
    }

    /// The instant meant by RFC 3339, or by a duration before `now`.
    package static func moment(_ text: String, now: Instant) -> Instant? {
        if let span = parseDuration(text) { return now - span }
        // RFC 3339 lets a blank stand for the T, which a shell would cut in two.
        return text.contains(" ") ? nil : Instant(rfc3339: text)
    }

    private static func isID(_ text: String) -> Bool {
        func isSign(_ byte: UInt8) -> Bool {
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        }
        return (1...64).contains(text.utf8.count) && text.utf8.first.map(isSign) == true
            && text.utf8.allSatisfy { isSign($0) || "._:-".utf8.contains($0) }
    }
}
