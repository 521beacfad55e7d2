/// A registrable domain name: one label under a public suffix, in lower-case ASCII (`xn--…` where it is Chinese).
package struct DomainName: Hashable, Sendable, CustomStringConvertible {
    /// The label in front: `example` of `example.com.cn`.
    package let label: String
    /// What it is registered under: `com.cn`.
    package let tld: String

    package var description: String { "\(label).\(tld)" }

    /// nil unless the text is one label under a suffix of one label, or of two where registries sell under two.
    package init?(_ text: some StringProtocol) {
        let labels = text.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, labels.count == 2 || labels.count == 3, labels.allSatisfy(Self.isLabel) else {
            return nil
        }
        if labels.count == 3, !Self.isSuffixOfTwo(labels[1], labels[2]) { return nil }
        // Not a registrable name but a suffix itself: `com.cn`.
        if labels.count == 2, Self.isSuffixOfTwo(labels[0], labels[1]) { return nil }
        label = String(labels[0])
        tld = labels.dropFirst().joined(separator: ".")
    }

    private static let secondLevels: Set<Substring> = ["com", "net", "org", "gov", "edu", "ac", "co"]

    private static func isSuffixOfTwo(_ second: Substring, _ top: Substring) -> Bool {
        top.utf8.count == 2 && secondLevels.contains(second)
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.utf8.allSatisfy { $0 == 45 || (48...57).contains($0) || (97...122).contains($0) }
    }
}
